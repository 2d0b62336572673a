/**
 * Projects, a third kind of configuration. Additive: a node of the version before reads neither table and passes
 * over changes of a kind that it does not know.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("project_versions")
    // The key: what everything else calls a project, and never another's.
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .addColumn("document", "text")
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("written_at", "bigint", (column) => column.notNull())
    .addColumn("digest", "text")
    .addPrimaryKeyConstraint("project_versions_key", ["id", "revision"])
    .execute();
  // What one revision wrote, to be linked and verified.
  await db.schema
    .createIndex("project_versions_by_revision")
    .on("project_versions")
    .columns(["revision", "id"])
    .execute();
  await db.schema
    .createTable("projects")
    .addColumn("key", "text", (column) => column.primaryKey().notNull())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .execute();
}
