/**
 * What a backup holds: every table but those of who is signed in, each with the columns that name a row. Rows are
 * read in the order of those columns, a page at a time. A table that is missing here does not compile.
 */

import type { Kysely } from "kysely";
import { appliedMigrations } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { BackupProblem } from "./problem.ts";

/** Tables that no backup holds: whoever was signed in signs in anew after a restoration. */
const leftOut = ["console_sessions", "console_sign_ins"] as const satisfies readonly (keyof Schema)[];
export type TableName = Exclude<keyof Schema, (typeof leftOut)[number]>;

export const rowNames: { readonly [Table in TableName]: readonly (keyof Schema[Table] & string)[] } = {
  facts: ["name"],
  configuration_revision: ["id"],
  changes: ["revision", "kind", "id"],
  provider_versions: ["id", "revision"],
  mapping_versions: ["id", "revision"],
  project_versions: ["id", "revision"],
  directory_versions: ["id", "revision"],
  // Mappings refer to providers.
  providers: ["id"],
  mappings: ["id"],
  projects: ["key"],
  directory_objects: ["id"],
  secrets: ["id"],
  signing_keys: ["kid"],
  issuer_keys: ["provider_id"],
  chain_streams: ["stream"],
  chain_links: ["stream", "sequence"],
  configuration_links: ["revision"],
  audit_checkpoints: ["id"],
  exchanges: ["id"],
  exchange_details: ["exchange_id"],
  refusal_counts: ["hour", "provider_id", "reason", "address_prefix"],
  summed_streams: ["stream"],
  provider_hours: ["hour", "provider_id", "reason"],
  mapping_hours: ["hour", "mapping_id"],
  mapping_use: ["mapping_id"],
  replay_keys: ["provider_id", "digest"],
  revocation_epochs: ["kind", "id"],
  tokens: ["token_id"],
  created_tokens: ["token_id"],
  reference_tokens: ["hash"],
};

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(rowNames, name);
}

/** Whether this version knows the table, in a backup or not. */
export function isKnownTable(name: string): boolean {
  return isTableName(name) || leftOut.some((one) => one === name);
}

/** In the order in which they are written, and so restored. */
export const tableNames: readonly TableName[] = Object.keys(rowNames).filter(isTableName);

/** Those of them that a database has: one of an earlier version has fewer. */
export async function tablesIn(db: Kysely<Schema>): Promise<readonly TableName[]> {
  const there = new Set((await db.introspection.getTables()).map(({ name }) => name));
  return tableNames.filter((name) => there.has(name));
}

/** @returns the migrations the database has seen, in order @throws BackupProblem with `never_used` where there is none */
export async function requireTables(db: Kysely<Schema>): Promise<readonly string[]> {
  const migrations = await appliedMigrations(db);
  if (migrations.length === 0) throw neverUsed();
  return migrations;
}

export function neverUsed(): BackupProblem {
  return new BackupProblem("never_used", "No server has ever started on the database.");
}
