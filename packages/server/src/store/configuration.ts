/**
 * The configuration part of the store. Reading is always "as of a revision": what is loaded at start,
 * what another node has to catch up with, and the rules of last night are the same query over versions
 * that never change, so no reader needs a transaction.
 */

import type { Kysely } from "kysely";
import type { ConfigurationWriter } from "../core/configuring/configuration.ts";
import type { RegistryChange } from "../core/matching/registry.ts";
import type { Mapping, MappingDraft, Provider, ProviderDraft } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import type { Schema, VersionRow } from "./schema.ts";
import type { ConfigurationReader } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

export function configurationTables(
  reads: Kysely<Schema>,
  perform: PerformWrite,
  newId: () => string,
): ConfigurationWriter & ConfigurationReader {
  return {
    createProvider: (draft, by, at) => perform("createProvider", { id: newId(), draft, by, at }),
    replaceProvider: (id, draft, expectedRevision, by, at) =>
      perform("replaceProvider", { id, draft, expectedRevision, by, at }),
    deleteProvider: (id, expectedRevision, by, at) =>
      perform("deleteProvider", { id, expectedRevision, by, at }),
    createMapping: (draft, by, at) => perform("createMapping", { id: newId(), draft, by, at }),
    replaceMapping: (id, draft, expectedRevision, by, at) =>
      perform("replaceMapping", { id, draft, expectedRevision, by, at }),
    deleteMapping: (id, expectedRevision, by, at) =>
      perform("deleteMapping", { id, expectedRevision, by, at }),

    revision: () => currentRevision(reads),
    load: () => loadAll(reads),
    changesSince: (revision) => changesSince(reads, revision),
    providerAt: (providerId, revision) => providerAt(reads, providerId, revision),
  };
}

async function currentRevision(db: Kysely<Schema>): Promise<number> {
  const row = await db.selectFrom("configuration_revision").select("value").executeTakeFirstOrThrow();
  return row.value;
}

async function loadAll(db: Kysely<Schema>) {
  const revision = await currentRevision(db);
  const providers = await providersAsOf(db, revision, null);
  const mappings = await mappingsAsOf(db, revision, null);
  return { revision, changes: [...providers.map(providerChange), ...mappings.map(mappingChange)] };
}

async function providerAt(db: Kysely<Schema>, providerId: string, revision: number) {
  const [provider] = await providersAsOf(db, revision, providerId);
  if (provider === undefined) return null;
  const mappings = await mappingsAsOf(db, revision, providerId);
  return { changes: [providerChange(provider), ...mappings.map(mappingChange)] };
}

/** Every change by itself and in order, so that a registry passes through the states there really were. */
async function changesSince(db: Kysely<Schema>, since: number) {
  const revision = await currentRevision(db);
  const providers = await db
    .selectFrom("changes")
    .innerJoin("provider_versions as version", (join) =>
      join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
    )
    .selectAll("version")
    .where("changes.kind", "=", "provider")
    .where("changes.revision", ">", since)
    .where("changes.revision", "<=", revision)
    .execute();
  const mappings = await db
    .selectFrom("changes")
    .innerJoin("mapping_versions as version", (join) =>
      join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
    )
    .selectAll("version")
    .where("changes.kind", "=", "mapping")
    .where("changes.revision", ">", since)
    .where("changes.revision", "<=", revision)
    .execute();
  // Only the end of a provider shares its revision with others: with its mappings, which end before it.
  const changes = [...mappings.map(mappingChange), ...providers.map(providerChange)];
  return { revision, changes: changes.sort((a, b) => a.revision - b.revision) };
}

/** The providers that existed at a revision, or the one asked for, in the order they were written. */
function providersAsOf(db: Kysely<Schema>, revision: number, id: string | null) {
  const latest = db
    .selectFrom("provider_versions")
    .select(({ fn }) => ["id", fn.max("revision").as("revision")])
    .where("revision", "<=", revision)
    .$if(id !== null, (query) => query.where("id", "=", id))
    .groupBy("id");
  return db
    .selectFrom("provider_versions as version")
    .innerJoin(latest.as("latest"), (join) =>
      join.onRef("latest.id", "=", "version.id").onRef("latest.revision", "=", "version.revision"),
    )
    .selectAll("version")
    .where("version.document", "is not", null)
    .orderBy("version.revision")
    .execute();
}

/** The mappings that existed at a revision, of all providers or of one. */
function mappingsAsOf(db: Kysely<Schema>, revision: number, providerId: string | null) {
  // A mapping may have moved between providers: all that ever were the provider's are candidates, and
  // each one's latest version decides whose it was.
  const everOfProvider = db
    .selectFrom("mapping_versions")
    .select("id")
    .where("provider_id", "=", providerId ?? "");
  const latest = db
    .selectFrom("mapping_versions")
    .select(({ fn }) => ["id", fn.max("revision").as("revision")])
    .where("revision", "<=", revision)
    .$if(providerId !== null, (query) => query.where("id", "in", everOfProvider))
    .groupBy("id");
  return db
    .selectFrom("mapping_versions as version")
    .innerJoin(latest.as("latest"), (join) =>
      join.onRef("latest.id", "=", "version.id").onRef("latest.revision", "=", "version.revision"),
    )
    .selectAll("version")
    .where("version.document", "is not", null)
    .$if(providerId !== null, (query) => query.where("version.provider_id", "=", providerId ?? ""))
    .orderBy("version.revision")
    .execute();
}

function providerChange(row: VersionRow): RegistryChange {
  const { id, revision, document } = row;
  if (document === null) return { kind: "provider_deleted", revision, id };
  const draft = readStoredJson<ProviderDraft>(document);
  const provider: Provider = { ...draft, ...versionOf(row) };
  return { kind: "provider_written", revision, provider };
}

function mappingChange(row: VersionRow): RegistryChange {
  const { id, revision, document } = row;
  if (document === null) return { kind: "mapping_deleted", revision, id };
  const draft = readStoredJson<MappingDraft>(document);
  const mapping: Mapping = { ...draft, ...versionOf(row) };
  return { kind: "mapping_written", revision, mapping };
}

function versionOf(row: VersionRow) {
  return { id: row.id, revision: row.revision, createdAt: row.created_at, updatedAt: row.written_at };
}
