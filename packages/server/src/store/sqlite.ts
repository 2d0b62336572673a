/**
 * SQLite: one file, one writer thread, reads here. The file is readable by its owner only. Several
 * processes may have it open (a server and a command beside it): each writer takes the write lock for
 * one short transaction at a time, and each has a chain stream of its own. A writer thread that ends before
 * it is closed stays ended: every write is refused, `ping` says so, and a restart of the process is due.
 */

import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { Worker } from "node:worker_threads";
import { makeFolder } from "../files/make-folder.ts";
import type { Database } from "./database.ts";
import { sqliteDialect } from "./dialect.ts";
import {
  openConnection,
  type WriterAnswer,
  type WriterRequest,
  type WriterSettings,
} from "./sqlite-connection.ts";
import {
  DatabaseGone,
  describeError,
  NewerDatabase,
  NotAnswering,
  TakesNoWrites,
  Unavailable,
} from "./unavailable.ts";
import type { CallOutcome } from "./writes.ts";

/** As much as the largest commit of exchanges takes. Of less a small write may find a place in the log as it is. */
const leastRoomBytes = 1024 * 1024;

/** @throws when the file cannot be opened or migrated */
export async function openSqlite(path: string): Promise<Database> {
  await makeFolder(dirname(path), 0o700);
  createPrivately(path);
  const writer = new Writer(path);
  await writer.opened.catch(async (problem: unknown) => {
    await writer.close().catch(() => undefined);
    throw problem;
  });
  const connection = openConnection(path, "read");
  const { queries, prepare } = sqliteDialect(connection, "begin");
  const opened = statSync(path);
  return {
    reads: queries,
    promptReads: queries,
    prepare,
    write: (calls) => writer.ask({ kind: "write", calls }),
    async checkInPlace() {
      const found = await stat(path).catch(() => null);
      if (found?.ino === opened.ino && found.dev === opened.dev) return;
      throw new DatabaseGone(`the database ${path} is gone, or another file is in its place`);
    },
    async requireRoom() {
      const { bavail, bsize } = await statfs(dirname(path));
      if (bavail * bsize < leastRoomBytes) throw new TakesNoWrites("its disk is full");
    },
    async close() {
      // The last to close removes the log files, which a read-only connection may not.
      connection.close();
      await writer.close();
    },
  };
}

/** In a folder that is there. SQLite gives its log files the mode of the database file, so one mode is enough. */
export function createPrivately(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}

interface Pending {
  resolve(outcomes: readonly CallOutcome[]): void;
  reject(error: Unavailable): void;
}

/** The writer thread seen from here: it answers in the order it was asked. */
class Writer {
  /** Settles when the thread has opened and migrated the database, or could not. */
  readonly opened: Promise<unknown>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #pending: Pending[] = [];
  #ended: NotAnswering | null = null;

  constructor(path: string) {
    this.#worker = new Worker(new URL(`./sqlite-writer${extname(import.meta.url)}`, import.meta.url), {
      workerData: { path } satisfies WriterSettings,
    });
    this.opened = new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
    this.#worker.on("message", (answer: WriterAnswer) => {
      const pending = this.#pending.shift();
      if (answer.ok) pending?.resolve(answer.outcomes);
      else pending?.reject(new (answer.newerDatabase ? NewerDatabase : Unavailable)(answer.detail));
    });
    this.#worker.on("error", (error) => this.#end(`the writer thread failed: ${describeError(error)}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        this.#end("the writer thread has ended");
        resolve();
      });
    });
  }

  ask(request: WriterRequest): Promise<readonly CallOutcome[]> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    if (this.#ended === null) await this.ask({ kind: "close" });
    await this.#exited;
  }

  #end(reason: string): void {
    this.#ended ??= new NotAnswering(reason);
    for (const pending of this.#pending.splice(0)) pending.reject(this.#ended);
  }
}
