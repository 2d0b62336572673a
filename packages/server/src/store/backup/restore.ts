/**
 * Fills an empty database from a backup in one transaction: the tables of the backup's time, every row, and a mark
 * that the database was restored. Nothing is there until the whole file was read and in order. Later migrations,
 * and what follows from the mark, are the next opening's part (restored.ts).
 */

import { CompiledQuery, type Kysely, sql, type Transaction } from "kysely";
import { appliedMigrations, migrateWithin, whileMigrating } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import type { BackupHeader, BackupPart, Row } from "./format.ts";
import { BackupProblem } from "./problem.ts";
import { markRestored } from "./restored.ts";
import type { TableName } from "./tables.ts";

/** SQLite takes at most 32 766 values in one statement, PostgreSQL 65 535. */
const mostValues = 30_000;

export interface Restored {
  readonly header: BackupHeader;
  readonly rows: number;
}

/**
 * @param parts as `readParts` gives them
 * @throws BackupProblem with `not_empty`, or what reading the file throws; then nothing was written, and no table made
 */
export async function restoreBackup(db: Kysely<Schema>, parts: AsyncIterable<BackupPart>): Promise<Restored> {
  const reading = parts[Symbol.asyncIterator]();
  const first = await reading.next();
  if (first.done === true || first.value.kind !== "header")
    throw new Error("a backup begins with its header");
  const { header } = first.value;
  return whileMigrating(db, async (transaction) => {
    await makeTables(transaction, header);
    let rows = 0;
    let insert: ((rows: readonly Row[]) => Promise<void>) | null = null;
    for (let part = await reading.next(); part.done !== true; part = await reading.next()) {
      if (part.value.kind === "table") insert = insertInto(transaction, part.value);
      if (part.value.kind !== "rows" || insert === null) continue;
      await insert(part.value.rows).catch((problem: unknown) => otherwiseDamaged(problem, reading));
      rows += part.value.rows.length;
    }
    await markRestored(transaction);
    return { header, rows };
  });
}

/**
 * Rows that the database refuses may be those of a file that was altered, which shows only at its end.
 * @throws what reading the rest throws, and else the problem itself
 */
async function otherwiseDamaged(problem: unknown, reading: AsyncIterator<BackupPart>): Promise<never> {
  for (let part = await reading.next(); part.done !== true; part = await reading.next());
  throw problem;
}

/** Makes the tables as they were when the backup was made, without a row. @throws BackupProblem with `not_empty` */
async function makeTables(transaction: Transaction<Schema>, { migrations }: BackupHeader): Promise<void> {
  if ((await appliedMigrations(transaction)).length > 0) {
    throw notEmpty();
  }
  await migrateWithin(transaction, migrations.at(-1));
  // The one row that a migration writes: the backup holds its own.
  await transaction.deleteFrom("configuration_revision").execute();
}

/** Inserts into one table; the statement is compiled once for each number of rows, of which there are few. */
function insertInto(
  db: Kysely<Schema>,
  { table, columns }: { readonly table: TableName; readonly columns: readonly string[] },
): (rows: readonly Row[]) => Promise<void> {
  const together = Math.max(1, Math.floor(mostValues / columns.length));
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const texts = new Map<number, string>();
  const textFor = (rows: readonly Row[]): string => {
    const known = texts.get(rows.length);
    if (known !== undefined) return known;
    const values = rows.map((row) => sql`(${sql.join(row)})`);
    const { sql: text } = sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.compile(
      db,
    );
    texts.set(rows.length, text);
    return text;
  };
  return async (rows) => {
    for (let from = 0; from < rows.length; from += together) {
      const some = rows.slice(from, from + together);
      await db.executeQuery(CompiledQuery.raw(textFor(some), some.flat()));
    }
  };
}

export function notEmpty(): BackupProblem {
  return new BackupProblem("not_empty", "The database is not empty.");
}
