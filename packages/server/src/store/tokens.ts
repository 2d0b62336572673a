/**
 * Issued access tokens: enough of each to introspect and revoke it, never the token. Rows are written with
 * the exchange that issued the token; the two look-ups of every authenticated request stay prepared, and each
 * brings the epochs along, so that no node ever judges a token by what it remembers.
 */

import { type CompiledQuery, type Kysely, type NotNull, sql } from "kysely";
import type { EpochSeconds, JsonObject } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import type { Database } from "./database.ts";
import { countLiveTokens, liveTokens } from "./live-tokens.ts";
import { epochApplies } from "./revocations.ts";
import type { Schema, TokenRow } from "./schema.ts";
import type { RevokedToken, StoredToken, TokenTable } from "./store.ts";
import { listTokens } from "./token-list.ts";
import type { PerformWrite } from "./writes.ts";

/** Revoked tokens read at once: a list for people. */
const listLimit = 1000;
/** More are not counted: whoever asks wants to know whether there are too many (core/rescoping.ts). */
const countLimit = 10_001;

export function tokenTable(database: Database, perform: PerformWrite): TokenTable {
  const byId = database.prepare(tokenById(database.reads));
  const byReference = database.prepare(tokenByReference(database.reads));
  return {
    async find(tokenId) {
      const [row] = await byId([tokenId]);
      return row === undefined ? null : storedToken(row);
    },
    async findByReference(referenceHash) {
      const [row] = await byReference([referenceHash]);
      if (row === undefined) return null;
      return { token: storedToken(row), claims: readStoredJson<JsonObject>(row.claims) };
    },
    async listRevoked() {
      const rows = await revoked(database.reads).limit(listLimit).execute();
      return rows.map(revokedToken);
    },
    async findRevoked(tokenId) {
      const row = await revoked(database.reads).where("token_id", "=", tokenId).executeTakeFirst();
      return row === undefined ? null : revokedToken(row);
    },
    async lineage(tokenId, now) {
      const own = await database.reads
        .selectFrom("created_tokens")
        .select(["made_with", "family"])
        .where("token_id", "=", tokenId)
        .executeTakeFirst();
      const family = own?.family ?? tokenId;
      const { descendants } = await database.reads
        .selectFrom(({ selectFrom, lit }) =>
          selectFrom("created_tokens")
            .select(lit(1).as("one"))
            .where("family", "=", family)
            .where("expires_at", ">", now)
            .limit(countLimit)
            .as("living"),
        )
        .select(({ fn }) => fn.countAll<number>().as("descendants"))
        .executeTakeFirstOrThrow();
      return { madeWith: own?.made_with ?? null, family, descendants: Number(descendants) };
    },
    list: (filter, now) => listTokens(database.reads, filter, now),
    live: (fits, page, now) => liveTokens(database.reads, fits, page, now),
    countLive: (fits, now) => countLiveTokens(database.reads, fits, now),
    revoke: (tokenId, by, at) => perform("revokeToken", { tokenId, by, at }),
  };
}

/** @returns whether this call revoked it; false: unknown, or revoked before */
export async function revokeToken(
  db: Kysely<Schema>,
  { tokenId, by, at }: { readonly tokenId: string; readonly by: string; readonly at: EpochSeconds },
): Promise<boolean> {
  const revoked = await db
    .updateTable("tokens")
    .set({ revoked_at: at, revoked_by: by })
    .where("token_id", "=", tokenId)
    .where("revoked_at", "is", null)
    .returning("token_id")
    .execute();
  if (revoked.length === 0) return false;
  await revokeMadeWith(db, { id: tokenId, by, at });
  return true;
}

/**
 * Ends what was made with a token or a secret that was just revoked, and what was made with that, and so on: with what
 * has ended nothing is made. Each turn sees what was written until the rows of the one before could be had, so there
 * are turns until one finds nothing.
 */
export async function revokeMadeWith(
  db: Kysely<Schema>,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: EpochSeconds },
): Promise<void> {
  for (let ended = 1; ended > 0; ) {
    ended = 0;
    for (const some of inRuns(await descendantsOf(db, id, at))) {
      const { numUpdatedRows } = await db
        .updateTable("tokens")
        .set({ revoked_at: at, revoked_by: by })
        .where("token_id", "in", some)
        .where("revoked_at", "is", null)
        .executeTakeFirstOrThrow();
      ended += Number(numUpdatedRows);
    }
  }
}

/**
 * The ids of what was made with a token or a secret, at whatever remove. They are found by the family, and put in order
 * here: a line may be as long as a family is large, and a database that goes along it step by step takes too long.
 */
async function descendantsOf(db: Kysely<Schema>, id: string, at: EpochSeconds): Promise<readonly string[]> {
  const living = db
    .selectFrom("created_tokens")
    .select(["token_id", "made_with"])
    .where("expires_at", ">", at);
  const own = await db
    .selectFrom("created_tokens")
    .select("family")
    .where("token_id", "=", id)
    .executeTakeFirst();
  const made = await living.where("made_with", "=", id).execute();
  // What is made with a secret begins families of its own.
  const families = [own?.family ?? id, ...made.map(({ token_id }) => token_id)];
  for (const some of inRuns(families)) made.push(...(await living.where("family", "in", some).execute()));
  const childrenOf = Map.groupBy(made, ({ made_with }) => made_with);
  const found = new Set<string>();
  for (let next: readonly string[] = [id]; next.length > 0; ) {
    const children = next.flatMap((one) => childrenOf.get(one) ?? []).map(({ token_id }) => token_id);
    next = children.filter((one) => !found.has(one));
    for (const one of next) found.add(one);
  }
  return [...found];
}

/** Values in one statement: databases take only so many. */
const valuesAtOnce = 1000;

function inRuns(values: readonly string[]): readonly (readonly string[])[] {
  const runs = Math.ceil(values.length / valuesAtOnce);
  return Array.from({ length: runs }, (_, run) => values.slice(run * valuesAtOnce, (run + 1) * valuesAtOnce));
}

function revoked(db: Kysely<Schema>) {
  return db
    .selectFrom("tokens")
    .select(["token_id", "revoked_at", "revoked_by"])
    .where("revoked_at", "is not", null)
    .orderBy("revoked_at", "desc")
    .orderBy("token_id")
    .$narrowType<{ revoked_at: NotNull; revoked_by: NotNull }>();
}

function revokedToken(
  row: Readonly<Record<"token_id" | "revoked_by", string> & Record<"revoked_at", EpochSeconds>>,
): RevokedToken {
  return { tokenId: row.token_id, revokedAt: row.revoked_at, revokedBy: row.revoked_by };
}

/** Placeholder of the one parameter these queries take. */
const parameter = sql.val("");

/** A token with the latest revision and the latest time of the epochs that apply to it; null: none does. */
export type FoundRow = TokenRow & {
  readonly epoch_revision: number | null;
  readonly epoch_not_before: EpochSeconds | null;
};

const epochBound = [
  sql<number | null>`max(epoch.revision)`.as("epoch_revision"),
  sql<EpochSeconds | null>`max(epoch.not_before)`.as("epoch_not_before"),
] as const;

function tokenById(db: Kysely<Schema>): CompiledQuery<FoundRow> {
  return db
    .selectFrom("tokens")
    .leftJoin("revocation_epochs as epoch", (join) => join.on(epochApplies))
    .selectAll("tokens")
    .select(epochBound)
    .where("token_id", "=", parameter)
    .groupBy("tokens.token_id")
    .compile();
}

function tokenByReference(db: Kysely<Schema>): CompiledQuery<FoundRow & { readonly claims: string }> {
  return db
    .selectFrom("reference_tokens as reference")
    .innerJoin("tokens", "tokens.token_id", "reference.token_id")
    .leftJoin("revocation_epochs as epoch", (join) => join.on(epochApplies))
    .selectAll("tokens")
    .select(epochBound)
    .select("reference.claims")
    .where("reference.hash", "=", parameter)
    .groupBy(["tokens.token_id", "reference.hash"])
    .compile();
}

/** A token as it is known outside the store. */
export function storedToken(row: FoundRow): StoredToken {
  const { epoch_revision: revision, epoch_not_before: notBefore } = row;
  return {
    tokenId: row.token_id,
    face: row.face,
    subject: row.subject,
    userName: row.user_name,
    providerId: row.provider_id,
    mappingId: row.mapping_id,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    selfRevocable: row.self_revocable === 1,
    revision: row.revision,
    revokedAt: row.revoked_at,
    epoch: revision === null || notBefore === null ? null : { revision, notBefore },
  };
}
