/**
 * Every write there is, by name, and how a list of them becomes one transaction. A write is a plain
 * call (name and argument), so that it can be handed to the thread that owns the write connection; all
 * times, ids and random values are in its argument.
 */

import { type Kysely, sql, type Transaction } from "kysely";
import { settleRestored } from "./backup/restored.ts";
import { addCheckpoint, pruneCheckpoints } from "./checkpoints.ts";
import { linkConfiguration } from "./configuration-chain.ts";
import {
  createMapping,
  createProvider,
  deleteMapping,
  deleteProvider,
  replaceMapping,
  replaceProvider,
} from "./configuration-writes.ts";
import { addSession, changeSession, endSession, useSignIn } from "./console-sessions.ts";
import { writeTogether } from "./directory-writes.ts";
import { appendExchanges } from "./exchange-writes.ts";
import { forgetIssuerKeys, keepIssuerKeys } from "./issuer-keys.ts";
import { createProject, editProject } from "./project-writes.ts";
import { addRefusalCounts } from "./refusal-counts.ts";
import { revokeEpoch } from "./revocations.ts";
import type { Schema } from "./schema.ts";
import { addSecret, establishFact, revokeSecret, writeFactsAnew } from "./secrets.ts";
import { changeSigningKeys } from "./signing-keys.ts";
import { sumRecords } from "./sum-writes.ts";
import { deleteExpired, pruneDetails, pruneRecords, pruneRefusalCounts, pruneSums } from "./sweep.ts";
import { revokeToken } from "./tokens.ts";
import { describeError, NotAnswering, Unavailable } from "./unavailable.ts";

/** Each locks the configuration before it locks anything else, if it locks anything. */
const configurationWrites = {
  createProvider,
  replaceProvider,
  deleteProvider,
  createMapping,
  replaceMapping,
  deleteMapping,
  createProject,
  editProject,
  writeTogether,
  revokeEpoch,
  changeSigningKeys,
  linkConfiguration,
  addCheckpoint,
};

const writes = {
  ...configurationWrites,
  appendExchanges,
  addRefusalCounts,
  revokeToken,
  keepIssuerKeys,
  forgetIssuerKeys,
  addSecret,
  revokeSecret,
  establishFact,
  writeFactsAnew,
  addSession,
  changeSession,
  endSession,
  useSignIn,
  deleteExpired,
  pruneDetails,
  pruneRecords,
  pruneRefusalCounts,
  pruneSums,
  sumRecords,
  pruneCheckpoints,
  settleRestored,
};

type Writes = typeof writes;
type Arguments = { readonly [Name in keyof Writes]: Parameters<Writes[Name]>[1] };
type Results = { readonly [Name in keyof Writes]: Awaited<ReturnType<Writes[Name]>> };

export type WriteName = keyof Writes;
export type WriteArgument<Name extends WriteName> = Arguments[Name];
export type WriteResult<Name extends WriteName> = Results[Name];

/** Carries out one write by itself. @throws Unavailable when it is not confirmed */
export type PerformWrite = <Name extends WriteName>(
  write: Name,
  argument: WriteArgument<Name>,
) => Promise<WriteResult<Name>>;

/** One write as plain values; it can be copied between threads. */
export interface WriteCall {
  readonly write: WriteName;
  readonly argument: WriteArgument<WriteName>;
}

export type CallOutcome =
  | { readonly ok: true; readonly result: unknown }
  /** The database refused this call; nothing of it was kept. */
  | { readonly ok: false; readonly detail: string };

/**
 * The parser of outcomes, which may have come from another thread.
 * @throws Unavailable when the write was not kept
 */
export function resultOf<Name extends WriteName>(
  _write: Name,
  outcome: CallOutcome | undefined,
): WriteResult<Name> {
  if (outcome === undefined) throw new Unavailable("the write was not answered");
  if (!outcome.ok) throw new Unavailable(outcome.detail);
  return outcome.result as WriteResult<Name>;
}

/**
 * The order in which calls of callers that do not wait for each other are carried out in one transaction: it is the
 * same on every node, so that two of them never wait for each other in a ring. Whatever locks the configuration comes
 * first, as it was called; the rest by what it is and what it writes.
 */
export function compareLocks(one: WriteCall, other: WriteCall): number {
  const [isFirst, isOtherFirst] = [one.write in configurationWrites, other.write in configurationWrites];
  if (isFirst || isOtherFirst) return Number(isOtherFirst) - Number(isFirst);
  if (one.write !== other.write) return one.write < other.write ? -1 : 1;
  const [argument, otherArgument] = [JSON.stringify(one.argument), JSON.stringify(other.argument)];
  return argument === otherArgument ? 0 : argument < otherArgument ? -1 : 1;
}

type WriteTable = {
  readonly [Name in WriteName]: (
    db: Transaction<Schema>,
    argument: WriteArgument<Name>,
  ) => Promise<WriteResult<Name>>;
};
const table: WriteTable = writes;

/**
 * Carries calls out in order within one transaction, each behind its own savepoint: a call that fails is
 * undone alone.
 * @throws when the transaction as a whole failed, or its only call did
 */
export async function applyWrites(
  db: Kysely<Schema>,
  calls: readonly WriteCall[],
): Promise<readonly CallOutcome[]> {
  return db.transaction().execute(async (transaction) => {
    const outcomes: CallOutcome[] = [];
    for (const call of calls) {
      outcomes.push(
        calls.length === 1
          ? { ok: true, result: await perform(transaction, call.write, call.argument) }
          : await performBehindSavepoint(transaction, call),
      );
    }
    return outcomes;
  });
}

function perform<Name extends WriteName>(
  db: Transaction<Schema>,
  name: Name,
  argument: WriteArgument<Name>,
): Promise<WriteResult<Name>> {
  return table[name](db, argument);
}

/**
 * Whether PostgreSQL has ended this one of several transactions that waited for each other in a ring. What its earlier
 * calls locked is part of the ring: so the transaction has to be begun anew, and not the call.
 * @see https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "40P01";
}

/**
 * Carries a transaction out, and once more where it was ended as one of a ring: nothing of it was kept, and the others
 * of the ring have gone on.
 * @throws Unavailable when it was ended so again; whatever else the transaction throws
 */
export async function begunAnew<T>(transaction: () => Promise<T>): Promise<T> {
  try {
    return await transaction().catch((error: unknown) => {
      if (isDeadlock(error)) return transaction();
      throw error;
    });
  } catch (error) {
    throw isDeadlock(error) ? new Unavailable(describeError(error)) : error;
  }
}

async function performBehindSavepoint(db: Transaction<Schema>, call: WriteCall): Promise<CallOutcome> {
  await sql`savepoint call`.execute(db);
  try {
    const result = await perform(db, call.write, call.argument);
    await sql`release savepoint call`.execute(db);
    return { ok: true, result };
  } catch (error) {
    if (error instanceof NotAnswering || isDeadlock(error)) throw error;
    await sql`rollback to savepoint call`.execute(db);
    await sql`release savepoint call`.execute(db);
    return { ok: false, detail: describeError(error) };
  }
}
