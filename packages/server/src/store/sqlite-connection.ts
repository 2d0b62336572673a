/** Opening a SQLite file with the pragmas we rely on, and the words the two threads exchange about it. */

import { DatabaseSync } from "node:sqlite";
import type { CallOutcome, WriteCall } from "./writes.ts";

/** How long a statement waits while another process holds the lock it needs. */
const busyTimeoutMs = 5000;

/** What the writer thread is started with. */
export interface WriterSettings {
  readonly path: string;
}

export type WriterRequest =
  | { readonly kind: "write"; readonly calls: readonly WriteCall[] }
  | { readonly kind: "close" };

/** One when the database is open and migrated, then one per request, in order. */
export type WriterAnswer =
  | { readonly ok: true; readonly outcomes: readonly CallOutcome[] }
  | { readonly ok: false; readonly detail: string; readonly newerDatabase: boolean };

/**
 * Of a database that is made now; one that exists keeps its own. A record with its claims takes about 2 KiB: of
 * SQLite's usual 4 KiB a third stays empty, and is written with every commit all the same.
 */
const pageBytes = 8192;

/**
 * Every commit is on disk before it is reported (`synchronous = full` with the write-ahead log).
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openConnection(path: string, access: "read" | "write"): DatabaseSync {
  const connection = new DatabaseSync(path, {
    readOnly: access === "read",
    timeout: busyTimeoutMs,
    enableForeignKeyConstraints: true,
  });
  if (access === "write") {
    connection.exec(`pragma page_size = ${pageBytes}`);
    writeAhead(connection);
    connection.exec("pragma synchronous = full");
  }
  return connection;
}

/**
 * Gives a new file its write-ahead log. Where another process does so at the same moment SQLite does not wait, for
 * each of the two may hold the lock that the other needs: both are told that it is busy, and have to try again.
 */
function writeAhead(connection: DatabaseSync): void {
  const giveUpAt = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      connection.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      // Of different length, or the two would go on meeting.
      pauseFor(1 + Math.random() * 20);
    }
  }
}

/** @see https://www.sqlite.org/rescode.html#busy, of which extended codes have the same last byte */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}

/** Blocks the thread, as SQLite does when it waits for a lock. */
function pauseFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
