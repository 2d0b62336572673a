/**
 * What was exchanged, by the hour: sums of the records, so that figures over months do not read them all. They are
 * made afterwards, stream by stream, and no exchange waits for them. Additive: a node of the version before writes
 * records, and a node of this one sums them up.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("summed_streams")
    .addColumn("stream", "text", (column) => column.primaryKey().notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("provider_hours")
    .addColumn("hour", "bigint", (column) => column.notNull())
    .addColumn("provider_id", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("provider_hours_key", ["hour", "provider_id", "reason"])
    .execute();
  await db.schema
    .createTable("mapping_hours")
    .addColumn("hour", "bigint", (column) => column.notNull())
    .addColumn("mapping_id", "text", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("mapping_hours_key", ["hour", "mapping_id"])
    .execute();
  await db.schema
    .createTable("mapping_use")
    .addColumn("mapping_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .execute();
}
