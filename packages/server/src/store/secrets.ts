/** Administrators' secrets, as hashes only, and the few facts an installation keeps about itself. */

import { type CompiledQuery, type Kysely, sql } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import type { Database } from "./database.ts";
import type { Schema, SecretRow } from "./schema.ts";
import type { SecretTable, StoredSecret } from "./store.ts";
import { revokeMadeWith } from "./tokens.ts";
import type { PerformWrite } from "./writes.ts";

/** Who ended a token that was made with a secret: whoever ended that stands in the log. */
const withItsSecret = "with its service token";

export function secretTable(database: Database, perform: PerformWrite): SecretTable {
  const { reads } = database;
  const byHash = database.prepare(secretByHash(reads));
  return {
    add: (secret, inPlaceOf = []) => perform("addSecret", { secret, inPlaceOf }),
    async findByHash(hash) {
      const [row] = await byHash([hash]);
      return row === undefined ? null : storedSecret(row);
    },
    async find(id) {
      const row = await reads.selectFrom("secrets").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : storedSecret(row);
    },
    async list() {
      const rows = await reads
        .selectFrom("secrets")
        .selectAll()
        .orderBy("created_at")
        .orderBy("id")
        .execute();
      return rows.map(storedSecret);
    },
    revoke: (id, at) => perform("revokeSecret", { id, at }),
    async instanceFact(name) {
      const row = await reads.selectFrom("facts").select("value").where("name", "=", name).executeTakeFirst();
      return row?.value ?? null;
    },
    establishFact: (name, value) => perform("establishFact", { name, value }),
  };
}

/** @returns false when a secret of that id or hash is there already: then none is ended either */
export async function addSecret(
  db: Kysely<Schema>,
  { secret, inPlaceOf }: { readonly secret: StoredSecret; readonly inPlaceOf: readonly string[] },
): Promise<boolean> {
  const added = await db
    .insertInto("secrets")
    .values({
      id: secret.id,
      name: secret.name,
      kind: secret.kind,
      role: secret.role,
      audience: secret.audience === null ? null : JSON.stringify(secret.audience),
      hash: secret.hash,
      created_at: secret.createdAt,
      expires_at: secret.expiresAt,
      revoked_at: secret.revokedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  if (added.length === 0) return false;
  for (const id of inPlaceOf) await revokeSecret(db, { id, at: secret.createdAt });
  return true;
}

/** Ends a secret, and the tokens that were made with it. @returns false: unknown, or revoked before */
export async function revokeSecret(
  db: Kysely<Schema>,
  { id, at }: { readonly id: string; readonly at: EpochSeconds },
): Promise<boolean> {
  const revoked = await db
    .updateTable("secrets")
    .set({ revoked_at: at })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returning("id")
    .execute();
  if (revoked.length === 0) return false;
  await revokeMadeWith(db, { id, by: withItsSecret, at });
  return true;
}

/** The first value to be written stands. @returns the value that stands */
export async function establishFact(
  db: Kysely<Schema>,
  fact: { readonly name: string; readonly value: string },
): Promise<string> {
  await db
    .insertInto("facts")
    .values(fact)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom("facts")
    .select("value")
    .where("name", "=", fact.name)
    .executeTakeFirstOrThrow();
  return value;
}

/** Changes nothing, and reaches the disk all the same. */
export async function writeFactsAnew(
  db: Kysely<Schema>,
  _nothing: Readonly<Record<never, never>>,
): Promise<void> {
  await db
    .updateTable("facts")
    .set((row) => ({ value: row.ref("value") }))
    .execute();
}

function secretByHash(db: Kysely<Schema>): CompiledQuery<SecretRow> {
  return db.selectFrom("secrets").selectAll().where("hash", "=", sql.val("")).compile();
}

function storedSecret(row: SecretRow): StoredSecret {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    role: row.role,
    audience: row.audience === null ? null : readStoredJson<readonly string[]>(row.audience),
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
