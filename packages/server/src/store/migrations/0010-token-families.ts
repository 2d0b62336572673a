/**
 * Tokens made of tokens that were made themselves: which token such a line began with, so that all that came of it
 * can be counted. Additive: a node of the version before writes none down, and makes nothing of a token that was made
 * itself.
 */

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("created_tokens").addColumn("family", "text").execute();
  await sql`update created_tokens set family = made_with where made_with is not null`.execute(db);
  await db.schema
    .createIndex("created_tokens_by_family")
    .on("created_tokens")
    .columns(["family", "expires_at"])
    .where("family", "is not", null)
    .execute();
}
