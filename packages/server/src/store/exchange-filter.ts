/**
 * Which records a search of the log wants. What an index can find narrows the search; everything is judged on the
 * record itself, alike on every database. Texts are compared as they stand: nothing in them is a wildcard.
 */

import { lowerAscii } from "../core/letter-case.ts";
import type { ExchangeFilter, StoredExchange } from "./store.ts";
import { firstUuidOf } from "./uuid.ts";

/** Ids between which wanted records lie; they carry the time of writing. Null: open. */
export interface IdBounds {
  readonly from: string | null;
  /** Not included. */
  readonly to: string | null;
}

/** Records are written at most this long after the moment they carry, and after their reference id was made. */
const writtenWithinMs = 60_000;

export function idBounds({ since, until }: ExchangeFilter): IdBounds {
  return {
    from: since === undefined ? null : firstUuidOf(since * 1000),
    to: until === undefined ? null : firstUuidOf(until * 1000 + writtenWithinMs),
  };
}

/** The first group of a reference id is its time, to 65 seconds: so much of one is looked up in its place. */
const referenceBeginning = /^[0-9a-f]{8}(-[0-9a-f-]*)?$/i;
const unitMs = 0x1_0000;

/** Where the records lie whose reference id begins with the text; null: it is too short for that, or no such text. */
export function referenceBounds(text: string): IdBounds | null {
  if (!referenceBeginning.test(text)) return null;
  const from = Number.parseInt(text.slice(0, 8), 16) * unitMs;
  return { from: firstUuidOf(from), to: firstUuidOf(from + unitMs + writtenWithinMs) };
}

/** Whether the record is wanted. */
export function wantedBy(filter: ExchangeFilter): (record: StoredExchange) => boolean {
  const { providerId, outcome, reason, since, until, face, mapping, text } = filter;
  const accepts = filter.accepts ?? (() => true);
  const holdsText = text === undefined ? () => true : holding(text);
  return (record) =>
    (providerId === undefined || record.providerId === providerId) &&
    (outcome === undefined || (record.refusal === null) === (outcome === "issued")) &&
    (reason === undefined || record.refusal?.reason === reason) &&
    (since === undefined || record.at >= since) &&
    (until === undefined || record.at < until) &&
    (face === undefined || record.face === face) &&
    (mapping === undefined || record.mappingName === mapping) &&
    holdsText(record) &&
    accepts(record);
}

function holding(text: string): (record: StoredExchange) => boolean {
  const wanted = lowerAscii(text);
  return ({ subject, requestId }) =>
    (subject !== null && lowerAscii(subject).includes(wanted)) || lowerAscii(requestId).startsWith(wanted);
}
