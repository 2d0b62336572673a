/** Signing keys at rest: public parts in clear, private parts only as the keys' keeper wrapped them. */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import type { Schema, SigningKeyRow } from "./schema.ts";
import type { SigningKeyTable, StoredSigningKey } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

export function signingKeyTable(reads: Kysely<Schema>, perform: PerformWrite): SigningKeyTable {
  return {
    async list() {
      const rows = await reads
        .selectFrom("signing_keys")
        .selectAll()
        .orderBy("created_at")
        .orderBy("kid")
        .execute();
      return rows.map(storedKey);
    },
    add: (key) => perform("addSigningKey", key),
    retire: (kid, at) => perform("retireSigningKey", { kid, at }),
    remove: (kid) => perform("removeSigningKey", { kid }),
  };
}

/** @returns false when a key of that kid is there already */
export async function addSigningKey(db: Kysely<Schema>, key: StoredSigningKey): Promise<boolean> {
  const added = await db
    .insertInto("signing_keys")
    .values({
      kid: key.kid,
      algorithm: key.algorithm,
      public_jwk: key.publicJwk,
      wrapped_private_key: key.wrappedPrivateKey,
      created_at: key.createdAt,
      active_from: key.activeFrom,
      retired_at: key.retiredAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("kid")
    .execute();
  return added.length > 0;
}

/** A key retired before keeps its first time. */
export async function retireSigningKey(
  db: Kysely<Schema>,
  { kid, at }: { readonly kid: string; readonly at: EpochSeconds },
): Promise<void> {
  await db
    .updateTable("signing_keys")
    .set({ retired_at: at })
    .where("kid", "=", kid)
    .where("retired_at", "is", null)
    .execute();
}

export async function removeSigningKey(db: Kysely<Schema>, { kid }: { readonly kid: string }): Promise<void> {
  await db.deleteFrom("signing_keys").where("kid", "=", kid).execute();
}

function storedKey(row: SigningKeyRow): StoredSigningKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: row.public_jwk,
    wrappedPrivateKey: row.wrapped_private_key,
    createdAt: row.created_at,
    activeFrom: row.active_from,
    retiredAt: row.retired_at,
  };
}
