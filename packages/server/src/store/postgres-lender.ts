/**
 * PostgreSQL connections as the query layer borrows them. Nothing outlives a transaction in a session: no
 * prepared statement, no setting, no lock, so that a pooler which gives every transaction another connection
 * changes nothing. And nobody waits for ever: a connection that kept silent too long is never used again,
 * because its packets may go nowhere and whoever asked next would wait as long.
 */

import {
  CompiledQuery,
  type DatabaseConnection,
  type Kysely,
  PostgresAdapter,
  type PostgresCursor,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  sql,
} from "kysely";
import pg from "pg";
import { describeError, NotAnswering } from "./unavailable.ts";

/** How long we wait for an answer before we give the connection up. */
export interface Patience {
  readonly answerMs: number;
}

/** So much earlier the server gives a statement up itself, and answers that it did: the connection is kept. */
const serverAheadMs = 200;
/** The server ends a transaction whose client fell silent, and so frees what it had locked. */
const idleTransactionMs = 5_000;

/** The dialect of one kind of caller; several may share one pool. @param patience null: waits for ever */
export class LendingDialect extends PostgresDialect {
  readonly #pool: PostgresPool;
  readonly #patience: Patience | null;

  constructor(pool: pg.Pool, patience: Patience | null) {
    const lender = new Lender(pool, patience);
    super({ pool: lender });
    this.#pool = lender;
    this.#patience = patience;
  }

  override createDriver(): PostgresDriver {
    return new LendingDriver(this.#pool, this.#patience);
  }

  override createAdapter(): PostgresAdapter {
    return new TransactionLockAdapter();
  }
}

/** Has the server bound each transaction by itself. One round trip, as `begin` alone. */
class LendingDriver extends PostgresDriver {
  readonly #begin: string | null;

  constructor(pool: PostgresPool, patience: Patience | null) {
    super({ pool });
    this.#begin =
      patience === null
        ? null
        : `begin; set local statement_timeout = ${patience.answerMs - serverAheadMs}; set local idle_in_transaction_session_timeout = ${idleTransactionMs}`;
  }

  override async beginTransaction(
    ...[connection, settings]: Parameters<PostgresDriver["beginTransaction"]>
  ): Promise<void> {
    const plain = settings.isolationLevel === undefined && settings.accessMode === undefined;
    if (this.#begin === null || !plain) await super.beginTransaction(connection, settings);
    else await begin(connection, this.#begin);
  }
}

async function begin(connection: DatabaseConnection, text: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(text));
}

/** The number that stands for "somebody migrates"; the one the query layer itself uses, so versions agree. */
const migrationLock = "3853314791062309107";

/** Locks until the transaction ends: a lock of the session could be released on another connection. */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)}::bigint)`.execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {}
}

class Lender implements PostgresPool {
  readonly options = {};
  readonly #pool: pg.Pool;
  readonly #patience: Patience | null;

  constructor(pool: pg.Pool, patience: Patience | null) {
    this.#pool = pool;
    this.#patience = patience;
  }

  async connect(): Promise<PostgresPoolClient> {
    const begun = performance.now();
    try {
      return new Loan(await this.#pool.connect(), this.#patience, performance.now() - begun);
    } catch (error) {
      throw this.#patience === null && hasCode(error) ? error : new NotAnswering(describeError(error));
    }
  }

  end(): Promise<void> {
    return this.#pool.ended ? Promise.resolve() : this.#pool.end();
  }
}

/** One connection, from its being borrowed to its being given back or thrown away. */
class Loan implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #patience: Patience | null;
  /** Spent on getting the connection: the first answer is waited for so much shorter. */
  #spentMs: number;
  #lost: NotAnswering | null = null;

  constructor(client: pg.PoolClient, patience: Patience | null, spentMs: number) {
    this.#client = client;
    this.#patience = patience;
    this.#spentMs = spentMs;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    asked: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof asked !== "string") throw new TypeError("cursors are not used here");
    return this.#ask<R>(asked, parameters);
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#lost !== null);
  }

  #waitMs({ answerMs }: Patience): number {
    const waitMs = Math.max(leastWaitMs, answerMs - this.#spentMs);
    this.#spentMs = 0;
    return waitMs;
  }

  async #ask<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.#lost !== null) throw this.#lost;
    try {
      return answerOf<R>(
        await this.#client.query({
          text,
          values: [...values],
          ...(this.#patience !== null && { query_timeout: this.#waitMs(this.#patience) }),
        }),
      );
    } catch (error) {
      if (isAboutContent(error) || (this.#patience === null && hasCode(error))) throw error;
      const problem = new NotAnswering(describeError(error));
      if (!(error instanceof pg.DatabaseError)) this.#lost = problem;
      throw problem;
    }
  }
}

/** The system's, or PostgreSQL's. What the driver itself has to say, as of a server that hangs up, has none. */
function hasCode(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}

/** Even after a long wait for a connection, an answer gets the time it usually takes. */
const leastWaitMs = 100;

/** The parser of answers: what the query layer reads of one is what the driver gives. */
function answerOf<R>(result: pg.QueryResult): PostgresQueryResult<R> {
  return result as unknown as PostgresQueryResult<R>;
}

/**
 * Whether an error is about what was asked. All others would meet the next question as well: time ran out,
 * resources did, or the server is going away.
 * @see https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
function isAboutContent(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(08|53|55|57|58|XX)/.test(error.code ?? "XX");
}
