/**
 * Reads everything a database holds as of one moment, a page at a time, while servers go on writing: SQLite's
 * read transaction and PostgreSQL's repeatable read both show what was committed when it began.
 */

import { type Kysely, sql } from "kysely";
import { requireKnownTables } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import type { BackupPart, Row, Value } from "./format.ts";
import { neverUsed, requireTables, rowNames, type TableName, tablesIn } from "./tables.ts";

/** Rows read at a time. */
const pageRows = 1000;

/**
 * @param madeAt for the header
 * @throws NewerDatabase when not all of its tables are known; BackupProblem with `never_used`; when it does not answer
 */
export async function* backupParts(db: Kysely<Schema>, madeAt: Date): AsyncGenerator<BackupPart> {
  const moment = await db
    .startTransaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute();
  try {
    // As of the same moment as the rows: a server of a later version may be starting just now.
    const migrations = await requireTables(moment);
    await requireKnownTables(moment);
    const { value: instanceId } = await moment
      .selectFrom("facts")
      .select("value")
      .where("name", "=", "instance_id")
      .executeTakeFirstOrThrow(neverUsed);
    yield { kind: "header", header: { madeAt: madeAt.toISOString(), migrations, instanceId } };
    // A database that an earlier version left has fewer: it can be backed up before it is upgraded.
    for (const table of await tablesIn(moment)) yield* tableParts(moment, table);
  } finally {
    await moment.rollback().execute();
  }
}

async function* tableParts(db: Kysely<Schema>, table: TableName): AsyncGenerator<BackupPart> {
  const names = rowNames[table];
  let columns: readonly string[] | null = null;
  for (let last: Row | null = null; ; ) {
    const { rows } = await nextPage(table, names, last).execute(db);
    const final = rows.at(-1);
    if (final === undefined) return;
    if (columns === null) {
      columns = Object.keys(final);
      yield { kind: "table", table, columns };
    }
    const shown = columns;
    yield { kind: "rows", rows: rows.map((row) => shown.map((column) => columnValue(row[column]))) };
    if (rows.length < pageRows) return;
    last = names.map((name) => columnValue(final[name]));
  }
}

function nextPage(table: TableName, names: readonly string[], last: Row | null) {
  const key = sql.join(names.map((name) => sql.ref(name)));
  const after = last === null ? sql`` : sql`where (${key}) > (${sql.join(last)})`;
  return sql<Readonly<Record<string, unknown>>>`
    select * from ${sql.table(table)} ${after} order by ${key} limit ${sql.lit(pageRows)}`;
}

function columnValue(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`a column holds a ${typeof value}, which no table of ours has`);
}
