/**
 * Exports the audit chain as of one moment, a page at a time, while servers go on writing. Links outside the
 * range that is asked for, and revisions, stand there without their records: the chain is whole all the same.
 */

import type { Kysely } from "kysely";
import type { EpochSeconds } from "../core/terms.ts";
import { linksAfter, recordsOf, slices } from "../store/chain-reading.ts";
import { type ChainedVersion, versionsBetween } from "../store/configuration-chain.ts";
import { requireKnownTables } from "../store/migrate.ts";
import type { ChainLinkRow, ChainStreamRow, ConfigurationLinkRow, Schema } from "../store/schema.ts";
import {
  type ExportLine,
  type ExportRange,
  embedded,
  exportFormat,
  exportVersion,
  isWithin,
} from "./export-lines.ts";

/** Revisions read at a time. */
const pageRevisions = 50;

export interface ExportOptions extends ExportRange {
  /** Whether to export claims, grants and requests, unless they were erased. */
  readonly details: boolean;
  readonly now: EpochSeconds;
}

export interface ExportSize {
  readonly lines: number;
  readonly records: number;
}

/**
 * The text of an export, some lines at a time.
 * @returns how much it was
 * @throws NewerDatabase where the export would not hold all; the database's error
 */
export async function* exportText(
  db: Kysely<Schema>,
  options: ExportOptions,
): AsyncGenerator<string, ExportSize> {
  await requireKnownTables(db);
  let lines = 0;
  let records = 0;
  for await (const some of exportLines(db, options)) {
    lines += some.length;
    records += some.filter(({ kind }) => kind === "record").length;
    yield some.map((line) => `${JSON.stringify(line)}\n`).join("");
  }
  yield `${JSON.stringify({ kind: "end", lines } satisfies ExportLine)}\n`;
  return { lines: lines + 1, records };
}

export async function* exportLines(
  db: Kysely<Schema>,
  options: ExportOptions,
): AsyncGenerator<readonly ExportLine[]> {
  const moment = await db
    .startTransaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute();
  try {
    yield [await headerLine(moment, options)];
    const checkpoints = await moment.selectFrom("audit_checkpoints").select("text").orderBy("id").execute();
    yield checkpoints.map(({ text }) => ({ kind: "checkpoint", checkpoint: text }));
    yield* revisionLines(moment, options);
    const streams = await moment.selectFrom("chain_streams").selectAll().orderBy("stream").execute();
    for (const stream of streams) yield* streamLines(moment, stream, options);
  } finally {
    await moment.rollback().execute();
  }
}

async function headerLine(db: Kysely<Schema>, options: ExportOptions): Promise<ExportLine> {
  const instance = await db
    .selectFrom("facts")
    .select("value")
    .where("name", "=", "instance_id")
    .executeTakeFirst();
  const { value: revision } = await db
    .selectFrom("configuration_revision")
    .select("value")
    .executeTakeFirstOrThrow();
  const { now, since, until, details } = options;
  return {
    kind: "header",
    format: exportFormat,
    version: exportVersion,
    exported_at: now,
    instance: instance?.value ?? null,
    revision,
    since,
    until,
    details,
  };
}

async function* revisionLines(db: Kysely<Schema>, range: ExportRange): AsyncGenerator<readonly ExportLine[]> {
  for (let last = 0; ; ) {
    const links = await db
      .selectFrom("configuration_links")
      .selectAll()
      .where("revision", ">", last)
      .orderBy("revision")
      .limit(pageRevisions)
      .execute();
    const [first, final] = [links[0], links.at(-1)];
    if (first === undefined || final === undefined) return;
    const versions = await versionsBetween(db, first.revision, final.revision);
    yield links.flatMap((link) => linesOfRevision(link, versions.get(link.revision) ?? [], range));
    last = final.revision;
  }
}

function linesOfRevision(
  link: ConfigurationLinkRow,
  versions: readonly ChainedVersion[],
  range: ExportRange,
): readonly ExportLine[] {
  const { revision, epochs, content, hash } = link;
  const line = { kind: "revision", revision, epochs, content, hash } as const;
  if (!versions.every((one) => isWithin(range, one.written_at))) return [{ ...line, left_out: true }];
  return [line, ...versions.map(versionLine)];
}

function versionLine(version: ChainedVersion): ExportLine {
  const { kind, id, provider_id, document, author, created_at, written_at } = version;
  const text = document === null ? null : embedded(document);
  return { kind: "version", of: kind, id, provider_id, document: text, author, created_at, written_at };
}

async function* streamLines(
  db: Kysely<Schema>,
  ends: ChainStreamRow,
  options: ExportOptions,
): AsyncGenerator<readonly ExportLine[]> {
  const { stream } = ends;
  yield [
    {
      kind: "stream",
      stream,
      anchor: { sequence: ends.anchor_sequence, hash: ends.anchor_hash },
      head: { sequence: ends.head_sequence, hash: ends.head_hash },
    },
  ];
  for (let last = ends.anchor_sequence; ; ) {
    const links = await linksAfter(db, stream, last, ends.head_sequence);
    const final = links.at(-1);
    if (final === undefined) return;
    for (const slice of slices(links)) yield await linkLines(db, stream, slice, options);
    last = final.sequence;
  }
}

async function linkLines(
  db: Kysely<Schema>,
  stream: string,
  links: readonly ChainLinkRow[],
  { details, ...range }: ExportOptions,
): Promise<readonly ExportLine[]> {
  const wanted = links.filter((link) => isWithin(range, link.at));
  const records = wanted.length === 0 ? null : await recordsOf(db, stream, wanted);
  return links.flatMap((link): readonly ExportLine[] => {
    const { stream: _, ...own } = link;
    const line = { kind: "link", ...own } as const;
    if (!isWithin(range, link.at)) return [{ ...line, left_out: true }];
    const texts = records?.get(link.sequence) ?? [];
    return [line, ...texts.map((record) => recordLine(record, details))];
  });
}

type StoredRecord = {
  readonly id: string;
  readonly record: string;
  readonly salt: string | null;
  readonly document: string | null;
};

function recordLine({ id, record, salt, document }: StoredRecord, withDetails: boolean): ExportLine {
  const line = { kind: "record", id, record: embedded(record) } as const;
  if (!withDetails || salt === null || document === null) return line;
  return { ...line, details: { salt, document: embedded(document) } };
}
