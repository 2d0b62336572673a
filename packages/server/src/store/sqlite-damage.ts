/**
 * Finding damage in a SQLite file before it is used. SQLite has no checksums of its own (PostgreSQL has, where
 * they are switched on: by default from version 18), but compares on request each table with its indexes. So
 * what decides anything and is small is kept twice, in the table and in an index over all of its columns: one
 * byte that changed in either is noticed, whoever wrote it. Documents are too large for that and have digests
 * (row-digest.ts); records have their chain.
 */

import type { DatabaseSync } from "node:sqlite";
import { Damaged } from "./unavailable.ts";

const keptTwice = [
  "configuration_revision",
  "providers",
  "mappings",
  "projects",
  "directory_objects",
  "revocation_epochs",
  "signing_keys",
  "secrets",
  "facts",
];

/**
 * Compared at the start: all that decides who gets what. The records are many more, decide nothing, and are
 * left out. It takes about two seconds for each million rows, of which tokens that are still good are the most.
 */
const compared = [
  ...keptTwice,
  "changes",
  "provider_versions",
  "mapping_versions",
  "project_versions",
  "directory_versions",
  "tokens",
  "created_tokens",
];

/** @throws Damaged when a table and its indexes differ, or cannot be read */
export function refuseDamaged(connection: DatabaseSync): void {
  for (const table of compared.filter((name) => exists(connection, "table", name))) {
    for (const { integrity_check: found } of connection.prepare(`pragma integrity_check('${table}')`).all()) {
      if (found !== "ok") throw new Damaged(`the table ${table} is damaged inside (${String(found)})`);
    }
  }
}

/** Makes the indexes that are not there yet, and anew where a migration has added columns since. */
export function keepTwice(connection: DatabaseSync): void {
  for (const table of keptTwice.filter((name) => exists(connection, "table", name))) {
    const columns = connection.prepare(`select name from pragma_table_info('${table}')`).all();
    const name = `${table}_twice_${columns.length}`;
    if (exists(connection, "index", name)) continue;
    const outdated = connection
      .prepare("select name from sqlite_schema where type = 'index' and name glob ?")
      .all(`${table}_twice_*`);
    for (const index of outdated) connection.exec(`drop index if exists ${String(index["name"])}`);
    const list = columns.map((column) => String(column["name"])).join(", ");
    connection.exec(`create index if not exists ${name} on ${table} (${list})`);
  }
}

function exists(connection: DatabaseSync, type: "table" | "index", name: string): boolean {
  return (
    connection.prepare("select 1 from sqlite_schema where type = ? and name = ?").get(type, name) !==
    undefined
  );
}
