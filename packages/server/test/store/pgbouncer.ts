/**
 * PgBouncer in transaction mode before the test's PostgreSQL, with the settings docs/OPERATIONS.md recommends
 * and nothing else: whatever the product would need beyond them fails here.
 */

import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "../app.ts";
import { unprivilegedUser } from "./postgres-cluster.ts";

export interface Pooler {
  /** The database's URL by way of the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The program; null: it is not on this machine. */
export function pgbouncerProgram(): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, "pgbouncer")).find((file) => existsSync(file)) ?? null;
}

/** @param database a URL of the test's PostgreSQL */
export async function startPgbouncer(program: string, database: string): Promise<Pooler> {
  const { hostname, port, searchParams, pathname, username } = new URL(database);
  const owner = await unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "countersign-pgbouncer-"));
  const listenPort = await freePort();
  const users = join(folder, "users.txt");
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(users, `"${username}" ""\n`);
  writeFileSync(
    settings,
    `[databases]
* = host=${searchParams.get("host") ?? hostname} port=${port === "" ? "5432" : port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
max_client_conn = 200
default_pool_size = 10
`,
  );
  if (owner !== null) for (const path of [folder, users, settings]) chownSync(path, owner.uid, owner.gid);
  const child = spawn(program, [settings], { ...owner, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (text) => {
      log += text;
      if (log.includes("process up")) resolve();
    });
    void ended.then(() => reject(new Error(`PgBouncer did not start: ${log}`)));
  });
  return {
    url: `postgres://${username}@127.0.0.1:${listenPort}${pathname}`,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
