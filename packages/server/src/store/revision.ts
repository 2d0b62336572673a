/**
 * The revision counter. Whoever takes the next revision holds its row until the transaction ends, so writers
 * on all nodes stand in one line and revisions become visible in order.
 */

import type { Kysely } from "kysely";
import { linkRevision } from "./configuration-chain.ts";
import type { Schema } from "./schema.ts";

/** The revision this transaction will write; taking it locks the row, storing it is `moveRevision`'s part. */
export async function nextRevision(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .updateTable("configuration_revision")
    .set(({ ref }) => ({ value: ref("value") }))
    .returning("value")
    .executeTakeFirstOrThrow();
  return row.value + 1;
}

/** Call when everything that belongs to the revision is written. */
export async function moveRevision(db: Kysely<Schema>, revision: number): Promise<void> {
  await db.updateTable("configuration_revision").set({ value: revision }).execute();
  await linkRevision(db, revision);
}
