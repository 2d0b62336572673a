/** Opens a store on the database a URL names. */

import { restoredSince } from "./backup/restored.ts";
import { auditTable } from "./checkpoints.ts";
import { configurationTables } from "./configuration.ts";
import { sessionTable } from "./console-sessions.ts";
import type { Database } from "./database.ts";
import { exchangeLog } from "./exchanges.ts";
import { type CommitObserver, GroupCommit } from "./group-commit.ts";
import { issuerKeyTable } from "./issuer-keys.ts";
import { openPostgres } from "./postgres.ts";
import { revocationTable } from "./revocations.ts";
import { secretTable } from "./secrets.ts";
import { signingKeyTable } from "./signing-keys.ts";
import { openSqlite } from "./sqlite.ts";
import type { QueueName, Store } from "./store.ts";
import { sumTables } from "./sums.ts";
import { sweepAll } from "./sweep.ts";
import { watchWrites } from "./taking-writes.ts";
import { tokenTable } from "./tokens.ts";
import { databaseAt } from "./url.ts";
import { type Clock, pooled, type Random, uuidGenerator } from "./uuid.ts";
import { type CallOutcome, compareLocks, type PerformWrite, resultOf, type WriteCall } from "./writes.ts";

/** Limits for everything that is written beside exchanges. */
const writeLimits = { units: 10_000, batch: 200, deadlineMs: 10_000 };

export interface StoreSettings {
  /** `sqlite:<path of a file>` or `postgres://…`. */
  readonly url: string;
  /** The clock that records take their times from. */
  readonly clock: Clock;
  readonly random: Random;
  /** Who is told of what the queues of writes do. */
  readonly observer?: (queue: QueueName) => CommitObserver;
}

/**
 * Opens the database, creates or migrates its tables, and returns the store.
 * @throws when the URL is of no known kind, or the database cannot be opened or migrated
 */
export async function openStore({ url, clock, ...settings }: StoreSettings): Promise<Store> {
  const opened = await openDatabase(url);
  const { requireTaken, write } = watchWrites(opened);
  const database: Database = { ...opened, write };
  const random = pooled(settings.random);
  const newId = uuidGenerator(clock, random);
  const observed = settings.observer;
  const writes = new GroupCommit<WriteCall, CallOutcome>(
    (calls) => database.write(calls),
    writeLimits,
    observed?.("writes"),
    compareLocks,
  );
  const perform: PerformWrite = async (write, argument) => {
    return resultOf(write, await writes.submit({ write, argument }));
  };
  const exchanges = exchangeLog(database, perform, newId, random, observed?.("exchanges"));
  const restoration = await restoredSince(database.reads, perform, () => Math.floor(clock() / 1000));
  let closing: Promise<void> | null = null;
  let pinging: Promise<void> | null = null;
  return {
    configuration: configurationTables(database, perform, newId),
    exchanges: exchanges.log,
    sums: sumTables(database.reads, perform),
    audit: auditTable(database.reads, perform),
    tokens: tokenTable(database, perform),
    revocations: revocationTable(database.reads, perform),
    signingKeys: signingKeyTable(database.reads, perform),
    issuerKeys: issuerKeyTable(database.promptReads, perform),
    secrets: secretTable(database, perform),
    sessions: sessionTable(database, perform),
    ...restoration,
    waiting: (queue) => (queue === "exchanges" ? exchanges.waiting() : writes.length),
    sweep: (now, retention) => sweepAll(perform, now, retention),
    ping() {
      // Strangers may ask whether the server is ready: however many do, the writer is asked by one of them.
      pinging ??= Promise.all([requireInPlace(database), requireTaken()])
        .then(() => undefined)
        .finally(() => {
          pinging = null;
        });
      return pinging;
    },
    close: () => {
      closing ??= Promise.all([exchanges.close(), writes.close()]).then(() => database.close());
      return closing;
    },
  };
}

/** @throws DatabaseGone; NotAnswering when it does not let itself be read */
async function requireInPlace(database: Database): Promise<void> {
  await database.checkInPlace();
  await database.promptReads.selectFrom("configuration_revision").select("id").execute();
}

async function openDatabase(url: string): Promise<Database> {
  const place = databaseAt(url);
  switch (place.kind) {
    case "sqlite":
      return openSqlite(place.path);
    case "postgres":
      return openPostgres(place.url);
  }
}
