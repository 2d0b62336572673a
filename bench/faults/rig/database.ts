/** The database a protocol is run on, and the ways in which it can stop answering. */

import { DatabaseSync } from "node:sqlite";
import { postgresPrograms, startPostgres } from "../../../packages/server/test/store/postgres-cluster.ts";
import { type Installation, type InstallOptions, install } from "./installation.ts";
import type { Run } from "./protocol.ts";

/** What keeps a database from answering. @returns what lets it answer again */
export type Freeze = () => Promise<() => Promise<void>>;

export interface FaultyDatabase {
  readonly installation: Installation;
  /** Holds SQLite's lock, or stops every process of PostgreSQL where it stands. */
  readonly freeze: Freeze;
  /** Kills PostgreSQL and starts it again when it is let go; null: SQLite has no server to kill. */
  readonly kill: Freeze | null;
}

/** @throws Error when it is PostgreSQL, and that is not on this machine */
export async function installOnDatabase(run: Run, options: InstallOptions = {}): Promise<FaultyDatabase> {
  if (run.database === "sqlite") {
    const installation = await install(run, options);
    return { installation, freeze: () => lock(installation.databaseFile), kill: null };
  }
  const programs = postgresPrograms();
  if (programs === null) throw new Error("PostgreSQL is not on this machine");
  const cluster = await startPostgres(programs);
  run.defer(() => cluster.stop());
  const installation = await install(run, { ...options, databaseUrl: cluster.url });
  return {
    installation,
    async freeze() {
      await cluster.signal("SIGSTOP");
      return () => cluster.signal("SIGCONT");
    },
    async kill() {
      await cluster.kill();
      return () => cluster.start();
    },
  };
}

async function lock(file: string) {
  const connection = new DatabaseSync(file, { timeout: 10_000 });
  connection.exec("begin exclusive");
  return async () => {
    connection.exec("rollback");
    connection.close();
  };
}
