/**
 * The directory, a fourth kind of configuration. Additive: a node of the version before reads neither table and
 * passes over changes of a kind that it does not know.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("directory_versions")
    // The kind of object, a slash, and its id.
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .addColumn("document", "text")
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("written_at", "bigint", (column) => column.notNull())
    .addColumn("digest", "text")
    .addPrimaryKeyConstraint("directory_versions_key", ["id", "revision"])
    .execute();
  // What one revision wrote, to be linked and verified.
  await db.schema
    .createIndex("directory_versions_by_revision")
    .on("directory_versions")
    .columns(["revision", "id"])
    .execute();
  await db.schema
    .createTable("directory_objects")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .execute();
}
