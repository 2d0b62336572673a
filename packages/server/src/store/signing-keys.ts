/**
 * Signing keys at rest: public parts in clear, private parts only as the keys' keeper wrapped them. Every
 * change is one write, and carried out only on the keys it was planned on, so that of many nodes that find
 * the same thing due, one does it.
 */

import type { Kysely, Transaction } from "kysely";
import type {
  SigningKeyChange,
  SigningKeyChangeOutcome,
  SigningKeyRecord,
  SigningKeyTable,
} from "../core/signing-key-record.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { moveRevision, nextRevision } from "./revision.ts";
import { setEpoch } from "./revocations.ts";
import type { Schema, SigningKeyRow, TokenRow } from "./schema.ts";
import type { PerformWrite } from "./writes.ts";

export function signingKeyTable(reads: Kysely<Schema>, perform: PerformWrite): SigningKeyTable {
  return {
    async list() {
      const rows = await reads
        .selectFrom("signing_keys")
        .selectAll()
        .orderBy("created_at")
        // Made in one second, the key that signs comes before its successor.
        .orderBy("active_from")
        .orderBy("kid")
        .execute();
      return rows.map(storedKey);
    },
    change: (change) => perform("changeSigningKeys", change),
    lastExpiry: (tokens) => lastExpiry(reads, tokens),
  };
}

/** Rows looked at in one step: all living tokens may have to be, and requests get their turn in between. */
const stepRows = 500;

/** From the last to expire on, so that the first that fits is the answer. */
async function lastExpiry(
  reads: Kysely<Schema>,
  { issuedBy, expiresAfter }: { readonly issuedBy: EpochSeconds; readonly expiresAfter: EpochSeconds },
): Promise<EpochSeconds | null> {
  const step = (before: Pick<TokenRow, "expires_at" | "token_id"> | undefined) =>
    reads
      .selectFrom("tokens")
      .select(["token_id", "issued_at", "expires_at"])
      .where("expires_at", ">", expiresAfter)
      .$if(before !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("expires_at", "token_id"), "<", tuple(before?.expires_at ?? 0, before?.token_id ?? "")),
        ),
      )
      .orderBy("expires_at", "desc")
      .orderBy("token_id", "desc")
      .limit(stepRows)
      .execute();
  for (let rows = await step(undefined); rows.length > 0; rows = await step(rows.at(-1))) {
    const found = rows.find((row) => row.issued_at <= issuedBy);
    if (found !== undefined) return found.expires_at;
    // Reads of SQLite run in this thread.
    await new Promise(setImmediate);
  }
  return null;
}

/** @returns what came of it; unless `changed`, nothing was */
export async function changeSigningKeys(
  db: Transaction<Schema>,
  change: SigningKeyChange,
): Promise<SigningKeyChangeOutcome> {
  const { canary, expected, add = [], retire = [], remove = [], rewrap = [], revoke } = change;
  // Whether or not it is used: with it, every other change waits until this one is through.
  const revision = await nextRevision(db);
  const standing = await db
    .selectFrom("facts")
    .select("value")
    .where("name", "=", canary.fact)
    .executeTakeFirst();
  if (standing?.value !== canary.standing) return "other_canary";
  const keys = await db.selectFrom("signing_keys").select(["kid", "retired_at"]).execute();
  if (!isSame(keys, expected)) return "stale";

  if (remove.length > 0) await db.deleteFrom("signing_keys").where("kid", "in", remove).execute();
  for (const { kid, at } of retire) {
    await db.updateTable("signing_keys").set({ retired_at: at }).where("kid", "=", kid).execute();
  }
  for (const { kid, wrappedPrivateKey } of rewrap) {
    await db
      .updateTable("signing_keys")
      .set({ wrapped_private_key: wrappedPrivateKey })
      .where("kid", "=", kid)
      .execute();
  }
  if (add.length > 0) await db.insertInto("signing_keys").values(add.map(keyRow)).execute();
  if (canary.becomes === null) await db.deleteFrom("facts").where("name", "=", canary.fact).execute();
  else if (canary.becomes !== canary.standing) {
    await db.updateTable("facts").set({ value: canary.becomes }).where("name", "=", canary.fact).execute();
  }
  if (revoke !== undefined) {
    await setEpoch(db, { target: { kind: "everything" }, ...revoke }, revision);
    await moveRevision(db, revision);
  }
  return "changed";
}

function isSame(
  standing: readonly Pick<SigningKeyRow, "kid" | "retired_at">[],
  expected: SigningKeyChange["expected"],
): boolean {
  return (
    standing.length === expected.length &&
    expected.every((key) => standing.some((row) => row.kid === key.kid && row.retired_at === key.retiredAt))
  );
}

function keyRow(key: SigningKeyRecord): SigningKeyRow {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    public_jwk: key.publicJwk,
    wrapped_private_key: key.wrappedPrivateKey,
    created_at: key.createdAt,
    active_from: key.activeFrom,
    retired_at: key.retiredAt,
  };
}

function storedKey(row: SigningKeyRow): SigningKeyRecord {
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
