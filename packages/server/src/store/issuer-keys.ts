/** The last good key set of each issuer with its age: a restart during an issuer's outage is no outage of ours. */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import type { Schema } from "./schema.ts";
import type { IssuerKeyTable } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

export function issuerKeyTable(reads: Kysely<Schema>, perform: PerformWrite): IssuerKeyTable {
  return {
    async find(providerId) {
      const row = await reads
        .selectFrom("issuer_keys")
        .select(["jwks", "source", "fetched_at"])
        .where("provider_id", "=", providerId)
        .executeTakeFirst();
      return row === undefined ? null : { jwks: row.jwks, source: row.source, fetchedAt: row.fetched_at };
    },
    keep: (providerId, source, jwks, fetchedAt) =>
      perform("keepIssuerKeys", { providerId, source, jwks, fetchedAt }),
  };
}

/**
 * Forgets the keys of providers that are gone. It is done now and then, not with a provider's deletion: a
 * fetch under way at that moment, on any node, would bring its keys back.
 */
export async function forgetIssuerKeys(db: Kysely<Schema>): Promise<void> {
  await db
    .deleteFrom("issuer_keys")
    .where("provider_id", "not in", db.selectFrom("providers").select("id"))
    .execute();
}

/** Keeps a key set unless a younger one is there: two nodes may have fetched at the same time. */
export async function keepIssuerKeys(
  db: Kysely<Schema>,
  keys: {
    readonly providerId: string;
    readonly source: string;
    readonly jwks: string;
    readonly fetchedAt: EpochSeconds;
  },
): Promise<void> {
  const { providerId, source, jwks, fetchedAt } = keys;
  await db
    .insertInto("issuer_keys")
    .values({ provider_id: providerId, source, jwks, fetched_at: fetchedAt })
    .onConflict((conflict) =>
      conflict
        .column("provider_id")
        .doUpdateSet({ source, jwks, fetched_at: fetchedAt })
        .where("issuer_keys.fetched_at", "<=", fetchedAt),
    )
    .execute();
}
