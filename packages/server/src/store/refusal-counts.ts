/**
 * Refusals that were counted instead of recorded: per provider, reason, address prefix and hour, so that
 * a flood of bad tokens costs a row an hour and not a row each.
 */

import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import type { RefusalCount } from "./store.ts";
import { hourSeconds } from "./sweep.ts";

/** Adds to the counts there are. */
export async function addRefusalCounts(db: Kysely<Schema>, counts: readonly RefusalCount[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = new Map<string, Schema["refusal_counts"]>();
  for (const { providerId, reason, addressPrefix, count, at } of counts) {
    const hour = at - (at % hourSeconds);
    const name = JSON.stringify([hour, providerId, reason, addressPrefix]);
    rows.set(name, {
      provider_id: providerId,
      reason,
      address_prefix: addressPrefix,
      hour,
      count: count + (rows.get(name)?.count ?? 0),
    });
  }
  // One order on every node, so that two of them never wait for each other in a ring.
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await db
    .insertInto("refusal_counts")
    .values(sorted)
    .onConflict((conflict) =>
      conflict.columns(["hour", "provider_id", "reason", "address_prefix"]).doUpdateSet(({ ref }) => ({
        count: (expression) => expression(ref("refusal_counts.count"), "+", expression.ref("excluded.count")),
      })),
    )
    .execute();
}

/** The counts of the hours from `since` on, newest hour first. */
export async function listRefusalCounts(db: Kysely<Schema>, since: number): Promise<readonly RefusalCount[]> {
  const rows = await db
    .selectFrom("refusal_counts")
    .selectAll()
    .where("hour", ">=", since - (since % hourSeconds))
    .orderBy("hour", "desc")
    .orderBy("count", "desc")
    .limit(10_000)
    .execute();
  return rows.map((row) => ({
    providerId: row.provider_id,
    reason: row.reason,
    addressPrefix: row.address_prefix,
    count: row.count,
    at: row.hour,
  }));
}
