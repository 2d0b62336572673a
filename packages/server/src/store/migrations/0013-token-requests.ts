/**
 * The reference id of the exchange that issued a token, so that a list of tokens leads to the records. No index: it
 * is read with the row. Additive: a node of the version before writes none down.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("tokens").addColumn("request_id", "text").execute();
}
