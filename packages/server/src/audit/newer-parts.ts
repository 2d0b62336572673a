/**
 * What of a database a verification cannot judge: a newer version of the program has been at work in it, and what
 * that one writes besides, this one does not know.
 */

import type { Kysely } from "kysely";
import { isKnownTable } from "../store/backup/tables.ts";
import { unknownMigrations } from "../store/migrate.ts";
import type { Schema } from "../store/schema.ts";

export interface NewerParts {
  /** At least one. */
  readonly migrations: readonly string[];
  /** Tables this version does not know. It may not know columns of others either. */
  readonly tables: readonly string[];
}

/** @returns null when the database has nothing that this version does not know */
export async function newerParts(db: Kysely<Schema>): Promise<NewerParts | null> {
  const migrations = await unknownMigrations(db);
  if (migrations.length === 0) return null;
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  return { migrations, tables: tables.filter((name) => !isKnownTable(name)).toSorted() };
}
