/**
 * Brings a database up to the schema of this version. Safe when several processes start at once on an
 * empty database: PostgreSQL holds an advisory lock, SQLite its write lock, and whoever comes second
 * finds everything done.
 */

import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import * as firstTables from "./migrations/0001-first-tables.ts";
import * as revocationEpochs from "./migrations/0002-revocation-epochs.ts";
import type { Schema } from "./schema.ts";

/** In order of name; a new one is added at the end. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
  "0002-revocation-epochs": revocationEpochs,
};

export const knownMigrations: readonly string[] = Object.keys(migrations);

/**
 * @param last the last migration to carry out; all of them when absent
 * @throws when the database cannot be migrated, also because a newer version has been at work in it.
 */
export async function migrate(db: Kysely<Schema>, last?: string): Promise<void> {
  const migrator = migratorOf(db);
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error !== undefined) throw error;
}

/** The names of the migrations the database has seen, in order; none in an empty one. */
export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const all = await migratorOf(db).getMigrations();
  return all.filter(({ executedAt }) => executedAt !== undefined).map(({ name }) => name);
}

function migratorOf(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}
