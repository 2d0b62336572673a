/**
 * Sums up what was recorded, a step at a time and each record once: how far a stream is summed up is written in the
 * transaction that adds its sums. Of several nodes that take the same step one carries it out.
 */

import { type Kysely, sql } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import { idMember } from "./dialect.ts";
import { type Cells, frequentQuery, rowInsert } from "./frequent-queries.ts";
import type { Schema } from "./schema.ts";
import { hourSeconds } from "./sweep.ts";

/** Whatever stands for "issued" in a column that can be part of a key. */
export const issuedReason = "";

export interface SumStep {
  readonly stream: string;
  /** Up to which it is summed up; null: nothing of it is. */
  readonly summed: number | null;
  /** Up to which retention has taken its links. */
  readonly anchor: number;
}

/** Records of one step, but for those that its last link has beside them: a few milliseconds of the writer. */
const stepRecords = 500;

/** @returns whether this call has summed something up; false also where another node was quicker */
export async function sumRecords(db: Kysely<Schema>, step: SumStep): Promise<boolean> {
  const { stream } = step;
  const from = Math.max(step.summed ?? 0, step.anchor);
  const [end] = await endOfStep(db, [stream, from]);
  const to = end?.sequence ?? null;
  if (to === null || !(await claim(db, step, to))) return false;
  const sums = sumsOf(await groupsOf(db, [stream, from, to]));
  await addProviderHours(db, sums.providers);
  await addMappingHours(db, sums.mappings);
  await addMappingUse(db, sums.use);
  return true;
}

/** Parameters: stream, and behind which link. @returns the last of the whole links that one step takes */
const endOfStep = frequentQuery((db) =>
  db
    .selectFrom((is) =>
      is
        .selectFrom("exchanges")
        .select("sequence")
        .where("stream", "=", "")
        .where("sequence", ">", 0)
        .orderBy("sequence")
        .limit(is.lit(stepRecords))
        .as("records"),
    )
    .select((is) => is.fn.max<number | null>("sequence").as("sequence")),
);

/** @returns whether the stream is still summed up as far as the step says, and now further */
async function claim(db: Kysely<Schema>, { stream, summed }: SumStep, sequence: number): Promise<boolean> {
  const claimed =
    summed === null
      ? await claimFirst(db, [stream, sequence])
      : await claimNext(db, [sequence, stream, summed]);
  return claimed.length > 0;
}

const claimFirst = frequentQuery((db) =>
  db
    .insertInto("summed_streams")
    .values({ stream: "", sequence: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .returning("stream"),
);
const claimNext = frequentQuery((db) =>
  db
    .updateTable("summed_streams")
    .set({ sequence: 0 })
    .where("stream", "=", "")
    .where("sequence", "=", 0)
    .returning("stream"),
);

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

/**
 * The database groups the records where they lie, which costs a fraction of reading them here. What was issued without
 * a provider is no exchange, and in no sum. Parameters: stream, behind which link, and up to which.
 */
const groupsOf = frequentQuery((db) => {
  const hour = sql<EpochSeconds>`at - at % ${sql.lit(hourSeconds)}`;
  const mapping = idMember(db, "record", "mappingId");
  return db
    .selectFrom("exchanges")
    .select([hour.as("hour"), "provider_id", "reason", mapping.as("mapping")])
    .select((is) => [is.fn.countAll<number>().as("count"), is.fn.max("at").as("last")])
    .where("stream", "=", "")
    .where("sequence", ">", 0)
    .where("sequence", "<=", 0)
    .where("provider_id", "!=", sql.lit(""))
    .groupBy([hour, "provider_id", "reason", mapping]);
});

/** Records of one hour with the same outcome, through one provider and one mapping. */
interface RecordGroup {
  readonly hour: EpochSeconds;
  readonly provider_id: string;
  /** Null: issued. */
  readonly reason: string | null;
  /** A JSON text of the id, or of null. */
  readonly mapping: string;
  readonly count: number;
  /** When the newest of them was. */
  readonly last: EpochSeconds;
}

function sumsOf(groups: readonly RecordGroup[]) {
  const providers = new Sums();
  const mappings = new Sums();
  const use = new Map<string, EpochSeconds>();
  for (const { hour, provider_id: providerId, reason, mapping, count, last } of groups) {
    providers.add([hour, providerId, reason ?? issuedReason], count);
    const mappingId = readStoredJson<string | null>(mapping);
    if (mappingId === null) continue;
    use.set(mappingId, Math.max(last, use.get(mappingId) ?? 0));
    if (reason === null) mappings.add([hour, mappingId], count);
  }
  return { providers: providers.rows(), mappings: mappings.rows(), use: inOrder([...use]) };
}

/** Counts by the cells of a key. */
class Sums {
  readonly #counts = new Map<string, { readonly key: Cells; count: number }>();

  add(key: Cells, count: number): void {
    const name = key.join(" ");
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { key, count });
    else known.count += count;
  }

  rows(): readonly Cells[] {
    return inOrder([...this.#counts.values()].map(({ key, count }) => [...key, count]));
  }
}

/** One order on every node, so that two of them never wait for each other in a ring. */
function inOrder(rows: readonly Cells[]): readonly Cells[] {
  return rows.toSorted((one, other) => (one.join(" ") < other.join(" ") ? -1 : 1));
}
