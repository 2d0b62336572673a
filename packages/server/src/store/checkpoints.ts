/**
 * Checkpoints of the audit chain as they are kept, and what a new one has to cover. The signed text counts;
 * the other columns serve to find it. What this table holds can be cut like any other: see ADR 13.
 */

import { type Kysely, sql } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { lockConfiguration } from "./configuration-chain.ts";
import type { CheckpointRow, Schema } from "./schema.ts";
import type { AuditTable, StoredCheckpoint } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

/** Checkpoints on one page. */
const pageLimit = 1000;
const secondsPerDay = 86_400;
/** For so long every checkpoint stays; then the last one of each day does, as long as records may. */
const everyCheckpointSeconds = 7 * secondsPerDay;

export function auditTable(reads: Kysely<Schema>, perform: PerformWrite): AuditTable {
  return {
    async heads() {
      while ((await perform("linkConfiguration", undefined)) > 0);
      const { value: revision } = await reads
        .selectFrom("configuration_revision")
        .select("value")
        .executeTakeFirstOrThrow();
      const configuration = await reads
        .selectFrom("configuration_links")
        .select("hash")
        .where("revision", "=", revision)
        .executeTakeFirst();
      // One statement: the heads of all streams as of one moment.
      const streams = await reads
        .selectFrom("chain_streams as stream")
        .leftJoin("chain_links as link", (join) =>
          join.onRef("link.stream", "=", "stream.stream").onRef("link.sequence", "=", "stream.head_sequence"),
        )
        .selectAll("stream")
        .select("link.at as head_at")
        .whereRef("stream.head_sequence", ">", "stream.anchor_sequence")
        .orderBy("stream.stream")
        .execute();
      return { revision, configuration: configuration?.hash ?? null, streams };
    },
    add: (checkpoint, after) =>
      perform("addCheckpoint", { checkpoint, ...(after !== undefined && { after }) }),
    async list({ limit, before }) {
      const rows = await reads
        .selectFrom("audit_checkpoints")
        .selectAll()
        .$if(before !== null, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(Math.min(limit, pageLimit))
        .execute();
      return rows.map(storedCheckpoint);
    },
  };
}

export function storedCheckpoint({ id, made_at, text }: CheckpointRow): StoredCheckpoint {
  return { id, madeAt: made_at, text };
}

/** @see AuditTable.add */
export async function addCheckpoint(
  db: Kysely<Schema>,
  { checkpoint, after }: { readonly checkpoint: StoredCheckpoint; readonly after?: string | null },
): Promise<boolean> {
  if (after !== undefined) {
    await lockConfiguration(db);
    const newest = await db
      .selectFrom("audit_checkpoints")
      .select("id")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    if ((newest?.id ?? null) !== after) return false;
  }
  const { id, madeAt, text } = checkpoint;
  await db.insertInto("audit_checkpoints").values({ id, made_at: madeAt, text }).execute();
  return true;
}

/** Forgets checkpoints that name nothing any more, and thins out old ones. */
export async function pruneCheckpoints(
  db: Kysely<Schema>,
  { now, recordsBefore }: { readonly now: EpochSeconds; readonly recordsBefore: EpochSeconds },
): Promise<void> {
  await db.deleteFrom("audit_checkpoints").where("made_at", "<", recordsBefore).execute();
  await db
    .deleteFrom("audit_checkpoints as old")
    .where("made_at", "<", now - everyCheckpointSeconds)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("audit_checkpoints as later")
          .select("later.id")
          .whereRef("later.id", ">", "old.id")
          .where(
            sql<boolean>`later.made_at / ${sql.lit(secondsPerDay)} = old.made_at / ${sql.lit(secondsPerDay)}`,
          ),
      ),
    )
    .execute();
}
