/**
 * The thread that owns the only write connection of a SQLite database. It refuses a damaged file, brings the schema up to date,
 * then carries out requests one after another and answers each, in order. An error outside of a request
 * ends the thread, and every request after it fails.
 */

import { parentPort, workerData } from "node:worker_threads";
import { sqliteDialect } from "./dialect.ts";
import { migrate } from "./migrate.ts";
import {
  openConnection,
  type WriterAnswer,
  type WriterRequest,
  type WriterSettings,
} from "./sqlite-connection.ts";
import { keepTwice, refuseDamaged } from "./sqlite-damage.ts";
import { describeError, NewerDatabase } from "./unavailable.ts";
import { applyWrites } from "./writes.ts";

const port = parentPort;
if (port === null) throw new Error("sqlite-writer runs as a worker thread only");
const { path }: WriterSettings = workerData;

const connection = openConnection(path, "write");
const { queries } = sqliteDialect(connection, "begin immediate");

const done: WriterAnswer = { ok: true, outcomes: [] };
let last = answer(async () => {
  refuseDamaged(connection);
  await migrate(queries);
  keepTwice(connection);
  // The journal that undoes a single statement: in a file, that file would be made for every commit. Only now,
  // because a migration may sort more than fits into memory.
  connection.exec("pragma temp_store = memory");
  return done;
});
port.on("message", (request: WriterRequest) => {
  last = last.then(() => answer(() => carryOut(request)));
});

async function answer(work: () => Promise<WriterAnswer>): Promise<void> {
  try {
    port?.postMessage(await work());
  } catch (error) {
    const newerDatabase = error instanceof NewerDatabase;
    port?.postMessage({ ok: false, detail: describeError(error), newerDatabase } satisfies WriterAnswer);
  }
}

async function carryOut(request: WriterRequest): Promise<WriterAnswer> {
  switch (request.kind) {
    case "write":
      return { ok: true, outcomes: await applyWrites(queries, request.calls) };
    case "close":
      try {
        // From here on a copy of the database file alone is whole, even while others have it open.
        connection.exec("pragma wal_checkpoint(truncate)");
      } finally {
        connection.close();
        // Nothing keeps the thread alive once this answer is sent.
        port?.unref();
      }
      return done;
  }
}
