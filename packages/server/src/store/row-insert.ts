/**
 * Inserts of many rows at once. Their text follows from the columns and the number of rows alone, so it is put
 * together once for each number: with the query builder that takes half as long as the database takes for the rows.
 */

import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** A row whose columns hold what every database can bind. */
type Flat<Row> = { readonly [Column in keyof Row]: string | number | null };
/** The tables that take such a row. */
type TableOf<Row> = { [Table in keyof Schema]: Row extends Schema[Table] ? Table : never }[keyof Schema];

/** Texts by table, columns and number of rows, for each database: databases number parameters differently. */
const texts = new WeakMap<object, Map<string, string>>();

/** Texts for more rows than this are not kept. Under load some fifty exchanges are recorded at once. */
const keptRows = 128;

/** @param rows all with the same columns; none: nothing is done */
export async function insertRows<Row extends Flat<Row>>(
  db: Kysely<Schema>,
  table: TableOf<Row>,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const isColumn = (name: string): name is keyof Row & string => Object.hasOwn(first, name);
  const columns = Object.keys(first).filter(isColumn);
  const parameters: Flat<Row>[keyof Row][] = [];
  for (const row of rows) for (const column of columns) parameters.push(row[column]);
  await db.executeQuery(CompiledQuery.raw(textOf(db, table, columns, rows.length), parameters));
}

function textOf(db: Kysely<Schema>, table: string, columns: readonly string[], count: number): string {
  // The same for a database and for every transaction on it.
  const { adapter } = db.getExecutor();
  // Rare, and long.
  if (count > keptRows) return compile(db, table, columns, count);
  const known = texts.get(adapter) ?? new Map<string, string>();
  texts.set(adapter, known);
  const name = `${table} ${columns.join(" ")} ${count}`;
  const text = known.get(name) ?? compile(db, table, columns, count);
  known.set(name, text);
  return text;
}

function compile(db: Kysely<Schema>, table: string, columns: readonly string[], count: number): string {
  const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`;
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const rows = sql.join(Array.from({ length: count }, () => row));
  return sql`insert into ${sql.table(table)} (${names}) values ${rows}`.compile(db).sql;
}
