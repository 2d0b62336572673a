/**
 * The log of exchanges. Commits have a group commit of their own, so that an exchange waits for at most
 * one other batch and never behind an administrator's import.
 */

import { type CompiledQuery, type Kysely, sql } from "kysely";
import type { ExchangeRecord } from "../core/exchange-record.ts";
import { accept, refuse } from "../core/refusal.ts";
import type { ReplayClaim } from "../core/replay.ts";
import { encodeBase64url } from "../jws/base64url.ts";
import { verifyChain } from "./chain-verification.ts";
import type { Database } from "./database.ts";
import { exchangeUnit, replayDigest, storedExchange } from "./exchange-record.ts";
import { searchExchanges } from "./exchange-search.ts";
import type { ExchangeUnit, UnitOutcome } from "./exchange-writes.ts";
import { type CommitObserver, GroupCommit } from "./group-commit.ts";
import { listRefusalCounts } from "./refusal-counts.ts";
import type { Schema } from "./schema.ts";
import type { ExchangeLog } from "./store.ts";
import { describeError, NotAnswering, Unavailable } from "./unavailable.ts";
import type { Random } from "./uuid.ts";
import { type PerformWrite, resultOf } from "./writes.ts";

/** A caller waits no longer than this for its record; then no token is handed out, within two seconds in all. */
const commitDeadlineMs = 1_900;
/** Exchanges waiting to be recorded; beyond it the server is overloaded, and says so at once. */
const waitingLimit = 10_000;
/** Exchanges in one commit: bounds how long a commit takes and how many values a statement carries. */
const batchLimit = 500;
/**
 * What a commit costs beside its records is five times what a record costs. So long a wait, no more than two syncs
 * of a slow disk take, lets a busy server write forty records at once.
 */
const commitSpacingMs = 10;
const saltBytes = 16;

/** The log, and how to wait for what is still being written. */
export function exchangeLog(
  database: Database,
  perform: PerformWrite,
  newId: () => string,
  random: Random,
  observer?: CommitObserver,
): { readonly log: ExchangeLog; waiting(): number; close(): Promise<void> } {
  const { reads } = database;
  const stream = newId();
  const commits = new GroupCommit(
    (units: readonly ExchangeUnit[]) => commitBatch(database, stream, units),
    { units: waitingLimit, batch: batchLimit, spacingMs: commitSpacingMs, deadlineMs: commitDeadlineMs },
    observer,
  );
  const replayed = database.prepare(replayKey(reads));
  const unitOf = (record: ExchangeRecord, replay: ReplayClaim | null): ExchangeUnit =>
    exchangeUnit(record, replay, newId(), encodeBase64url(random(saltBytes)));

  const log: ExchangeLog = {
    async commit(record, replay) {
      const outcome = await settled(commits.submit(unitOf(record, replay)));
      switch (outcome.kind) {
        case "recorded":
          return accept(undefined);
        case "replayed":
          return refuse("replayed");
        case "made_with_revoked":
          return refuse("credential_revoked");
        case "failed":
          return refuse("overloaded", { detail: outcome.detail });
      }
    },
    async recordRefusal(record) {
      const outcome = await commits.submit(unitOf(record, null));
      if (outcome.kind === "failed") throw new Unavailable(outcome.detail);
    },
    countRefusals: (counts) => perform("addRefusalCounts", counts),
    listRefusalCounts: (since) => listRefusalCounts(reads, since),
    async isReplayed({ providerId, key }) {
      return (await replayed([providerId, replayDigest(key)])).length > 0;
    },
    list: (filter, page) => searchExchanges(reads, filter, page),
    async findByRequestId(requestId) {
      // PostgreSQL fails on texts with NUL instead of finding nothing.
      if (requestId.includes("\0")) return null;
      const row = await records(reads)
        .where("exchanges.request_id", "=", requestId)
        .orderBy("exchanges.id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : storedExchange(row);
    },
    verifyChain: () => verifyChain(reads),
  };
  return { log, waiting: () => commits.length, close: () => commits.close() };
}

type CommitOutcome = { readonly kind: UnitOutcome } | { readonly kind: "failed"; readonly detail: string };

/** Turns a write that was not confirmed into an outcome. */
function settled(submitted: Promise<CommitOutcome>): Promise<CommitOutcome> {
  return submitted.catch((error: unknown) => ({
    kind: "failed",
    detail: describeError(error),
  }));
}

/**
 * Commits a batch in one piece. When the database will not take it as a whole, every unit is tried by
 * itself, still in one transaction: one that cannot be written must not fail its neighbours.
 */
async function commitBatch(
  database: Database,
  stream: string,
  units: readonly ExchangeUnit[],
): Promise<readonly CommitOutcome[]> {
  const call = (those: readonly ExchangeUnit[]) =>
    ({ write: "appendExchanges", argument: { stream, units: those } }) as const;
  try {
    const [outcome] = await database.write([call(units)]);
    return resultOf("appendExchanges", outcome).map((kind) => ({ kind }));
  } catch (error) {
    if (units.length === 1 || error instanceof NotAnswering) throw error;
    const outcomes = await database.write(units.map((unit) => call([unit])));
    return outcomes.flatMap((outcome): readonly CommitOutcome[] =>
      outcome.ok
        ? resultOf("appendExchanges", outcome).map((kind) => ({ kind }))
        : [{ kind: "failed", detail: outcome.detail }],
    );
  }
}

function replayKey(db: Kysely<Schema>): CompiledQuery<{ readonly digest: string }> {
  return db
    .selectFrom("replay_keys")
    .select("digest")
    .where("provider_id", "=", sql.val(""))
    .where("digest", "=", sql.val(""))
    .compile();
}

function records(db: Kysely<Schema>) {
  return db
    .selectFrom("exchanges")
    .leftJoin("exchange_details as details", "details.exchange_id", "exchanges.id")
    .select(["exchanges.id", "exchanges.record", "details.document"]);
}
