/**
 * An open database as the queries see it: reads on one side, and writes as plain calls, because on
 * SQLite they are carried out by another thread.
 */

import type { CompiledQuery, Kysely } from "kysely";
import type { PreparedRead } from "./dialect.ts";
import type { Schema } from "./schema.ts";
import type { CallOutcome, WriteCall } from "./writes.ts";

export interface Database {
  /** For reading only. Sees every write whose promise has resolved. */
  readonly reads: Kysely<Schema>;
  /** The same, for what a request or a node's freshness waits for: fails within two seconds. */
  readonly promptReads: Kysely<Schema>;
  prepare<Row>(query: CompiledQuery<Row>): PreparedRead<Row>;
  /**
   * Carries the calls out in order, as one durable transaction. A call that fails leaves the others alone.
   * @returns one outcome per call
   * @throws when nothing was confirmed
   */
  write(calls: readonly WriteCall[]): Promise<readonly CallOutcome[]>;
  /** @throws DatabaseGone when the file that is written to is not the one that a next start would find */
  checkInPlace(): Promise<void>;
  /** @throws TakesNoWrites when the disk is so full that it takes small writes at best */
  requireRoom(): Promise<void>;
  /** Waits for writes under way. */
  close(): Promise<void>;
}
