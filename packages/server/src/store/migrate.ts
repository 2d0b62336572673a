/**
 * Brings a database up to the schema of this version. Safe when several processes start at once on an
 * empty database: PostgreSQL holds an advisory lock, SQLite its write lock, and whoever comes second
 * finds everything done.
 */

import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import * as firstTables from "./migrations/0001-first-tables.ts";
import type { Schema } from "./schema.ts";

/** In order of name; a new one is added at the end. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
};

/** @throws when the database cannot be migrated, also because a newer version has been at work in it. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
