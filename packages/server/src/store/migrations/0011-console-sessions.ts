/**
 * Who is signed in to the console, and which attempts to sign in were used. Additive: a node of the version before
 * knows no sessions and minds none. Neither table stands in a backup: after a restoration everybody signs in anew.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("console_sessions")
    .addColumn("digest", "text", (column) => column.primaryKey().notNull())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("holder_kind", "text", (column) => column.notNull())
    .addColumn("holder_id", "text", (column) => column.notNull())
    .addColumn("claims", "text")
    .addColumn("signed_in_at", "bigint", (column) => column.notNull())
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addColumn("confirmed_until", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  // How many one holder has; retention.
  await db.schema
    .createIndex("console_sessions_by_holder")
    .on("console_sessions")
    .columns(["holder", "signed_in_at"])
    .execute();
  await db.schema
    .createIndex("console_sessions_by_expiry")
    .on("console_sessions")
    .column("expires_at")
    .execute();
  await db.schema
    .createTable("console_sign_ins")
    .addColumn("digest", "text", (column) => column.primaryKey().notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("console_sign_ins_by_expiry")
    .on("console_sign_ins")
    .column("expires_at")
    .execute();
}
