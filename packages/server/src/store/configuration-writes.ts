/**
 * Changes of the configuration. Every function takes the revision row first and holds it until its
 * transaction ends, so writers on all nodes stand in one line, revisions become visible in order, and
 * what is checked here is still true when it is written. Versions are only ever added.
 */

import { type Kysely, sql } from "kysely";
import type { Written } from "../core/configuring/configuration.ts";
import { issuerOf } from "../core/directory/providers.ts";
import type { EpochSeconds, Mapping, MappingDraft, Provider, ProviderDraft } from "../core/terms.ts";
import { readStoredJson } from "../jws/stored-json.ts";
import { moveRevision, nextRevision } from "./revision.ts";
import { setEpoch } from "./revocations.ts";
import { versionOf, withDigest } from "./row-digest.ts";
import type { ConfiguredKind, Schema } from "./schema.ts";

/** Who writes, and when. */
export interface Authorship {
  readonly by: string;
  readonly at: EpochSeconds;
}
export interface Creation<Draft> extends Authorship {
  readonly id: string;
  readonly draft: Draft;
}
export interface Deletion extends Authorship {
  readonly id: string;
  /** The revision the caller saw (`If-Match`); null: whatever there is. */
  readonly expectedRevision: number | null;
}
export interface Replacement<Draft> extends Deletion {
  readonly draft: Draft;
}

export const notFound = { ok: false, conflict: "not_found" } as const;
export const alreadyExists = { ok: false, conflict: "already_exists" } as const;
export const stale = { ok: false, conflict: "stale" } as const;

export async function createProvider(
  db: Kysely<Schema>,
  { id, draft, by, at }: Creation<ProviderDraft>,
): Promise<Written<Provider>> {
  const revision = await nextRevision(db);
  if ((await providerNamed(db, draft.name)) !== undefined) return alreadyExists;
  await db.insertInto("providers").values({ id, name: draft.name, revision }).execute();
  return writeProvider(db, { ...draft, id, revision, createdAt: at, updatedAt: at }, draft, by);
}

/** Disabling a provider ends its tokens with it, and so does another issuer: they are none of its. */
export async function replaceProvider(
  db: Kysely<Schema>,
  { id, draft, expectedRevision, by, at }: Replacement<ProviderDraft>,
): Promise<Written<Provider>> {
  const revision = await nextRevision(db);
  const current = await currentProvider(db, id);
  if (current === undefined) return notFound;
  if (expectedRevision !== null && expectedRevision !== current.revision) return stale;
  const named = await providerNamed(db, draft.name);
  if (named !== undefined && named.id !== id) return alreadyExists;
  await db.updateTable("providers").set({ name: draft.name, revision }).where("id", "=", id).execute();
  if (isEnding(current, draft)) {
    await setEpoch(db, { target: { kind: "provider", id }, by, at }, revision);
  }
  const provider = { ...draft, id, revision, createdAt: current.created_at, updatedAt: at };
  return writeProvider(db, provider, draft, by);
}

export async function deleteProvider(
  db: Kysely<Schema>,
  { id, expectedRevision, by, at }: Deletion,
): Promise<Written<void>> {
  const revision = await nextRevision(db);
  const current = await currentProvider(db, id);
  if (current === undefined) return notFound;
  if (expectedRevision !== null && expectedRevision !== current.revision) return stale;
  await endMappings(db, ["mappings.provider_id", "=", id], revision, { by, at });
  await db.deleteFrom("providers").where("id", "=", id).execute();
  await db
    .insertInto("provider_versions")
    .values({ id, revision, document: null, author: by, created_at: current.created_at, written_at: at })
    .execute();
  await conclude(db, revision, "provider", id);
  return { ok: true, value: undefined, changes: [{ kind: "provider_deleted", revision, id }] };
}

export async function createMapping(
  db: Kysely<Schema>,
  { id, draft, by, at }: Creation<MappingDraft>,
): Promise<Written<Mapping>> {
  const revision = await nextRevision(db);
  if ((await currentProvider(db, draft.providerId)) === undefined) return notFound;
  if ((await mappingNamed(db, draft)) !== undefined) return alreadyExists;
  await db
    .insertInto("mappings")
    .values({ id, provider_id: draft.providerId, project: draft.project, name: draft.name, revision })
    .execute();
  return writeMapping(db, { ...draft, id, revision, createdAt: at, updatedAt: at }, draft, by);
}

export async function replaceMapping(
  db: Kysely<Schema>,
  { id, draft, expectedRevision, by, at }: Replacement<MappingDraft>,
): Promise<Written<Mapping>> {
  const revision = await nextRevision(db);
  const current = await currentMapping(db, id);
  if (current === undefined) return notFound;
  if (expectedRevision !== null && expectedRevision !== current.revision) return stale;
  if ((await currentProvider(db, draft.providerId)) === undefined) return notFound;
  const named = await mappingNamed(db, draft);
  if (named !== undefined && named.id !== id) return alreadyExists;
  await db
    .updateTable("mappings")
    .set({ provider_id: draft.providerId, project: draft.project, name: draft.name, revision })
    .where("id", "=", id)
    .execute();
  const mapping = { ...draft, id, revision, createdAt: current.created_at, updatedAt: at };
  return writeMapping(db, mapping, draft, by);
}

export async function deleteMapping(
  db: Kysely<Schema>,
  { id, expectedRevision, by, at }: Deletion,
): Promise<Written<void>> {
  const revision = await nextRevision(db);
  const current = await currentMapping(db, id);
  if (current === undefined) return notFound;
  if (expectedRevision !== null && expectedRevision !== current.revision) return stale;
  await endMappings(db, ["mappings.id", "=", id], revision, { by, at });
  await conclude(db, revision, "mapping", id);
  return { ok: true, value: undefined, changes: [{ kind: "mapping_deleted", revision, id }] };
}

/** Moves the revision on and notes what changed in it. */
export async function conclude(
  db: Kysely<Schema>,
  revision: number,
  kind: ConfiguredKind,
  id: string,
): Promise<void> {
  await moveRevision(db, revision);
  await db.insertInto("changes").values({ revision, kind, id }).execute();
}

function providerNamed(db: Kysely<Schema>, name: string) {
  return db.selectFrom("providers").select("id").where("name", "=", name).executeTakeFirst();
}

function mappingNamed(db: Kysely<Schema>, { providerId, project, name }: MappingDraft) {
  return db
    .selectFrom("mappings")
    .select("id")
    .where("provider_id", "=", providerId)
    .where("project", "is not distinct from", project)
    .where("name", "=", name)
    .executeTakeFirst();
}

function currentProvider(db: Kysely<Schema>, id: string) {
  return db
    .selectFrom("providers")
    .innerJoin("provider_versions as version", (join) =>
      join.onRef("version.id", "=", "providers.id").onRef("version.revision", "=", "providers.revision"),
    )
    .select(["providers.revision", "version.created_at", "version.document"])
    .where("providers.id", "=", id)
    .executeTakeFirst();
}

/** Whether the provider that becomes this takes tokens now that it would not take any more. */
function isEnding({ document }: { readonly document: string | null }, draft: ProviderDraft): boolean {
  if (document === null) return false;
  const before = readStoredJson<ProviderDraft>(document);
  return before.enabled && (!draft.enabled || issuerOf(draft) !== issuerOf(before));
}

function currentMapping(db: Kysely<Schema>, id: string) {
  return db
    .selectFrom("mappings")
    .innerJoin("mapping_versions as version", (join) =>
      join.onRef("version.id", "=", "mappings.id").onRef("version.revision", "=", "mappings.revision"),
    )
    .select(["mappings.id", "mappings.revision", "mappings.provider_id", "version.created_at"])
    .where("mappings.id", "=", id)
    .executeTakeFirst();
}

async function writeProvider(
  db: Kysely<Schema>,
  provider: Provider,
  draft: ProviderDraft,
  author: string,
): Promise<Written<Provider>> {
  const { id, revision } = provider;
  const version = versionOf({ ...provider, author }, draft);
  await db.insertInto("provider_versions").values(withDigest(version)).execute();
  await conclude(db, revision, "provider", id);
  return { ok: true, value: provider, changes: [{ kind: "provider_written", revision, provider }] };
}

async function writeMapping(
  db: Kysely<Schema>,
  mapping: Mapping,
  draft: MappingDraft,
  author: string,
): Promise<Written<Mapping>> {
  const { id, revision } = mapping;
  const version = { ...versionOf({ ...mapping, author }, draft), provider_id: draft.providerId };
  await db.insertInto("mapping_versions").values(withDigest(version)).execute();
  await conclude(db, revision, "mapping", id);
  return { ok: true, value: mapping, changes: [{ kind: "mapping_written", revision, mapping }] };
}

/**
 * Ends one mapping or all of a provider; a fixed number of statements, whatever their number. What changed is
 * noted by the caller: once, also for a provider of 100 000 mappings.
 */
async function endMappings(
  db: Kysely<Schema>,
  which: readonly ["mappings.id" | "mappings.provider_id", "=", string],
  revision: number,
  { by, at }: Authorship,
): Promise<void> {
  const ending = db.selectFrom("mappings").where(...which);
  await db
    .insertInto("mapping_versions")
    .columns(["id", "revision", "provider_id", "document", "author", "created_at", "written_at"])
    .expression(
      ending
        .innerJoin("mapping_versions as version", (join) =>
          join.onRef("version.id", "=", "mappings.id").onRef("version.revision", "=", "mappings.revision"),
        )
        .select([
          "mappings.id",
          sql<number>`cast(${revision} as bigint)`.as("revision"),
          "mappings.provider_id",
          sql<null>`cast(null as text)`.as("document"),
          sql<string>`cast(${by} as text)`.as("author"),
          "version.created_at",
          sql<number>`cast(${at} as bigint)`.as("written_at"),
        ]),
    )
    .execute();
  await db.deleteFrom("mappings").where("id", "in", ending.select("mappings.id")).execute();
}
