/**
 * Signed checkpoints of the hash chain, and a chain of its own over the versions of the configuration. An
 * older program at work in the same database leaves both alone: links it did not write are made up for later.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("audit_checkpoints")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("made_at", "bigint", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("configuration_links")
    .addColumn("revision", "bigint", (column) => column.primaryKey().notNull())
    .addColumn("epochs", "text", (column) => column.notNull())
    .addColumn("content", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .execute();
  // What one revision wrote, to be linked and verified.
  for (const table of ["provider_versions", "mapping_versions"]) {
    await db.schema.createIndex(`${table}_by_revision`).on(table).columns(["revision", "id"]).execute();
  }
}
