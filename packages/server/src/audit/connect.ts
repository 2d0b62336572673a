/** The database of a server, to be read and nothing else: an audit changes nothing, not even the schema. */

import type { Kysely } from "kysely";
import { connect } from "../store/connect.ts";
import { appliedMigrations, knownMigrations } from "../store/migrate.ts";
import type { Schema } from "../store/schema.ts";
import { Unavailable } from "../store/unavailable.ts";

/** @throws Unavailable where no server of this version was at work yet, or the database's error */
export async function connectForAudit(url: string): Promise<Kysely<Schema>> {
  const db = connect(url, "read");
  const applied = await appliedMigrations(db).catch(async (problem: unknown) => {
    await db.destroy();
    throw problem;
  });
  if (knownMigrations.every((name) => applied.includes(name))) return db;
  await db.destroy();
  throw new Unavailable("its tables are of an earlier version: start the server of this version on it first");
}
