/**
 * Live tokens, for people who look after them: a page at a time from the one that lives longest, or only how many
 * there are. Both go along the same index as `token-list.ts`, in runs with others' turns in between, and look at no
 * more rows than they say.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import { isAlive } from "../core/revocation.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { readRecordText } from "./exchange-record.ts";
import type { Schema } from "./schema.ts";
import type { LiveToken, LiveTokens, StoredToken, TokenPlace } from "./store.ts";
import { type DescribedRow, type Place, pageAfter, pageRows } from "./token-list.ts";
import { storedToken } from "./tokens.ts";

/** Unexpired rows looked at for one page: some 100 ms of the database's time at most. */
const lookedAtForPage = 10_000;
/** The same for counting them: a second, in some two hundred turns. */
const lookedAtForCount = 100_000;

/**
 * @param fits whose tokens are wanted
 * @returns `next`: where the next page begins; null: that was all. A page may hold fewer than asked for, or none.
 */
export async function liveTokens(
  db: Kysely<Schema>,
  fits: (token: StoredToken) => boolean,
  { limit, after }: { readonly limit: number; readonly after: TokenPlace | null },
  now: EpochSeconds,
): Promise<LiveTokens> {
  const rows: DescribedRow[] = [];
  const walk = walkFrom(
    db,
    after === null ? null : { expires_at: after.expiresAt, token_id: after.tokenId },
    now,
  );
  for await (const { row, looked, isFirstOfItsSecond } of walk) {
    // Only where a second ends: a place within one would name a token that the caller may not know of.
    if (looked > lookedAtForPage && isFirstOfItsSecond) {
      return { items: await described(db, rows), next: { expiresAt: row.expires_at + 1, tokenId: "" } };
    }
    if (!isAlive(storedToken(row), now) || !fits(storedToken(row))) continue;
    const last = rows.at(-1);
    if (rows.length === limit && last !== undefined) {
      return {
        items: await described(db, rows),
        next: { expiresAt: last.expires_at, tokenId: last.token_id },
      };
    }
    rows.push(row);
  }
  return { items: await described(db, rows), next: null };
}

/** @returns how many there are; with `complete: false`, at least so many */
export async function countLiveTokens(
  db: Kysely<Schema>,
  fits: (token: StoredToken) => boolean,
  now: EpochSeconds,
): Promise<{ readonly count: number; readonly complete: boolean }> {
  let count = 0;
  for await (const { row, looked } of walkFrom(db, null, now)) {
    if (looked > lookedAtForCount) return { count, complete: false };
    const token = storedToken(row);
    if (isAlive(token, now) && fits(token)) count += 1;
  }
  return { count, complete: true };
}

/** Every unexpired row behind a place, with how many it makes. */
async function* walkFrom(db: Kysely<Schema>, begin: Place | null, now: EpochSeconds) {
  let last = begin;
  let looked = 0;
  for (;;) {
    const rows: readonly DescribedRow[] = await pageAfter(db, { kind: "all" }, now, last).execute();
    for (const row of rows) {
      looked += 1;
      yield { row, looked, isFirstOfItsSecond: row.expires_at !== last?.expires_at };
      last = row;
    }
    if (rows.length < pageRows) return;
    await nextTurn();
  }
}

/** What is told of a token besides its row: who had it issued, which only its record says. */
async function described(db: Kysely<Schema>, rows: readonly DescribedRow[]): Promise<readonly LiveToken[]> {
  const created = rows.flatMap(({ request_id, description }) =>
    description === null || request_id === null ? [] : [request_id],
  );
  const issuers = await issuersOf(db, created);
  return rows.map((row) => ({
    ...storedToken(row),
    requestId: row.request_id,
    description: row.description ?? "",
    issuedBy: issuers.get(row.request_id ?? "") ?? null,
  }));
}

async function issuersOf(
  db: Kysely<Schema>,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (requestIds.length === 0) return new Map();
  const records = await db
    .selectFrom("exchanges")
    .select(["request_id", "record"])
    .where("request_id", "in", requestIds)
    .execute();
  return new Map(
    records.flatMap(({ request_id, record }) => {
      const by = readRecordText(record).issuedBy?.name;
      return by === undefined ? [] : [[request_id, by] as const];
    }),
  );
}
