/**
 * The databases every store test runs on. Each test file gets a fresh database of each kind; what the
 * store itself cannot show is looked at, or tampered with, through a plain connection beside it.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { describe, inject } from "vitest";

/** One fresh, empty database. */
export interface TestDatabase {
  /** For `openStore`. */
  readonly url: string;
  /** Runs a statement on a connection of its own. Only what both databases understand. */
  run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Keeps every other writer out until the returned function is called. */
  block(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

interface DatabaseKind {
  readonly name: string;
  create(): Promise<TestDatabase>;
}

const postgresUrl = inject("postgresUrl");

/** The kinds of database that are to be had. */
export function eachDatabase(): readonly DatabaseKind[] {
  const sqlite = { name: "sqlite", create: createSqlite };
  return postgresUrl === null ? [sqlite] : [sqlite, { name: "postgres", create: () => createPostgres() }];
}

/** Runs the same tests on every kind of database that is to be had. */
export function describeOnEveryDatabase(behaviour: string, tests: (kind: DatabaseKind) => void): void {
  describe(`${behaviour} on SQLite`, () => tests({ name: "sqlite", create: createSqlite }));
  describe.skipIf(postgresUrl === null)(`${behaviour} on PostgreSQL`, () =>
    tests({ name: "postgres", create: () => createPostgres() }),
  );
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-store-"));
  const path = join(folder, "store.db");
  const connect = () => new DatabaseSync(path, { timeout: 5000 });
  return {
    url: `sqlite:${path}`,
    async run(statement) {
      using connection = connect();
      return connection.prepare(statement).all();
    },
    async block() {
      const connection = connect();
      connection.exec("begin immediate");
      return async () => {
        connection.exec("rollback");
        connection.close();
      };
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param options of `create database` @throws where no PostgreSQL is to be had */
export function createPostgres(options = ""): Promise<TestDatabase> {
  if (postgresUrl === null) throw new Error("no PostgreSQL");
  return createPostgresOn(postgresUrl, options);
}

/** @param serverUrl of a database in which others can be created */
export async function createPostgresOn(serverUrl: string, options = ""): Promise<TestDatabase> {
  const name = `store_${process.pid}_${crypto.randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `create database ${name} ${options}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    run: (statement) => onServer(url.href, statement),
    async block() {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query("begin");
      await client.query("lock table exchanges, configuration_revision in exclusive mode");
      return () => client.end();
    },
    remove: async () => {
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

/** Runs a statement on a connection of its own. */
export async function onServer(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}
