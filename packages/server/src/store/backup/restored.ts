/**
 * What follows when a database was restored. Whatever was revoked or used since the backup is forgotten, so
 * everything that may have been is taken as if it had been: tokens issued before, administrators' secrets,
 * sessions of the console, and subject tokens of single-use providers. The mark is written with the restored rows; the first server
 * or command that opens the database afterwards draws the consequences, once, in one transaction.
 */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../../core/terms.ts";
import { revokeEpoch } from "../revocations.ts";
import type { Schema } from "../schema.ts";
import type { Settled, Store } from "../store.ts";
import type { PerformWrite } from "../writes.ts";

const mark = "restored";
const restoredAtFact = "restored_at";
/** Whose doing the epoch is, for whoever reads the list of them. */
const restorer = "restoration";

/** Says that what this database holds is of an earlier moment. */
export async function markRestored(db: Kysely<Schema>): Promise<void> {
  await db
    .insertInto("facts")
    .values({ name: mark, value: "not settled" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Draws the consequences of a restoration if nobody has yet. Call whenever the database is opened. */
export async function restoredSince(
  reads: Kysely<Schema>,
  perform: PerformWrite,
  now: () => EpochSeconds,
): Promise<Pick<Store, "restoredAt" | "settled">> {
  const isMarked = (await factNamed(reads, mark)) !== null;
  const settled = isMarked ? await perform("settleRestored", { at: now() }) : null;
  const restoredAt = await factNamed(reads, restoredAtFact);
  return { restoredAt: restoredAt === null ? null : Number(restoredAt), settled };
}

/** The consequences, and the end of the mark. @returns what was ended; null: somebody else was first */
export async function settleRestored(
  db: Kysely<Schema>,
  { at }: { readonly at: EpochSeconds },
): Promise<Settled | null> {
  // Of several nodes that start together, the one that removes the mark does the rest.
  const { numDeletedRows } = await db.deleteFrom("facts").where("name", "=", mark).executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return null;
  await revokeEpoch(db, { target: { kind: "everything" }, by: restorer, at });
  // No backup of ours holds one; other tools' do.
  const sessions = await db.deleteFrom("console_sessions").executeTakeFirstOrThrow();
  const secrets = await db
    .updateTable("secrets")
    .set({ revoked_at: at })
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("facts")
    .values({ name: restoredAtFact, value: String(at) })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: String(at) }))
    .execute();
  return { secrets: Number(secrets.numUpdatedRows), sessions: Number(sessions.numDeletedRows) };
}

async function factNamed(db: Kysely<Schema>, name: string): Promise<string | null> {
  const row = await db.selectFrom("facts").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value ?? null;
}
