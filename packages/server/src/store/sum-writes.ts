/**
 * Sums up what was recorded, a step at a time and each record once: how far a stream is summed up is written in the
 * transaction that adds its sums. Of several nodes that take the same step one carries it out.
 */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { readRecordText } from "./exchange-record.ts";
import { type Cells, rowInsert } from "./frequent-queries.ts";
import type { ExchangeRow, Schema } from "./schema.ts";
import { hourSeconds, stepRows, withinStep } from "./sweep.ts";

/** Whatever stands for "issued" in a column that can be part of a key. */
export const issuedReason = "";

export interface SumStep {
  readonly stream: string;
  /** Up to which it is summed up; null: nothing of it is. */
  readonly summed: number | null;
  /** Up to which retention has taken its links. */
  readonly anchor: number;
}

/** @returns whether this call has summed something up; false also where another node was quicker */
export async function sumRecords(db: Kysely<Schema>, step: SumStep): Promise<boolean> {
  const from = Math.max(step.summed ?? 0, step.anchor);
  const links = await db
    .selectFrom("chain_links")
    .select(["sequence", "records"])
    .where("stream", "=", step.stream)
    .where("sequence", ">", from)
    .orderBy("sequence")
    .limit(stepRows)
    .execute();
  const last = withinStep(links).at(-1);
  if (last === undefined || !(await claim(db, step, last.sequence))) return false;
  const records = await db
    .selectFrom("exchanges")
    .select(["at", "provider_id", "reason", "record"])
    .where("stream", "=", step.stream)
    .where("sequence", ">", from)
    .where("sequence", "<=", last.sequence)
    .execute();
  const sums = sumsOf(records);
  await addProviderHours(db, sums.providers);
  await addMappingHours(db, sums.mappings);
  await addMappingUse(db, sums.use);
  return true;
}

/** @returns whether the stream is still summed up as far as the step says, and now further */
async function claim(db: Kysely<Schema>, { stream, summed }: SumStep, sequence: number): Promise<boolean> {
  const claimed =
    summed === null
      ? await db
          .insertInto("summed_streams")
          .values({ stream, sequence })
          .onConflict((conflict) => conflict.doNothing())
          .returning("stream")
          .execute()
      : await db
          .updateTable("summed_streams")
          .set({ sequence })
          .where("stream", "=", stream)
          .where("sequence", "=", summed)
          .returning("stream")
          .execute();
  return claimed.length > 0;
}

const addProviderHours = rowInsert(
  "provider_hours",
  ["hour", "provider_id", "reason", "count"],
  "on conflict (hour, provider_id, reason) do update set count = provider_hours.count + excluded.count",
);
const addMappingHours = rowInsert(
  "mapping_hours",
  ["hour", "mapping_id", "count"],
  "on conflict (hour, mapping_id) do update set count = mapping_hours.count + excluded.count",
);
const addMappingUse = rowInsert(
  "mapping_use",
  ["mapping_id", "last_at"],
  "on conflict (mapping_id) do update set last_at = excluded.last_at where excluded.last_at > mapping_use.last_at",
);

type SummedRow = Pick<ExchangeRow, "at" | "provider_id" | "reason" | "record">;

/** What was issued without a provider is no exchange, and in no sum. */
function sumsOf(rows: readonly SummedRow[]) {
  const providers = new Sums();
  const mappings = new Sums();
  const use = new Map<string, EpochSeconds>();
  for (const { at, provider_id: providerId, reason, record } of rows) {
    if (providerId === "") continue;
    const hour = at - (at % hourSeconds);
    providers.add([hour, providerId, reason ?? issuedReason]);
    const { mappingId } = readRecordText(record);
    if (mappingId === null) continue;
    use.set(mappingId, Math.max(at, use.get(mappingId) ?? 0));
    if (reason === null) mappings.add([hour, mappingId]);
  }
  return { providers: providers.rows(), mappings: mappings.rows(), use: inOrder([...use]) };
}

/** Counts by the cells of a key. */
class Sums {
  readonly #counts = new Map<string, { readonly key: Cells; count: number }>();

  add(key: Cells): void {
    const name = key.join(" ");
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { key, count: 1 });
    else known.count += 1;
  }

  rows(): readonly Cells[] {
    return inOrder([...this.#counts.values()].map(({ key, count }) => [...key, count]));
  }
}

/** One order on every node, so that two of them never wait for each other in a ring. */
function inOrder(rows: readonly Cells[]): readonly Cells[] {
  return rows.toSorted((one, other) => (one.join(" ") < other.join(" ") ? -1 : 1));
}
