/**
 * Sessions of the console, by the digest of a secret that only the browser has. Every request of a session reads its
 * row, so that a session that ended on one node has ended on all.
 */

import type { Kysely } from "kysely";
import { holderName, mostSessionsOfHolder, type Session, type SessionHolder } from "../core/sessions.ts";
import type { Claims, EpochSeconds } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import type { Database } from "./database.ts";
import type { ConsoleSessionRow, Schema } from "./schema.ts";
import type { SessionTable } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

export function sessionTable({ reads }: Database, perform: PerformWrite): SessionTable {
  return {
    add: (session) => perform("addSession", session),
    async find(digest) {
      const row = await reads
        .selectFrom("console_sessions")
        .selectAll()
        .where("digest", "=", digest)
        .executeTakeFirst();
      return row === undefined ? null : storedSession(row);
    },
    change: (digest, changes) => perform("changeSession", { digest, ...changes }),
    end: (digest) => perform("endSession", { digest }),
    useSignIn: (digest, expiresAt) => perform("useSignIn", { digest, expiresAt }),
  };
}

/** Adds it, and ends the oldest ones of its holder beyond the most that one may have. */
export async function addSession(db: Kysely<Schema>, session: Session): Promise<void> {
  const { digest, holder } = session;
  await db
    .insertInto("console_sessions")
    .values({
      digest,
      ...holderColumns(holder),
      signed_in_at: session.signedInAt,
      seen_at: session.seenAt,
      confirmed_until: session.confirmedUntil,
      expires_at: session.expiresAt,
    })
    .execute();
  const all = await db
    .selectFrom("console_sessions")
    .select("digest")
    .where("holder", "=", holderName(holder))
    .orderBy("signed_in_at", "desc")
    .orderBy("digest")
    .execute();
  const others = all.map((row) => row.digest).filter((one) => one !== digest);
  const ending = others.slice(mostSessionsOfHolder - 1);
  if (ending.length > 0) await db.deleteFrom("console_sessions").where("digest", "in", ending).execute();
}

/** Writes what of a session changes while it is good; a clock that is behind takes nothing back. */
export async function changeSession(
  db: Kysely<Schema>,
  {
    digest,
    seenAt,
    confirmedUntil,
    holder,
    expiresAt,
  }: { readonly digest: string } & Parameters<SessionTable["change"]>[1],
): Promise<void> {
  await db
    .updateTable("console_sessions")
    .set((eb) => ({
      ...(holder !== undefined && holderColumns(holder)),
      ...(confirmedUntil !== undefined && { confirmed_until: confirmedUntil }),
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
      seen_at: eb.case().when("seen_at", "<", seenAt).then(seenAt).else(eb.ref("seen_at")).end(),
    }))
    .where("digest", "=", digest)
    .execute();
}

/** @returns whether it was there */
export async function endSession(
  db: Kysely<Schema>,
  { digest }: { readonly digest: string },
): Promise<boolean> {
  const ended = await db
    .deleteFrom("console_sessions")
    .where("digest", "=", digest)
    .returning("digest")
    .execute();
  return ended.length > 0;
}

/** @returns false: it was used before */
export async function useSignIn(
  db: Kysely<Schema>,
  { digest, expiresAt }: { readonly digest: string; readonly expiresAt: EpochSeconds },
): Promise<boolean> {
  const used = await db
    .insertInto("console_sign_ins")
    .values({ digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("digest")
    .execute();
  return used.length > 0;
}

function holderColumns(holder: SessionHolder) {
  return {
    holder: holderName(holder),
    holder_kind: holder.kind,
    holder_id: holder.kind === "bootstrap" ? holder.proof : holder.id,
    claims: holder.kind === "token" ? JSON.stringify(holder.claims) : null,
  };
}

function storedSession(row: ConsoleSessionRow): Session {
  return {
    digest: row.digest,
    holder: storedHolder(row),
    signedInAt: row.signed_in_at,
    seenAt: row.seen_at,
    confirmedUntil: row.confirmed_until,
    expiresAt: row.expires_at,
  };
}

function storedHolder({ holder, holder_kind, holder_id, claims }: ConsoleSessionRow): SessionHolder {
  switch (holder_kind) {
    case "bootstrap":
      return { kind: "bootstrap", proof: holder_id };
    case "secret":
      return { kind: "secret", id: holder_id };
    case "token":
      return {
        kind: "token",
        id: holder_id,
        claims: readStoredJson<Claims>(claims ?? "{}"),
        user: holder.replace(/^user:/, ""),
      };
  }
}
