/**
 * Brings a database up to the schema of this version, in one transaction: a process that is killed half way
 * leaves it as it was. Safe when several start at once: PostgreSQL holds a lock until the transaction ends,
 * SQLite its write lock, and whoever comes second finds everything done. Servers of the version before go on
 * working meanwhile and afterwards, because migrations only add.
 */

import { type Kysely, sql, type Transaction } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import * as firstTables from "./migrations/0001-first-tables.ts";
import * as revocationEpochs from "./migrations/0002-revocation-epochs.ts";
import * as audit from "./migrations/0003-audit.ts";
import * as rowDigests from "./migrations/0006-row-digests.ts";
import * as projects from "./migrations/0007-projects.ts";
import * as createdTokens from "./migrations/0008-created-tokens.ts";
import * as directory from "./migrations/0009-directory.ts";
import * as tokenFamilies from "./migrations/0010-token-families.ts";
import * as consoleSessions from "./migrations/0011-console-sessions.ts";
import * as sums from "./migrations/0012-sums.ts";
import * as tokenRequests from "./migrations/0013-token-requests.ts";
import type { Schema } from "./schema.ts";
import { NewerDatabase } from "./unavailable.ts";

/** In order of name; a new one is added at the end. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
  "0002-revocation-epochs": revocationEpochs,
  "0003-audit": audit,
  "0006-row-digests": rowDigests,
  "0007-projects": projects,
  "0008-created-tokens": createdTokens,
  "0009-directory": directory,
  "0010-token-families": tokenFamilies,
  "0011-console-sessions": consoleSessions,
  "0012-sums": sums,
  "0013-token-requests": tokenRequests,
};

export const knownMigrations: readonly string[] = Object.keys(migrations);

/**
 * @param last the last migration to carry out; all of them when absent
 * @throws NewerDatabase when a newer version has been at work in it; whatever else keeps it from being migrated
 */
export async function migrate(db: Kysely<Schema>, last?: string): Promise<void> {
  await whileMigrating(db, (transaction) => migrateWithin(transaction, last));
}

/** One transaction during which nobody else migrates, and so makes tables. @throws what keeps tables from being made */
export async function whileMigrating<T>(
  db: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const { adapter } = transaction.getExecutor();
      await adapter.acquireMigrationLock(transaction, { lockTable: "", lockRowId: "" });
      return work(transaction);
    });
  } catch (problem) {
    throw isOfFailedTransaction(problem) ? await whyNoTable(db, problem) : problem;
  }
}

/** PostgreSQL's `in_failed_sql_transaction`, which names no cause. */
function isOfFailedTransaction(problem: unknown): boolean {
  return problem instanceof Error && "code" in problem && problem.code === "25P02";
}

/**
 * Where a table cannot be made, the query layer looks whether it is there after all, in the transaction that has just
 * failed, and so hides the cause, such as a missing right. Another table meets the same, and never stays.
 */
async function whyNoTable(db: Kysely<Schema>, otherwise: unknown): Promise<unknown> {
  const trial = db.transaction().execute(async (transaction) => {
    await sql`create table countersign_trial (one integer)`.execute(transaction);
    throw otherwise;
  });
  return trial.catch((cause: unknown) => cause);
}

/** As `migrate`, within `whileMigrating`. */
export async function migrateWithin(transaction: Transaction<Schema>, last?: string): Promise<void> {
  const migrator = migratorOf(transaction);
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error === undefined) return;
  const unknown = await unknownMigrations(transaction).catch(() => []);
  throw unknown.length > 0 ? new NewerDatabase(newerDatabase(unknown)) : error;
}

/** @throws NewerDatabase when a newer version has been at work in it: there may be tables that this one misses */
export async function requireKnownTables(db: Kysely<Schema>): Promise<void> {
  const unknown = await unknownMigrations(db);
  if (unknown.length > 0) throw new NewerDatabase(newerDatabase(unknown));
}

/** The names of the migrations the database has seen, in order; none in an empty one. */
export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const all = await migratorOf(db).getMigrations();
  return all.filter(({ executedAt }) => executedAt !== undefined).map(({ name }) => name);
}

function migratorOf(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}

/** Those that the database has seen and this version does not know. */
export async function unknownMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !knownMigrations.includes(name));
}

function newerDatabase(unknown: readonly string[]): string {
  return `a newer version of Countersign has changed the tables (${unknown.join(", ")}), and this one does not know them. Start the newer version; to go back to this one, restore a backup that was made before`;
}
