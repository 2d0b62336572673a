/**
 * Recomputes the hash chain of every stream from its rows and names the first link that does not hold.
 * It reads in small pieces and lets other work in between, so it can run beside the exchanges; each
 * stream is checked up to the head it had when its turn came.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import { type ChainedRecord, linksAfter, recordsOf, slices } from "./chain-reading.ts";
import {
  type ChainedText,
  type ChainWitness,
  noWitness,
  type StreamFindings,
  walkStream,
} from "./chain-walk.ts";
import { readRecordText } from "./exchange-record.ts";
import type { ChainStreamRow, Schema } from "./schema.ts";
import type { ChainBreak } from "./store.ts";

/** @returns how many links hold, and the first that does not, or null */
export async function verifyChain(
  db: Kysely<Schema>,
): Promise<{ readonly links: number; readonly broken: ChainBreak | null }> {
  let links = 0;
  for await (const findings of verifyStreams(db)) {
    links += findings.links;
    if (findings.broken !== null) return { links, broken: findings.broken };
  }
  return { links, broken: null };
}

/** Verifies one stream after another, each up to the first thing in it that does not hold. */
export async function* verifyStreams(
  db: Kysely<Schema>,
  witness: ChainWitness = noWitness,
): AsyncGenerator<StreamFindings> {
  for (let stream = await streamAfter(db, ""); stream !== null; stream = await streamAfter(db, stream)) {
    yield await verifyStream(db, stream, witness);
  }
}

/** The next stream that any row names, be it a listed one or not. */
async function streamAfter(db: Kysely<Schema>, stream: string): Promise<string | null> {
  const first = (table: "chain_streams" | "chain_links" | "exchanges") =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.min<string | null>("stream").as("stream"))
      .where("stream", ">", stream)
      .executeTakeFirst();
  const rows = [await first("chain_streams"), await first("chain_links"), await first("exchanges")];
  const names = rows.flatMap((row) => row?.stream ?? []);
  return names.sort()[0] ?? null;
}

async function verifyStream(
  db: Kysely<Schema>,
  stream: string,
  witness: ChainWitness,
): Promise<StreamFindings> {
  const bounds = await streamBounds(db, stream);
  if (bounds === undefined) {
    const broken = { stream, sequence: 0, detail: "the stream of these rows is not listed" };
    return { stream, links: 0, records: 0, broken };
  }
  const findings = await verifyLinks(db, bounds, witness);
  if (findings.broken === null) return findings;
  // Retention may have removed links while they were being read; then the anchor has moved.
  const after = await streamBounds(db, stream);
  const moved = after !== undefined && after.anchor_sequence !== bounds.anchor_sequence;
  return moved ? verifyStream(db, stream, witness) : findings;
}

interface StreamBounds extends ChainStreamRow {
  readonly first_link: number | null;
  readonly last_link: number | null;
  readonly first_record: number | null;
  readonly last_record: number | null;
}

/** A stream's two ends, and the outermost rows that name it, all as of one moment. */
function streamBounds(db: Kysely<Schema>, stream: string): Promise<StreamBounds | undefined> {
  const links = db.selectFrom("chain_links").where("stream", "=", stream);
  const records = db.selectFrom("exchanges").where("stream", "=", stream);
  return db
    .selectFrom("chain_streams")
    .selectAll()
    .select([
      links.select(({ fn }) => fn.min<number | null>("sequence").as("value")).as("first_link"),
      links.select(({ fn }) => fn.max<number | null>("sequence").as("value")).as("last_link"),
      records.select(({ fn }) => fn.min<number | null>("sequence").as("value")).as("first_record"),
      records.select(({ fn }) => fn.max<number | null>("sequence").as("value")).as("last_record"),
    ])
    .where("stream", "=", stream)
    .executeTakeFirst();
}

/** A row outside the part of the stream that is kept; nothing the store does leaves one. */
function strayRow(bounds: StreamBounds): ChainBreak | null {
  const { stream, anchor_sequence: anchor, head_sequence: head } = bounds;
  const outside = [bounds.first_link, bounds.first_record, bounds.last_link, bounds.last_record].find(
    (sequence) => sequence !== null && (sequence <= anchor || sequence > head),
  );
  return typeof outside === "number"
    ? { stream, sequence: outside, detail: `it lies outside the stream's links ${anchor + 1} to ${head}` }
    : null;
}

async function verifyLinks(
  db: Kysely<Schema>,
  bounds: StreamBounds,
  witness: ChainWitness,
): Promise<StreamFindings> {
  const { stream, head_sequence } = bounds;
  const walk = walkStream(bounds, witness);
  const stray = strayRow(bounds);
  if (stray !== null) walk.fail(stray.sequence, stray.detail);
  while (walk.goesOn() && walk.last().sequence < head_sequence) {
    const links = await linksAfter(db, stream, walk.last().sequence, head_sequence);
    if (links.length === 0) break;
    for (const slice of slices(links)) {
      await nextTurn();
      const records = await recordsOf(db, stream, slice);
      for (const link of slice) {
        const rows = records.get(link.sequence) ?? [];
        if (!walk.step(link, rows.map(chainedText))) break;
        const altered = rows.find((row) => !hasItsColumns(row));
        if (altered !== undefined)
          walk.fail(link.sequence, `the columns of record ${altered.id} were changed`);
      }
      if (!walk.goesOn()) break;
    }
  }
  return walk.findings();
}

function chainedText({ id, record, salt, document }: ChainedRecord): ChainedText {
  return { id, record, details: salt === null || document === null ? null : { salt, document } };
}

/** Whether the columns that repeat what the text says still do. */
function hasItsColumns(row: ChainedRecord): boolean {
  const text = readRecordText(row.record);
  return (
    text.at === row.at &&
    text.providerId === row.provider_id &&
    text.reason === row.reason &&
    text.requestId === row.request_id
  );
}
