/**
 * The one durable step of an exchange: replay key, record, details, token and chain link of a whole
 * batch, in one transaction and a fixed number of statements. A replayed unit leaves nothing behind and
 * does not disturb its neighbours.
 */

import type { Kysely } from "kysely";
import { contentOf, genesisHash, linkHash } from "./chain.ts";
import { type Cells, frequentQuery, rowInsert } from "./frequent-queries.ts";
import type { DetailsRow, ExchangeRow, ReplayKeyRow, Schema } from "./schema.ts";

/**
 * One exchange, accepted or refused, ready to be written. It is sent to another thread, which takes long for what has
 * a name or a list of its own: so what every exchange has is one list of cells, and what few have is absent otherwise.
 */
export interface ExchangeUnit {
  readonly cells: ExchangeCells;
  /** By `referenceColumns`. */
  readonly reference?: Cells;
  /** By `createdColumns`, with the token it was made with; of a token issued on somebody's word. */
  readonly created?: { readonly cells: Cells; readonly madeWith: string | null };
  readonly replay?: ReplayKeyRow;
}

/** What is written of every exchange, and of the token it issued by `tokenColumns`; none was issued: nothing follows. */
export type ExchangeCells = readonly [
  id: ExchangeRow["id"],
  record: ExchangeRow["record"],
  at: ExchangeRow["at"],
  providerId: ExchangeRow["provider_id"],
  reason: ExchangeRow["reason"],
  requestId: ExchangeRow["request_id"],
  salt: DetailsRow["salt"],
  document: DetailsRow["document"],
  ...token: Cells,
];

/** Where the token's cells begin. */
const tokenAt = 8;

/** Of a token that nobody has revoked yet. */
export const tokenColumns = [
  "token_id",
  "face",
  "subject",
  "provider_id",
  "mapping_id",
  "issued_at",
  "expires_at",
  "self_revocable",
  "user_name",
  "revision",
  "request_id",
] as const;
export const referenceColumns = ["hash", "token_id", "claims", "expires_at"] as const;

export const createdColumns = [
  "token_id",
  "subject",
  "description",
  "made_with",
  "family",
  "expires_at",
] as const;

export type UnitOutcome = "recorded" | "replayed" | "made_with_revoked";

/**
 * @param stream the chain the batch is added to; each open store has its own
 * @returns one outcome per unit, in order
 */
export async function appendExchanges(
  db: Kysely<Schema>,
  { stream, units }: { readonly stream: string; readonly units: readonly ExchangeUnit[] },
): Promise<readonly UnitOutcome[]> {
  const replayed = await claimReplayKeys(db, units);
  const created = units.filter((unit) => unit.created !== undefined);
  const orphaned = created.length === 0 ? noUnits : await madeWithRevoked(db, created);
  const kept = units.filter((unit) => !replayed.has(unit) && !orphaned.has(unit));
  if (kept.length > 0) {
    await appendRecords(db, stream, kept);
    await addTokens(db, kept);
    if (created.length > 0) await addCreated(db, kept);
  }
  return units.map((unit) => {
    if (replayed.has(unit)) return "replayed";
    return orphaned.has(unit) ? "made_with_revoked" : "recorded";
  });
}

const noUnits: ReadonlySet<ExchangeUnit> = new Set();

/**
 * @returns the units whose token is made with a token, or a secret, that was revoked meanwhile. The others' rows are
 * written, though not changed, which holds up whoever revokes one of them until this transaction has ended: then it
 * finds what was made with it.
 */
async function madeWithRevoked(
  db: Kysely<Schema>,
  units: readonly ExchangeUnit[],
): Promise<ReadonlySet<ExchangeUnit>> {
  const made = units.flatMap((unit) => {
    const madeWith = unit.created?.madeWith ?? null;
    return madeWith === null ? [] : [{ unit, madeWith }];
  });
  const good = new Set<string>();
  // Nodes that need the same rows take them in one order and so never wait for each other in a ring.
  for (const id of [...new Set(made.map(({ madeWith }) => madeWith))].sort()) {
    if ((await holdToken(db, id)) || (await holdSecret(db, id))) good.add(id);
  }
  return new Set(made.filter(({ madeWith }) => !good.has(madeWith)).map(({ unit }) => unit));
}

/** @returns whether there is such a token that nobody has revoked; then nobody does before this transaction ends */
async function holdToken(db: Kysely<Schema>, id: string): Promise<boolean> {
  const held = await db
    .updateTable("tokens")
    .set({ revoked_at: null })
    .where("token_id", "=", id)
    .where("revoked_at", "is", null)
    .returning("token_id")
    .execute();
  return held.length > 0;
}

/** The same of an administrator's secret. */
async function holdSecret(db: Kysely<Schema>, id: string): Promise<boolean> {
  const held = await db
    .updateTable("secrets")
    .set({ revoked_at: null })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returning("id")
    .execute();
  return held.length > 0;
}

/** @returns the units whose key was claimed before, be it by an earlier unit of this batch */
async function claimReplayKeys(
  db: Kysely<Schema>,
  units: readonly ExchangeUnit[],
): Promise<ReadonlySet<ExchangeUnit>> {
  const claims = units.flatMap((unit) => (unit.replay === undefined ? [] : [{ unit, key: unit.replay }]));
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

const insertExchanges = rowInsert("exchanges", [
  "id",
  "record",
  "at",
  "provider_id",
  "reason",
  "request_id",
  "stream",
  "sequence",
  "position",
]);
const insertDetails = rowInsert("exchange_details", ["exchange_id", "salt", "document"]);
const insertTokens = rowInsert("tokens", tokenColumns);
const insertReferences = rowInsert("reference_tokens", referenceColumns);
const insertCreated = rowInsert("created_tokens", createdColumns);
const insertLinks = rowInsert("chain_links", ["stream", "sequence", "at", "records", "content", "hash"]);

const headOf = frequentQuery((db) =>
  db.selectFrom("chain_streams").select(["head_sequence", "head_hash"]).where("stream", "=", ""),
);
/** Parameters: stream, its anchor (sequence, hash) if it is new, and its head (sequence, hash). */
const moveHead = frequentQuery((db) =>
  db
    .insertInto("chain_streams")
    .values({ stream: "", anchor_sequence: 0, anchor_hash: "", head_sequence: 0, head_hash: "" })
    .onConflict((conflict) =>
      conflict.column("stream").doUpdateSet(({ ref }) => ({
        head_sequence: ref("excluded.head_sequence"),
        head_hash: ref("excluded.head_hash"),
      })),
    ),
);

async function appendRecords(
  db: Kysely<Schema>,
  stream: string,
  units: readonly ExchangeUnit[],
): Promise<void> {
  const [head] = await headOf(db, [stream]);
  const sequence = (head?.head_sequence ?? 0) + 1;
  const at = Math.max(...units.map(({ cells: [, , writtenAt] }) => writtenAt));
  const content = contentOf(units.map(({ cells: [id, record] }) => ({ id, record })));
  const link = { stream, sequence, at, records: units.length, content };
  const hash = linkHash(link, head?.head_hash ?? genesisHash);
  await insertExchanges(
    db,
    units.map(({ cells: [id, record, writtenAt, providerId, reason, requestId] }, position) => [
      id,
      record,
      writtenAt,
      providerId,
      reason,
      requestId,
      stream,
      sequence,
      position,
    ]),
  );
  await insertDetails(
    db,
    units.map(({ cells: [id, , , , , , salt, document] }) => [id, salt, document]),
  );
  await insertLinks(db, [[stream, sequence, at, link.records, link.content, hash]]);
  await moveHead(db, [stream, 0, genesisHash, sequence, hash]);
}

async function addTokens(db: Kysely<Schema>, units: readonly ExchangeUnit[]): Promise<void> {
  await insertTokens(
    db,
    units.flatMap(({ cells }) => (cells.length === tokenAt ? [] : [cells.slice(tokenAt)])),
  );
  await insertReferences(
    db,
    units.flatMap(({ reference }) => (reference === undefined ? [] : [reference])),
  );
}

async function addCreated(db: Kysely<Schema>, units: readonly ExchangeUnit[]): Promise<void> {
  await insertCreated(
    db,
    units.flatMap(({ created }) => (created === undefined ? [] : [created.cells])),
  );
}
