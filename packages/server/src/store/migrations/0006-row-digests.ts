/**
 * A digest on each version of the configuration. Additive: versions that an earlier version of the program
 * wrote, or goes on writing, have none, and are taken as they are.
 */

import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ["provider_versions", "mapping_versions"]) {
    await db.schema.alterTable(table).addColumn("digest", "text").execute();
  }
}
