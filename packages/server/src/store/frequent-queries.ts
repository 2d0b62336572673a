/**
 * Queries that run with every commit. Their text never changes, or follows from the number of rows alone, so the
 * query builder puts it together once: doing so takes longer than the database takes for the rows. PostgreSQL is sent
 * all rows in one statement; SQLite, which lives in this process, runs a short one for each, which costs it less.
 */

import { type Compilable, CompiledQuery, type Kysely, sql } from "kysely";
import { directStatements } from "./dialect.ts";
import type { Schema } from "./schema.ts";

/** What every database can bind. */
type Cell = string | number | null;
/** A row without the names of its columns, which stand elsewhere, in the same order. */
export type Cells = readonly Cell[];

export function cellsOf<Column extends string>(
  columns: readonly Column[],
  row: Readonly<Record<Column, Cell>>,
): Cells {
  return columns.map((column) => row[column]);
}

/** Runs a query with other parameters than it was built with: in the order in which its text names them. */
export type FrequentQuery<Row> = (db: Kysely<Schema>, parameters: Cells) => Promise<readonly Row[]>;

/** @param build the parameters it gives the query are placeholders */
export function frequentQuery<Row>(build: (db: Kysely<Schema>) => Compilable<Row>): FrequentQuery<Row> {
  const texts = textsByDatabase<"the only one">();
  return async (db, parameters) => {
    const text = texts(db, "the only one", () => build(db).compile().sql);
    const direct = directStatements(db);
    if (direct !== null) return direct.all<Row>(text, parameters);
    return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows;
  };
}

/** Texts for more rows than this are not kept. Under load some fifty exchanges are recorded at once. */
const keptRows = 128;

/** Inserts rows into some columns of a table, within a transaction: when it throws, some may be there. */
export type RowInsert = (db: Kysely<Schema>, rows: readonly Cells[]) => Promise<void>;

/** @param onConflict the clause that says what becomes of a row that is there already; absent: it fails */
export function rowInsert<Table extends keyof Schema>(
  table: Table,
  columns: readonly (keyof Schema[Table] & string)[],
  onConflict = "",
): RowInsert {
  const texts = textsByDatabase<number>();
  const textFor = (db: Kysely<Schema>, count: number): string => {
    const make = () => `${insertText(db, table, columns, count)} ${onConflict}`;
    return count > keptRows ? make() : texts(db, count, make);
  };
  return async (db, rows) => {
    if (rows.length === 0) return;
    const direct = directStatements(db);
    if (direct !== null) direct.runEach(textFor(db, 1), rows);
    else await db.executeQuery(CompiledQuery.raw(textFor(db, rows.length), rows.flat()));
  };
}

function insertText(db: Kysely<Schema>, table: string, columns: readonly string[], count: number): string {
  const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`;
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const rows = sql.join(Array.from({ length: count }, () => row));
  return sql`insert into ${sql.table(table)} (${names}) values ${rows}`.compile(db).sql;
}

/** Texts by what is asked for, for each kind of database: they number parameters differently. */
function textsByDatabase<Key>() {
  const known = new WeakMap<object, Map<Key, string>>();
  return (db: Kysely<Schema>, key: Key, make: () => string): string => {
    // The same for a database and for every transaction on it.
    const { adapter } = db.getExecutor();
    const texts = known.get(adapter) ?? new Map<Key, string>();
    known.set(adapter, texts);
    const text = texts.get(key) ?? make();
    texts.set(key, text);
    return text;
  };
}
