/**
 * Retention. Everything is deleted in small bounded steps, each its own write, so that exchanges get
 * their turn in between. Records are pruned whole links at a time from the old end of each stream; the
 * last pruned link's hash stays as the stream's anchor, from which the rest still verifies.
 */

import { type Kysely, sql } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import type { Schema } from "./schema.ts";
import type { Retention } from "./store.ts";
import { firstUuidOf } from "./uuid.ts";
import type { PerformWrite } from "./writes.ts";

/** Sums and counts are of hours. */
export const hourSeconds = 3_600;

/** Rows of one step. */
const stepRows = 500;
/** A token's row outlives the token by a day, so that "expired" and "never issued" stay two answers. */
const expiredTokenSeconds = 86_400;

/** Runs every kind of step until it finds nothing more to delete. */
export async function sweepAll(
  perform: PerformWrite,
  now: EpochSeconds,
  { detailsSeconds, recordsSeconds }: Retention,
): Promise<void> {
  const untilDone = async (step: () => Promise<number>): Promise<void> => {
    while ((await step()) > 0);
  };
  const recordsBefore = now - recordsSeconds;
  await untilDone(() => perform("deleteExpired", { table: "replay_keys", before: now }));
  await untilDone(() =>
    perform("deleteExpired", { table: "reference_tokens", before: now - expiredTokenSeconds }),
  );
  for (const table of ["console_sessions", "console_sign_ins"] as const) {
    await untilDone(() => perform("deleteExpired", { table, before: now }));
  }
  for (const table of ["created_tokens", "tokens"] as const) {
    await untilDone(() => perform("deleteExpired", { table, before: now - expiredTokenSeconds }));
  }
  await untilDone(() => perform("pruneDetails", { before: now - detailsSeconds }));
  await untilDone(() => perform("pruneRecords", { before: recordsBefore }));
  await untilDone(() => perform("pruneSums", { before: recordsBefore }));
  await perform("pruneRefusalCounts", { before: recordsBefore });
  await perform("pruneCheckpoints", { now, recordsBefore });
  await perform("forgetIssuerKeys", undefined);
}

/** The tables whose rows carry the time they expire, with the columns that name a row. */
const expiring = {
  replay_keys: sql.raw("provider_id, digest"),
  reference_tokens: sql.raw("hash"),
  tokens: sql.raw("token_id"),
  created_tokens: sql.raw("token_id"),
  console_sessions: sql.raw("digest"),
  console_sign_ins: sql.raw("digest"),
};

/** @returns how many rows went, at most one step's worth */
export async function deleteExpired(
  db: Kysely<Schema>,
  { table, before }: { readonly table: keyof typeof expiring; readonly before: EpochSeconds },
): Promise<number> {
  const key = expiring[table];
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where (${key}) in (
      select ${key} from ${sql.table(table)} where expires_at < ${before} order by expires_at limit ${stepRows}
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Erases what later explanations would need; the chain holds only a digest of it. @returns how many went */
export async function pruneDetails(
  db: Kysely<Schema>,
  { before }: { readonly before: EpochSeconds },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("exchange_details")
    .where(
      "exchange_id",
      "in",
      db
        .selectFrom("exchange_details")
        .select("exchange_id")
        .where("exchange_id", "<", firstUuidOf(before * 1000))
        .orderBy("exchange_id")
        .limit(stepRows),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Removes the oldest links of one stream with their records, and moves its anchor. @returns links removed */
export async function pruneRecords(
  db: Kysely<Schema>,
  { before }: { readonly before: EpochSeconds },
): Promise<number> {
  const oldest = await db
    .selectFrom("chain_streams as stream")
    .innerJoin("chain_links as link", (join) =>
      join
        .onRef("link.stream", "=", "stream.stream")
        .on("link.sequence", "=", ({ eb, ref }) => eb(ref("stream.anchor_sequence"), "+", eb.lit(1))),
    )
    .select(["stream.stream", "stream.anchor_sequence"])
    .where("link.at", "<", before)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return 0;
  const links = await db
    .selectFrom("chain_links")
    .select(["sequence", "at", "records", "hash"])
    .where("stream", "=", oldest.stream)
    .where("sequence", ">", oldest.anchor_sequence)
    .orderBy("sequence")
    .limit(stepRows)
    .execute();
  const kept = links.findIndex((link) => link.at >= before);
  const pruned = withinStep(kept === -1 ? links : links.slice(0, kept));
  const last = pruned.at(-1);
  if (last === undefined) return 0;
  const records = db
    .selectFrom("exchanges")
    .select("id")
    .where("stream", "=", oldest.stream)
    .where("sequence", "<=", last.sequence);
  await db.deleteFrom("exchange_details").where("exchange_id", "in", records).execute();
  await db
    .deleteFrom("exchanges")
    .where("stream", "=", oldest.stream)
    .where("sequence", "<=", last.sequence)
    .execute();
  await db
    .deleteFrom("chain_links")
    .where("stream", "=", oldest.stream)
    .where("sequence", "<=", last.sequence)
    .execute();
  await db
    .updateTable("chain_streams")
    .set({ anchor_sequence: last.sequence, anchor_hash: last.hash })
    .where("stream", "=", oldest.stream)
    // Another node may sweep at the same time; an anchor never moves back.
    .where("anchor_sequence", "<", last.sequence)
    .execute();
  return pruned.length;
}

/** As many links as one step may take: at least one, and no more records than `stepRows` beyond it. */
function withinStep<Link extends { readonly records: number }>(links: readonly Link[]): readonly Link[] {
  let records = 0;
  const end = links.findIndex((link, index) => {
    records += link.records;
    return index > 0 && records > stepRows;
  });
  return end === -1 ? links : links.slice(0, end);
}

/** Sums go with the last record of their hour. @returns how many rows went, at most a step's worth of each table */
export async function pruneSums(
  db: Kysely<Schema>,
  { before }: { readonly before: EpochSeconds },
): Promise<number> {
  const hoursBefore = before - hourSeconds + 1;
  const pruned = [
    { table: "provider_hours", key: "hour, provider_id, reason", time: "hour", end: hoursBefore },
    { table: "mapping_hours", key: "hour, mapping_id", time: "hour", end: hoursBefore },
    { table: "mapping_use", key: "mapping_id", time: "last_at", end: before },
  ] as const;
  let rows = 0;
  for (const { table, key, time, end } of pruned) {
    const columns = sql.raw(key);
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where (${columns}) in (
        select ${columns} from ${sql.table(table)} where ${sql.ref(time)} < ${end} limit ${stepRows}
      )`.execute(db);
    rows += Number(numAffectedRows ?? 0);
  }
  return rows;
}

export async function pruneRefusalCounts(
  db: Kysely<Schema>,
  { before }: { readonly before: EpochSeconds },
): Promise<void> {
  await db.deleteFrom("refusal_counts").where("hour", "<", before).execute();
}
