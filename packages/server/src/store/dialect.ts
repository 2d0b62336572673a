/**
 * What differs between the two databases once a connection is open: how the query layer drives SQLite (for
 * PostgreSQL see postgres-lender.ts), how a transaction begins, and how a statement is kept prepared.
 * Everything else in this folder is written once. Nothing here rewrites SQL.
 */

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "kysely";
import type { Schema } from "./schema.ts";

/** A statement compiled once, and kept prepared where that is safe; for what is read on every request. */
export type PreparedRead<Row> = (parameters: readonly (string | number)[]) => Promise<readonly Row[]>;

export interface Dialect {
  readonly queries: Kysely<Schema>;
  prepare<Row>(query: CompiledQuery<Row>): PreparedRead<Row>;
}

/**
 * Runs statements on a SQLite connection past the query layer, and so only within a transaction, and keeps each
 * prepared for good: they are to be few.
 */
export interface DirectStatements {
  all<Row>(sql: string, parameters: readonly SQLInputValue[]): readonly Row[];
  /** Once for each row of parameters. */
  runEach(sql: string, rows: readonly (readonly SQLInputValue[])[]): void;
}

/** Of the connection that a transaction, or a test, works on; null: PostgreSQL, where each statement is a journey. */
export function directStatements(db: Kysely<Schema>): DirectStatements | null {
  const { adapter } = db.getExecutor();
  return adapter instanceof TransactionalSqliteAdapter ? adapter.direct : null;
}

/**
 * A member, an id or null, of the JSON that a column holds as text; itself as JSON text. PostgreSQL reads no JSON with
 * an escape it has no text for, wherever it stands, so it looks for the name: within a text its quotes were escaped.
 */
export function idMember(db: Kysely<Schema>, column: string, member: string): RawBuilder<string> {
  const { adapter } = db.getExecutor();
  const text = sql.ref(column);
  return adapter instanceof TransactionalSqliteAdapter
    ? sql<string>`(${text} -> ${sql.lit(member)})`
    : sql<string>`split_part(split_part(${text}, ${sql.lit(`"${member}":`)}, 2), ',', 1)`;
}

/** How a transaction on a SQLite connection begins: the writer takes the write lock before it reads. */
export type SqliteBegin = "begin" | "begin immediate";

/** SQLite through `node:sqlite`; the statements run in the calling thread. */
export function sqliteDialect(database: DatabaseSync, begin: SqliteBegin): Dialect {
  return {
    queries: new Kysely<Schema>({ dialect: new NodeSqliteDialect(database, begin) }),
    prepare: <Row>(query: CompiledQuery<Row>) => {
      const statement = database.prepare(query.sql);
      return async (parameters) => rowsOf<Row>(statement.all(...parameters));
    },
  };
}

/**
 * Reads by their text alone. On PostgreSQL nothing stays prepared: a statement kept in a session is not there
 * on the connection a pooler gives next.
 */
export function preparedOver(queries: Kysely<Schema>): Dialect["prepare"] {
  return <Row>(query: CompiledQuery<Row>) =>
    async (parameters) => {
      const { rows } = await queries.executeQuery<Row>(CompiledQuery.raw(query.sql, [...parameters]));
      return rows;
    };
}

/** The parser of prepared reads: a row has the columns its compiled query selects. */
function rowsOf<Row>(rows: readonly unknown[]): readonly Row[] {
  return rows as readonly Row[];
}

/**
 * Kysely's SQLite dialect, corrected for our use: the tables of a migration are made in a transaction
 * (SQLite can); a transaction of the writer begins with the write lock, because one that reads first and
 * writes later fails when another process wrote in between; and a transaction that SQLite has ended by
 * itself (a full disk) is not rolled back again, which would hide why it ended.
 */
class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #driven: SqliteDatabase;
  readonly #begin: SqliteBegin;

  constructor(database: DatabaseSync, begin: SqliteBegin) {
    const driven = statementCache(database);
    super({ database: driven });
    this.#database = database;
    this.#driven = driven;
    this.#begin = begin;
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter(preparedForGood(this.#database));
  }

  override createDriver(): Driver {
    return new NodeSqliteDriver(this.#database, this.#driven, this.#begin);
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  readonly direct: DirectStatements;

  constructor(direct: DirectStatements) {
    super();
    this.direct = direct;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #begin: SqliteBegin;

  constructor(database: DatabaseSync, driven: SqliteDatabase, begin: SqliteBegin) {
    super({ database: driven });
    this.#database = database;
    this.#begin = begin;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

function preparedForGood(database: DatabaseSync): DirectStatements {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: <Row>(sql: string, parameters: readonly SQLInputValue[]) =>
      rowsOf<Row>(prepared(sql).all(...parameters)),
    runEach(sql, rows) {
      const statement = prepared(sql);
      for (const row of rows) statement.run(...row);
    },
  };
}

/** How many statements stay prepared; the texts that come back are few, multi-row inserts vary in length. */
const statementLimit = 256;

/** `node:sqlite` in the shape Kysely drives, with the statements used last kept prepared. */
function statementCache(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, ReturnType<SqliteDatabase["prepare"]>>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) {
        statements.delete(sql);
        statements.set(sql, known);
        return known;
      }
      const statement = drivenStatement(database.prepare(sql));
      statements.set(sql, statement);
      const oldest = statements.size > statementLimit ? statements.keys().next().value : undefined;
      if (oldest !== undefined) statements.delete(oldest);
      return statement;
    },
  };
}

function drivenStatement(statement: StatementSync): ReturnType<SqliteDatabase["prepare"]> {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(bindable)),
    run: (parameters) => statement.run(...parameters.map(bindable)),
    iterate: (parameters) => statement.iterate(...parameters.map(bindable)),
  };
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`SQLite cannot bind a value of type ${typeof value}`);
}
