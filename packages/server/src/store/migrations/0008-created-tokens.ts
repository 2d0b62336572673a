/**
 * What is known of a token that was issued on a principal's word beside its row in `tokens`. A table of its own,
 * so that exchanges write no more than before. Additive: a node of the version before reads such a token's row
 * and its record like any other; revoking a token there leaves alive what was made with it.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("created_tokens")
    .addColumn("token_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("made_with", "text")
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  // The list of one user's, and the list by description; retention.
  await db.schema
    .createIndex("created_tokens_by_subject")
    .on("created_tokens")
    .columns(["subject", "expires_at"])
    .execute();
  await db.schema.createIndex("created_tokens_by_expiry").on("created_tokens").column("expires_at").execute();
  // What ends with a token, and how many those are.
  await db.schema
    .createIndex("created_tokens_by_parent")
    .on("created_tokens")
    .columns(["made_with", "expires_at"])
    .where("made_with", "is not", null)
    .execute();
}
