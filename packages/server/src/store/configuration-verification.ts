/**
 * Recomputes the chain over the configuration from its rows and names the first revision that does not hold.
 * Versions that no link covers yet, written by a program that knows nothing of links, are counted only.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import { z } from "zod";
import { readStoredJson } from "../jws/stored-json.ts";
import { configurationHash, genesisHash } from "./chain.ts";
import { type ChainedVersion, configurationContent, versionsBetween } from "./configuration-chain.ts";
import type { ConfigurationLinkRow, EpochRow, Schema } from "./schema.ts";

/** Revisions read at a time; one that ends a provider holds a version of each of its mappings. */
const pageRevisions = 50;

/** What is known of the configuration from elsewhere. @returns what speaks against a link, or null */
export type ConfigurationWitness = (link: Pick<ConfigurationLinkRow, "revision" | "hash">) => string | null;

export interface ConfigurationFindings {
  /** Revisions that hold. */
  readonly revisions: number;
  /** Revisions after them that no link covers yet. */
  readonly unlinked: number;
  readonly broken: { readonly revision: number; readonly detail: string } | null;
}

export async function verifyConfiguration(
  db: Kysely<Schema>,
  witness: ConfigurationWitness = () => null,
): Promise<ConfigurationFindings> {
  const { value: current } = await db
    .selectFrom("configuration_revision")
    .select("value")
    .executeTakeFirstOrThrow();
  let last = { revision: 0, hash: genesisHash };
  let standingEpochs = 0;
  const found = (detail: string | null, revision = last.revision + 1): ConfigurationFindings => ({
    revisions: last.revision,
    unlinked: detail === null ? current - last.revision : 0,
    broken: detail === null ? null : { revision, detail },
  });
  while (last.revision < current) {
    const until = Math.min(current, last.revision + pageRevisions);
    const links = await linksBetween(db, last.revision + 1, until);
    if (links.length === 0) break;
    await nextTurn();
    const versions = await versionsBetween(db, last.revision + 1, until);
    for (const link of links) {
      if (link.revision !== last.revision + 1) return found("its link is missing");
      const fault =
        linkFault(link, last.hash, versions.get(link.revision) ?? []) ??
        (await epochFault(db, link, () => {
          standingEpochs += 1;
        })) ??
        witness(link);
      if (fault !== null) return found(fault);
      last = link;
    }
  }
  const outside = await revisionOutside(db, current, last.revision);
  if (outside !== null) return found(outside.detail, outside.revision);
  return found(await epochsOutside(db, last.revision, standingEpochs), last.revision);
}

function linksBetween(db: Kysely<Schema>, first: number, last: number) {
  return db
    .selectFrom("configuration_links")
    .selectAll()
    .where("revision", ">=", first)
    .where("revision", "<=", last)
    .orderBy("revision")
    .execute();
}

/** What is wrong with a link or its versions, or null; null for versions: they were left out. */
export function linkFault(
  link: ConfigurationLinkRow,
  previous: string,
  versions: readonly ChainedVersion[] | null,
): string | null {
  if (versions !== null && configurationContent(versions) !== link.content)
    return "its versions were changed";
  return configurationHash(link, previous) === link.hash
    ? null
    : "its link was changed, or follows another one";
}

const chainedEpochs = z.array(
  z.object({
    kind: z.string(),
    id: z.string(),
    not_before: z.number(),
    set_at: z.number(),
    set_by: z.string(),
  }),
);

/**
 * An epoch only ever moves forward, and stands as the last revision that moved it has set it.
 * @param standing told of each that stands as this link's revision set it
 */
async function epochFault(
  db: Kysely<Schema>,
  link: ConfigurationLinkRow,
  standing: () => void,
): Promise<string | null> {
  for (const epoch of chainedEpochs.parse(readStoredJson<unknown>(link.epochs))) {
    const row: EpochRow | undefined = await db
      .selectFrom("revocation_epochs")
      .selectAll()
      .where((eb) => eb(eb.cast<string>("kind", "text"), "=", epoch.kind))
      .where("id", "=", epoch.id)
      .executeTakeFirst();
    const name = epoch.id === "" ? epoch.kind : `${epoch.kind} ${epoch.id}`;
    if (row === undefined) return `the epoch of revocation it set for ${name} is gone`;
    if (row.not_before < epoch.not_before || row.revision < link.revision) {
      return `the epoch of revocation it set for ${name} was moved back`;
    }
    if (row.revision > link.revision) continue;
    if (row.not_before !== epoch.not_before || row.set_at !== epoch.set_at || row.set_by !== epoch.set_by) {
      return `the epoch of revocation for ${name} was not set so`;
    }
    standing();
  }
  return null;
}

/** An epoch that stands as no revision has set it, where more stand than links have told of. */
async function epochsOutside(db: Kysely<Schema>, linked: number, standing: number): Promise<string | null> {
  const { count } = await db
    .selectFrom("revocation_epochs")
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .where("revision", "<=", linked)
    .executeTakeFirstOrThrow();
  return Number(count) > standing
    ? "an epoch of revocation that stands there was not set so by any revision"
    : null;
}

/** A version, change, link or epoch of a revision that was never reached, or of none; the store leaves no such row. */
async function revisionOutside(db: Kysely<Schema>, current: number, linked: number) {
  // Writes go on meanwhile: what is beyond counts only when the counter is still behind it.
  const tables = [
    "provider_versions",
    "mapping_versions",
    "project_versions",
    "directory_versions",
    "changes",
    "configuration_links",
    "revocation_epochs",
  ] as const;
  for (const table of tables) {
    const ends = await db
      .selectFrom(table)
      .select(({ fn, selectFrom }) => [
        fn.min<number | null>("revision").as("first"),
        fn.max<number | null>("revision").as("last"),
        selectFrom("configuration_revision").select("value").as("current"),
      ])
      .executeTakeFirstOrThrow();
    const reached = Math.max(current, ends.current ?? 0);
    const outside = [ends.first, ends.last].find(
      (revision) => revision !== null && (revision < 1 || revision > reached),
    );
    if (typeof outside === "number") {
      return { revision: outside, detail: `a row of ${table} names it, and the last revision is ${reached}` };
    }
  }
  if (linked === current) return null;
  const beyond = await db
    .selectFrom("configuration_links")
    .select("revision")
    .where("revision", ">", linked + 1)
    .where("revision", "<=", current)
    .limit(1)
    .executeTakeFirst();
  return beyond === undefined ? null : { revision: linked + 1, detail: "its link is missing" };
}
