/**
 * Walks one stream of the hash chain link by link, from its anchor to its head, wherever the links come from:
 * a database, or a file that was exported from one. Pure; it stops at the first thing that does not hold.
 */

import { contentOf, detailsDigest, linkHash } from "./chain.ts";
import { type RecordText, readRecordText } from "./exchange-record.ts";
import type { ChainLinkRow, ChainStreamRow, DetailsRow, ExchangeRow } from "./schema.ts";
import type { ChainBreak } from "./store.ts";

/** What is known of a chain from elsewhere, and may speak against what is found. */
export interface ChainWitness {
  /** @returns what speaks against where a stream begins or ends, or null */
  ofEnds(ends: ChainStreamRow): ChainBreak | null;
  /** @returns what speaks against a link that is sound by itself, or null */
  ofLink(link: ChainLinkRow): string | null;
}

/** Knows nothing. */
export const noWitness: ChainWitness = { ofEnds: () => null, ofLink: () => null };

/** A record as the chain covers it; its details unless they were erased. */
export type ChainedText = Pick<ExchangeRow, "id" | "record"> & {
  readonly details: Pick<DetailsRow, "salt" | "document"> | null;
};

/** How much of a stream holds, and what does not. */
export interface StreamFindings {
  readonly stream: string;
  readonly links: number;
  readonly records: number;
  readonly broken: ChainBreak | null;
}

export interface StreamWalk {
  /** The link that holds and after which the next one is due. */
  last(): { readonly sequence: number; readonly hash: string };
  /** Whether everything so far holds. */
  goesOn(): boolean;
  /**
   * @param records of the link, in order; null: they were left out, and the link stands for them
   * @returns whether everything so far holds
   */
  step(link: ChainLinkRow, records: readonly ChainedText[] | null): boolean;
  /** Ends the walk with something that does not hold. */
  fail(sequence: number, detail: string): void;
  /** Call at the end of what there is. */
  findings(): StreamFindings;
}

export function walkStream(ends: ChainStreamRow, witness: ChainWitness): StreamWalk {
  const { stream } = ends;
  let previous = { sequence: ends.anchor_sequence, hash: ends.anchor_hash };
  let records = 0;
  let broken = witness.ofEnds(ends);
  const fail = (sequence: number, detail: string) => {
    broken ??= { stream, sequence, detail };
    return false;
  };
  return {
    last: () => previous,
    goesOn: () => broken === null,
    step(link, texts) {
      if (link.sequence !== previous.sequence + 1) return fail(previous.sequence + 1, "the link is missing");
      const fault = faultOf(link, previous.hash, texts) ?? witness.ofLink(link);
      if (fault !== null) return fail(link.sequence, fault);
      previous = link;
      records += texts?.length ?? 0;
      return broken === null;
    },
    fail,
    findings() {
      if (previous.sequence < ends.head_sequence) fail(previous.sequence + 1, "the link is missing");
      else if (previous.hash !== ends.head_hash) {
        fail(previous.sequence, "the link is not the head its stream names");
      }
      return { stream, links: previous.sequence - ends.anchor_sequence, records, broken };
    },
  };
}

/** What is wrong with a link or its records, or null. */
function faultOf(
  link: ChainLinkRow,
  previous: string,
  records: readonly ChainedText[] | null,
): string | null {
  if (records !== null && records.length !== link.records) {
    return `it was written with ${link.records} records and holds ${records.length}`;
  }
  if (records !== null && contentOf(records) !== link.content) return "its records were changed";
  if (linkHash(link, previous) !== link.hash) return "the link was changed, or follows another one";
  const foreign = records?.find(({ record }) => recordTextOrNull(record) === null);
  if (foreign !== undefined) return `${foreign.id} is no record`;
  const altered = records?.find(
    ({ record, details }) =>
      details !== null && detailsDigest(details) !== recordTextOrNull(record)?.detailsDigest,
  );
  return altered === undefined ? null : `the details of record ${altered.id} were changed`;
}

/** The chain covers whatever text was written; that it is a record is for the reader to see. */
function recordTextOrNull(record: string): RecordText | null {
  try {
    return readRecordText(record);
  } catch {
    return null;
  }
}
