/**
 * Revocation by epochs, and service tokens for resource servers. Additive: a node of the version before goes
 * on working on these tables, only its tokens leave the new columns empty, so that no user's epoch finds them.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("revocation_epochs")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("not_before", "bigint", (column) => column.notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .addColumn("set_at", "bigint", (column) => column.notNull())
    .addColumn("set_by", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("revocation_epochs_key", ["kind", "id"])
    .execute();
  await db.schema.alterTable("tokens").addColumn("user_name", "text").execute();
  await db.schema.alterTable("tokens").addColumn("revision", "bigint").execute();
  // Which tokens were revoked one by one: few among many.
  await db.schema
    .createIndex("tokens_by_revocation")
    .on("tokens")
    .column("revoked_at")
    .where("revoked_at", "is not", null)
    .execute();
  await db.schema.alterTable("secrets").addColumn("audience", "text").execute();
}
