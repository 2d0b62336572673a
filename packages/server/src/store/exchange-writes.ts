/**
 * The one durable step of an exchange: replay key, record, details, token and chain link of a whole
 * batch, in one transaction and a fixed number of statements. A replayed unit leaves nothing behind and
 * does not disturb its neighbours.
 */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { contentOf, genesisHash, linkHash } from "./chain.ts";
import { insertRows } from "./row-insert.ts";
import type { ReferenceTokenRow, ReplayKeyRow, Schema, TokenRow } from "./schema.ts";

/** One exchange, accepted or refused, ready to be written. */
export interface ExchangeUnit {
  readonly id: string;
  readonly at: EpochSeconds;
  readonly providerId: string;
  readonly reason: string | null;
  readonly requestId: string;
  readonly record: string;
  readonly details: { readonly salt: string; readonly document: string };
  readonly token: TokenRow | null;
  readonly reference: ReferenceTokenRow | null;
  readonly replay: ReplayKeyRow | null;
}

export type UnitOutcome = "recorded" | "replayed";

/**
 * @param stream the chain the batch is added to; each open store has its own
 * @returns one outcome per unit, in order
 */
export async function appendExchanges(
  db: Kysely<Schema>,
  { stream, units }: { readonly stream: string; readonly units: readonly ExchangeUnit[] },
): Promise<readonly UnitOutcome[]> {
  const replayed = await claimReplayKeys(db, units);
  const kept = units.filter((unit) => !replayed.has(unit));
  if (kept.length > 0) {
    await appendRecords(db, stream, kept);
    await addTokens(db, kept);
  }
  return units.map((unit) => (replayed.has(unit) ? "replayed" : "recorded"));
}

/** @returns the units whose key was claimed before, be it by an earlier unit of this batch */
async function claimReplayKeys(
  db: Kysely<Schema>,
  units: readonly ExchangeUnit[],
): Promise<ReadonlySet<ExchangeUnit>> {
  const claims = units.flatMap((unit) => (unit.replay === null ? [] : [{ unit, key: unit.replay }]));
  if (claims.length === 0) return new Set();
  // Nodes that claim overlapping keys take them in one order and so never wait for each other in a ring.
  const keys = claims.map((claim) => claim.key).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const claimed = await db
    .insertInto("replay_keys")
    .values(keys)
    .onConflict((conflict) => conflict.doNothing())
    .returning(["provider_id", "digest"])
    .execute();
  const free = new Set(claimed.map(nameOf));
  // The first unit to ask for a fresh key has it; deleting the name refuses the next.
  return new Set(claims.filter((claim) => !free.delete(nameOf(claim.key))).map((claim) => claim.unit));
}

function nameOf(key: Pick<ReplayKeyRow, "provider_id" | "digest">): string {
  return `${key.provider_id} ${key.digest}`;
}

async function appendRecords(
  db: Kysely<Schema>,
  stream: string,
  units: readonly ExchangeUnit[],
): Promise<void> {
  const head = await db
    .selectFrom("chain_streams")
    .select(["head_sequence", "head_hash"])
    .where("stream", "=", stream)
    .executeTakeFirst();
  const sequence = (head?.head_sequence ?? 0) + 1;
  const link = {
    stream,
    sequence,
    at: Math.max(...units.map((unit) => unit.at)),
    records: units.length,
    content: contentOf(units),
  };
  const hash = linkHash(link, head?.head_hash ?? genesisHash);
  await insertRows(
    db,
    "exchanges",
    units.map((unit, position) => ({
      id: unit.id,
      stream,
      sequence,
      position,
      at: unit.at,
      provider_id: unit.providerId,
      reason: unit.reason,
      request_id: unit.requestId,
      record: unit.record,
    })),
  );
  await insertRows(
    db,
    "exchange_details",
    units.map(({ id, details }) => ({ exchange_id: id, salt: details.salt, document: details.document })),
  );
  await insertRows(db, "chain_links", [{ ...link, hash }]);
  await db
    .insertInto("chain_streams")
    .values({
      stream,
      anchor_sequence: 0,
      anchor_hash: genesisHash,
      head_sequence: sequence,
      head_hash: hash,
    })
    .onConflict((conflict) =>
      conflict.column("stream").doUpdateSet({ head_sequence: sequence, head_hash: hash }),
    )
    .execute();
}

async function addTokens(db: Kysely<Schema>, units: readonly ExchangeUnit[]): Promise<void> {
  await insertRows(
    db,
    "tokens",
    units.flatMap((unit) => (unit.token === null ? [] : [unit.token])),
  );
  await insertRows(
    db,
    "reference_tokens",
    units.flatMap((unit) => (unit.reference === null ? [] : [unit.reference])),
  );
}
