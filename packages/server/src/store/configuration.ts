/**
 * The configuration part of the store. Reading is always "as of a revision": what is loaded at start,
 * what another node has to catch up with, and the rules of last night are queries over versions that never
 * change, so no reader needs a transaction and everything can be read slice by slice, with other work in
 * between.
 */

import { type Kysely, sql } from "kysely";
import type { ConfigurationWriter } from "../core/configuring/configuration.ts";
import { projectDefaults } from "../core/configuring/project-defaults.ts";
import type { ProjectWriter } from "../core/configuring/projects.ts";
import type { TogetherWriter } from "../core/directory/changes.ts";
import type { DirectoryDraft, DirectoryKind } from "../core/directory/terms.ts";
import type { RegistryChange } from "../core/matching/registry.ts";
import type { Mapping, MappingDraft, Project, ProjectDraft, Provider, ProviderDraft } from "../core/terms.ts";
import { readStoredJson, storedJsonReader } from "../jws/stored-json.ts";
import type { Database } from "./database.ts";
import { requireUnchanged } from "./row-digest.ts";
import type { ConfiguredKind, Schema, VersionRow } from "./schema.ts";
import type { ConfigurationReader, ConfigurationSlice, Moment } from "./store.ts";
import type { PerformWrite } from "./writes.ts";

/** Versions, or revisions, in one slice: what is read, parsed and indexed within a few milliseconds. */
const sliceSize = 200;

export function configurationTables(
  { reads, promptReads, checkInPlace }: Pick<Database, "reads" | "promptReads" | "checkInPlace">,
  perform: PerformWrite,
  newId: () => string,
): ConfigurationWriter & ProjectWriter & TogetherWriter & ConfigurationReader {
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
    createProject: (draft, by, at) => perform("createProject", { draft, by, at }),
    editProject: (key, edit, expectedRevision, by, at) =>
      perform("editProject", { key, edit, expectedRevision, by, at }),
    writeTogether: (writes, judgedAt, by, at) => perform("writeTogether", { writes, judgedAt, by, at }),

    revision: () => currentRevision(promptReads),
    load: () => loadAll(reads),
    async *changesSince(known) {
      // Nobody else hears of changes in a file that was taken away, and records written there are lost.
      await checkInPlace();
      yield* changesSince(promptReads, known);
    },
    async everExisted(kind, id) {
      const [version] = await reads
        .selectFrom(`${kind}_versions`)
        .select("id")
        .where("id", "=", id)
        .limit(1)
        .execute();
      return version !== undefined;
    },
    providerAt: (providerId, revision, project) => providerAt(reads, providerId, revision, project ?? null),
  };
}

async function currentRevision(db: Kysely<Schema>): Promise<number> {
  const row = await db.selectFrom("configuration_revision").select("value").executeTakeFirstOrThrow();
  return row.value;
}

/** The newest moment, and the mark of an earlier one in this database's history. */
async function momentsOf(
  db: Kysely<Schema>,
  known: number,
): Promise<{ readonly newest: Moment; readonly mark: string | null }> {
  const row = await db
    .selectFrom("configuration_revision as counter")
    .leftJoin("configuration_links as newest", "newest.revision", "counter.value")
    .leftJoin("configuration_links as known", (join) => join.on("known.revision", "=", known))
    .select(["counter.value as revision", "newest.hash as mark", "known.hash as known"])
    .executeTakeFirstOrThrow();
  return { newest: { revision: row.revision, mark: row.mark }, mark: row.known };
}

async function* loadAll(db: Kysely<Schema>): AsyncGenerator<ConfigurationSlice> {
  const { newest: reached } = await momentsOf(db, 0);
  const { revision } = reached;
  for await (const rows of projectsAsOf(db, revision, null)) {
    yield { reached, changes: rows.map(projectChange) };
  }
  for await (const rows of directoryAsOf(db, revision)) {
    yield { reached, changes: rows.map(directoryChange) };
  }
  for await (const rows of providersAsOf(db, revision, null)) {
    yield { reached, changes: rows.map(providerChange) };
  }
  const toChange = mappingChanges();
  for await (const rows of mappingsAsOf(db, revision, null)) {
    yield { reached, changes: rows.map(toChange) };
  }
  yield { reached, changes: [] };
}

async function* providerAt(
  db: Kysely<Schema>,
  providerId: string,
  revision: number,
  project: string | null,
): AsyncGenerator<ConfigurationSlice> {
  const reached = { revision, mark: null };
  let existed = false;
  for await (const rows of providersAsOf(db, revision, providerId)) {
    existed = true;
    yield { reached, changes: rows.map(providerChange) };
  }
  if (!existed) return;
  if (project !== null) {
    for await (const rows of projectsAsOf(db, revision, project)) {
      yield { reached, changes: rows.map(projectChange) };
    }
  }
  for await (const rows of directoryAsOf(db, revision)) {
    yield { reached, changes: rows.map(directoryChange) };
  }
  const toChange = mappingChanges();
  for await (const rows of mappingsAsOf(db, revision, providerId)) {
    yield { reached, changes: rows.map(toChange) };
  }
}

/**
 * Every change by itself and in order, so that a registry passes through the states there really were.
 * @see ConfigurationReader.changesSince for a database of another history
 */
async function* changesSince(db: Kysely<Schema>, known: Moment): AsyncGenerator<ConfigurationSlice> {
  const { revision: since } = known;
  const { newest: now, mark } = await momentsOf(db, since);
  const { revision: newest } = now;
  if (newest < since || (known.mark !== null && mark !== known.mark)) {
    yield { reached: now, changes: [], startOver: true };
    return;
  }
  const toMappingChange = mappingChanges();
  for (let after = since; after < newest; after += sliceSize) {
    const revision = Math.min(after + sliceSize, newest);
    const providers = await changed(db, "provider", after, revision)
      .innerJoin("provider_versions as version", (join) =>
        join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
      )
      .selectAll("version")
      .execute();
    const mappings = await changed(db, "mapping", after, revision)
      .innerJoin("mapping_versions as version", (join) =>
        join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
      )
      .selectAll("version")
      // A provider's end is that of its mappings. Earlier versions of the program note the end of each.
      .where(sql<boolean>`not exists (
        select 1 from changes as other where other.revision = changes.revision and other.kind = 'provider')`)
      .execute();
    const projects = await changed(db, "project", after, revision)
      .innerJoin("project_versions as version", (join) =>
        join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
      )
      .selectAll("version")
      .execute();
    const directory = await changed(db, "directory", after, revision)
      .innerJoin("directory_versions as version", (join) =>
        join.onRef("version.id", "=", "changes.id").onRef("version.revision", "=", "changes.revision"),
      )
      .selectAll("version")
      .execute();
    const changes = [
      ...mappings.map(toMappingChange),
      ...providers.map(providerChange),
      ...projects.map(projectChange),
      ...directory.map(directoryChange),
    ];
    const reached = revision === newest ? now : { revision, mark: null };
    yield { reached, changes: changes.sort((a, b) => a.revision - b.revision) };
  }
}

/** What revisions after one, up to another, changed. */
function changed(db: Kysely<Schema>, kind: ConfiguredKind, after: number, upTo: number) {
  return db
    .selectFrom("changes")
    .where("changes.kind", "=", kind)
    .where("changes.revision", ">", after)
    .where("changes.revision", "<=", upTo);
}

/** The providers that existed at a revision, or the one asked for. */
function providersAsOf(db: Kysely<Schema>, revision: number, id: string | null) {
  const versions = db
    .selectFrom("provider_versions as version")
    .selectAll("version")
    .where(existing)
    .where(isLatest("provider_versions", revision))
    .$if(id !== null, (query) => query.where("version.id", "=", id ?? ""))
    .orderBy("version.id")
    .limit(sliceSize);
  return pages((after) => versions.where("version.id", ">", after).execute());
}

/** The projects that existed at a revision, or the one asked for by its key. */
function projectsAsOf(db: Kysely<Schema>, revision: number, key: string | null) {
  const versions = db
    .selectFrom("project_versions as version")
    .selectAll("version")
    .where(existing)
    .where(isLatest("project_versions", revision))
    .$if(key !== null, (query) => query.where("version.id", "=", key ?? ""))
    .orderBy("version.id")
    .limit(sliceSize);
  return pages((after) => versions.where("version.id", ">", after).execute());
}

/** What the directory held at a revision. */
function directoryAsOf(db: Kysely<Schema>, revision: number) {
  const versions = db
    .selectFrom("directory_versions as version")
    .selectAll("version")
    .where(existing)
    .where(isLatest("directory_versions", revision))
    .orderBy("version.id")
    .limit(sliceSize);
  return pages((after) => versions.where("version.id", ">", after).execute());
}

/**
 * The mappings that existed at a revision, of all providers or of one. One that moved between providers has
 * versions of both; only its latest counts, and that says whose it was.
 */
function mappingsAsOf(db: Kysely<Schema>, revision: number, providerId: string | null) {
  const versions = db
    .selectFrom("mapping_versions as version")
    .selectAll("version")
    .where(existing)
    .where(isLatest("mapping_versions", revision))
    .$if(providerId !== null, (query) => query.where("version.provider_id", "=", providerId ?? ""))
    .orderBy("version.id")
    .limit(sliceSize);
  return pages((after) => versions.where("version.id", ">", after).execute());
}

/** A version that has a digest had a document: when that is gone, it must be noticed, not passed over. */
const existing = sql<boolean>`(version.document is not null or version.digest is not null)`;

/** Whether `version` is its object's last one up to a revision. */
function isLatest(table: `${ConfiguredKind}_versions`, revision: number) {
  return sql<boolean>`version.revision = (
    select max(latest.revision) from ${sql.table(table)} as latest
    where latest.id = version.id and latest.revision <= ${revision})`;
}

/** Page after page, each from behind the last id of the one before. */
async function* pages<Row extends { readonly id: string }>(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after = ""; ; ) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < sliceSize) return;
    after = last.id;
  }
}

function providerChange(row: VersionRow): RegistryChange {
  const { id, revision, document } = requireUnchanged("provider", row);
  if (document === null) return { kind: "provider_deleted", revision, id };
  const draft = readStoredJson<ProviderDraft>(document);
  const provider: Provider = { ...draft, id, ...versionOf(row) };
  return { kind: "provider_written", revision, provider };
}

function projectChange(row: VersionRow): RegistryChange {
  const { id: key, revision, document } = requireUnchanged("project", row);
  if (document === null) return { kind: "project_deleted", revision, key };
  const draft = readStoredJson<ProjectDraft>(document);
  const project: Project = { ...projectDefaults, ...draft, ...versionOf(row) };
  return { kind: "project_written", revision, project };
}

function directoryChange(row: VersionRow): RegistryChange {
  const { id, revision, document } = requireUnchanged("directory", row);
  if (document === null) return { kind: "directory_deleted", revision, ...partsOf(id) };
  const draft = readStoredJson<DirectoryDraft>(document);
  return { kind: "directory_written", revision, object: { ...draft, ...versionOf(row) } };
}

/** The parser of what directory-writes.ts composes. */
function partsOf(versionId: string): { readonly of: DirectoryKind; readonly id: string } {
  const slash = versionId.indexOf("/");
  return { of: versionId.slice(0, slash) as DirectoryKind, id: versionId.slice(slash + 1) };
}

/** For mappings read one after another: there may be very many, and mostly they are much alike. */
function mappingChanges(): (row: Schema["mapping_versions"]) => RegistryChange {
  const read = storedJsonReader<MappingDraft>();
  return (row) => {
    const { id, revision, document } = requireUnchanged("mapping", row);
    if (document === null) return { kind: "mapping_deleted", revision, id };
    const mapping: Mapping = { ...read(document), id, ...versionOf(row) };
    return { kind: "mapping_written", revision, mapping };
  };
}

function versionOf(row: VersionRow) {
  return { revision: row.revision, createdAt: row.created_at, updatedAt: row.written_at };
}
