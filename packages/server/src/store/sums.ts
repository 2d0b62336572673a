/**
 * Sums of the records, read in runs with others' turns in between, and how they are kept up with the records. A run
 * goes on behind the last row of the one before, so that it costs the same however long the table is.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Hours } from "../core/figures/sums.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import { readRecordText } from "./exchange-record.ts";
import type { Schema } from "./schema.ts";
import type { SumTables } from "./store.ts";
import { issuedReason, type SumStep } from "./sum-writes.ts";
import type { PerformWrite } from "./writes.ts";

/** Rows read at a time: a few milliseconds. */
const runRows = 2_000;
/** Rows of counted refusals read for one answer: of a flood from everywhere the latest hours count. */
const mostCountedRows = 200_000;
/** Behind by fewer links than a busy server makes in some seconds, sums are as good as complete. */
const linksBehind = 1_000;

export function sumTables(reads: Kysely<Schema>, perform: PerformWrite): SumTables {
  return {
    async catchUp() {
      // A step that summed nothing up was taken by another node, or by retention: the next look tells.
      for (const step of await pendingSteps(reads)) {
        for (let next: SumStep | null = step; next !== null; next = await stepAfter(reads, next)) {
          if (!(await perform("sumRecords", next))) break;
        }
      }
    },
    async *providerHours(hours) {
      for await (const run of providerHourRuns(reads, hours)) {
        yield run.map(({ hour, provider_id: providerId, reason, count }) => ({
          hour,
          providerId,
          reason: reason === issuedReason ? null : reason,
          count,
        }));
      }
      let read = 0;
      for await (const run of countedRuns(reads, hours)) {
        yield run.map(({ hour, provider_id: providerId, reason, count }) => ({
          hour,
          providerId,
          reason,
          count,
        }));
        read += run.length;
        if (read >= mostCountedRows) return;
      }
    },
    async *mappingHours(hours) {
      for await (const run of mappingHourRuns(reads, hours)) {
        yield run.map(({ hour, mapping_id: mappingId, count }) => ({ hour, mappingId, count }));
      }
    },
    async *mappingUse() {
      for await (const run of mappingUseRuns(reads)) {
        yield run.map(({ mapping_id: mappingId, last_at: lastAt }) => ({ mappingId, lastAt }));
      }
    },
    async recordsFrom() {
      const oldest = await reads
        .selectFrom("exchanges")
        .select("record")
        .orderBy("id")
        .limit(1)
        .executeTakeFirst();
      return oldest === undefined ? null : readRecordText(oldest.record).at;
    },
    async areComplete() {
      const steps = await pendingSteps(reads);
      return steps.every(({ head, summed, anchor }) => head - Math.max(summed ?? 0, anchor) < linksBehind);
    },
    async lastNameOf(providerId) {
      const last = await reads
        .selectFrom("provider_versions")
        .select("document")
        .where("id", "=", providerId)
        .where("document", "is not", null)
        .orderBy("revision", "desc")
        .limit(1)
        .executeTakeFirst();
      const document = last?.document ?? null;
      return document === null ? null : readStoredJson<{ readonly name: string }>(document).name;
    },
  };
}

type PendingStep = SumStep & { readonly head: number };

function pendingSteps(db: Kysely<Schema>): Promise<readonly PendingStep[]> {
  return db
    .selectFrom("chain_streams as chain")
    .leftJoin("summed_streams as sums", "sums.stream", "chain.stream")
    .select([
      "chain.stream",
      "chain.head_sequence as head",
      "chain.anchor_sequence as anchor",
      "sums.sequence as summed",
    ])
    .where((is) => is("chain.head_sequence", ">", is.fn.coalesce("sums.sequence", is.lit(0))))
    .whereRef("chain.head_sequence", ">", "chain.anchor_sequence")
    .execute();
}

/** What is left of the stream; null: nothing. */
async function stepAfter(db: Kysely<Schema>, { stream }: SumStep): Promise<SumStep | null> {
  return (await pendingSteps(db)).find((step) => step.stream === stream) ?? null;
}

const providerHourRuns = (db: Kysely<Schema>, hours: Hours) =>
  runs((last: Schema["provider_hours"] | null) =>
    db
      .selectFrom("provider_hours")
      .selectAll()
      .where(within(hours))
      .where(
        behind(
          sql`(hour, provider_id, reason)`,
          last && sql`(${last.hour}, ${last.provider_id}, ${last.reason})`,
        ),
      )
      .orderBy("hour", "desc")
      .orderBy("provider_id", "desc")
      .orderBy("reason", "desc")
      .limit(runRows)
      .execute(),
  );

const countedRuns = (db: Kysely<Schema>, hours: Hours) =>
  runs((last: Schema["refusal_counts"] | null) =>
    db
      .selectFrom("refusal_counts")
      .selectAll()
      .where(within(hours))
      .where(
        behind(
          sql`(hour, provider_id, reason, address_prefix)`,
          last && sql`(${last.hour}, ${last.provider_id}, ${last.reason}, ${last.address_prefix})`,
        ),
      )
      .orderBy("hour", "desc")
      .orderBy("provider_id", "desc")
      .orderBy("reason", "desc")
      .orderBy("address_prefix", "desc")
      .limit(runRows)
      .execute(),
  );

const mappingHourRuns = (db: Kysely<Schema>, hours: Hours) =>
  runs((last: Schema["mapping_hours"] | null) =>
    db
      .selectFrom("mapping_hours")
      .selectAll()
      .where(within(hours))
      .where(behind(sql`(hour, mapping_id)`, last && sql`(${last.hour}, ${last.mapping_id})`))
      .orderBy("hour", "desc")
      .orderBy("mapping_id", "desc")
      .limit(runRows)
      .execute(),
  );

const mappingUseRuns = (db: Kysely<Schema>) =>
  runs((last: Schema["mapping_use"] | null) =>
    db
      .selectFrom("mapping_use")
      .selectAll()
      .where(behind(sql`(mapping_id)`, last && sql`(${last.mapping_id})`))
      .orderBy("mapping_id", "desc")
      .limit(runRows)
      .execute(),
  );

function within({ from, to }: Hours) {
  return sql<boolean>`hour >= ${from} and hour < ${to}`;
}

/** @param last null: from the beginning */
function behind(key: RawBuilder<unknown>, last: RawBuilder<unknown> | null) {
  return last === null ? sql<boolean>`1 = 1` : sql<boolean>`${key} < ${last}`;
}

async function* runs<Row>(
  read: (last: Row | null) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let run = await read(null);
  while (run.length > 0) {
    yield run;
    if (run.length < runRows) return;
    await nextTurn();
    run = await read(run.at(-1) ?? null);
  }
}
