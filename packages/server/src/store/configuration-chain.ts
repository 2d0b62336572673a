/**
 * The chain over the configuration: one link for each revision, over the versions it wrote and the epochs of
 * revocation it set, written in the same transaction. A program that knows nothing of it leaves gaps, which are
 * made up for in small steps (`linkConfiguration`).
 */

import type { Kysely } from "kysely";
import { configurationHash, genesisHash, sha256 } from "./chain.ts";
import type { ConfigurationLinkRow, ConfiguredKind, EpochRow, Schema, VersionRow } from "./schema.ts";

/** Revisions linked in one step, so that other writes get their turn. */
const stepRevisions = 200;

/** What of a version is chained. */
export type ChainedVersion = Omit<VersionRow, "digest"> & {
  readonly kind: ConfiguredKind;
  readonly provider_id: string | null;
};

/** Adds the link of a revision, unless links before it are missing: those come first. */
export async function linkRevision(db: Kysely<Schema>, revision: number): Promise<void> {
  const last = await lastLink(db);
  if (last.revision === revision - 1) await appendLinks(db, revision, revision, last.hash);
}

/** Links revisions that were written without. @returns how many it linked, at most a step's worth */
export async function linkConfiguration(db: Kysely<Schema>): Promise<number> {
  const current = await lockConfiguration(db);
  const last = await lastLink(db);
  const until = Math.min(current, last.revision + stepRevisions);
  if (until <= last.revision) return 0;
  await appendLinks(db, last.revision + 1, until, last.hash);
  return until - last.revision;
}

/**
 * Waits for changes of the configuration under way, and for whoever else locks it, and holds up later ones until
 * the transaction ends, as every change does.
 * @returns the current revision
 */
export async function lockConfiguration(db: Kysely<Schema>): Promise<number> {
  const { value } = await db
    .updateTable("configuration_revision")
    .set(({ ref }) => ({ value: ref("value") }))
    .returning("value")
    .executeTakeFirstOrThrow();
  return value;
}

async function lastLink(db: Kysely<Schema>): Promise<Pick<ConfigurationLinkRow, "revision" | "hash">> {
  const last = await db
    .selectFrom("configuration_links")
    .select(["revision", "hash"])
    .orderBy("revision", "desc")
    .limit(1)
    .executeTakeFirst();
  return last ?? { revision: 0, hash: genesisHash };
}

/** A fixed number of statements: an older program may have left 100 000 revisions to be linked. */
async function appendLinks(db: Kysely<Schema>, first: number, last: number, previous: string): Promise<void> {
  const versions = await versionsBetween(db, first, last);
  const epochs = await epochsBetween(db, first, last);
  const links: ConfigurationLinkRow[] = [];
  for (let revision = first; revision <= last; revision += 1) {
    const link = {
      revision,
      epochs: JSON.stringify((epochs.get(revision) ?? []).map(chainedEpoch)),
      content: configurationContent(versions.get(revision) ?? []),
    };
    links.push({ ...link, hash: configurationHash(link, links.at(-1)?.hash ?? previous) });
  }
  await db.insertInto("configuration_links").values(links).execute();
}

/** The digest of what a revision wrote; the versions in the order of `versionsBetween`. */
export function configurationContent(versions: readonly ChainedVersion[]): string {
  return sha256(
    JSON.stringify(
      versions.map((one) => [
        one.kind,
        one.id,
        one.provider_id,
        one.document,
        one.author,
        one.created_at,
        one.written_at,
      ]),
    ),
  );
}

/** What each of these revisions wrote: its provider, then its mappings by id, or its project, or what it wrote of the directory. */
export async function versionsBetween(
  db: Kysely<Schema>,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, readonly ChainedVersion[]>> {
  const mappings = await db
    .selectFrom("mapping_versions")
    .selectAll()
    .where("revision", ">=", first)
    .where("revision", "<=", last)
    .orderBy("id")
    .execute();
  const versions: readonly ChainedVersion[] = [
    ...(await versionsOf(db, "provider", first, last)),
    ...mappings.map((version) => ({ ...version, kind: "mapping" as const })),
    ...(await versionsOf(db, "project", first, last)),
    ...(await versionsOf(db, "directory", first, last)),
  ];
  return Map.groupBy(versions, ({ revision }) => revision);
}

/** Of a kind whose versions belong to no provider. */
async function versionsOf(
  db: Kysely<Schema>,
  kind: Exclude<ConfiguredKind, "mapping">,
  first: number,
  last: number,
): Promise<readonly ChainedVersion[]> {
  const versions = await db
    .selectFrom(`${kind}_versions`)
    .selectAll()
    .where("revision", ">=", first)
    .where("revision", "<=", last)
    .orderBy("id")
    .execute();
  return versions.map((version) => ({ ...version, kind, provider_id: null }));
}

/** The epochs that stand as each of these revisions set them. */
async function epochsBetween(
  db: Kysely<Schema>,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, readonly EpochRow[]>> {
  const epochs = await db
    .selectFrom("revocation_epochs")
    .selectAll()
    .where("revision", ">=", first)
    .where("revision", "<=", last)
    .orderBy("kind")
    .orderBy("id")
    .execute();
  return Map.groupBy(epochs, ({ revision }) => revision);
}

/** What of an epoch is chained, in this order of members. */
function chainedEpoch({ kind, id, not_before, set_at, set_by }: EpochRow) {
  return { kind, id, not_before, set_at, set_by };
}
