/**
 * The hash chain over exchange records. Each writer has a stream of links, one link per committed
 * batch; a link's hash covers the link before it and the exact text of its records. Details enter only
 * as a salted digest inside the record, so erasing them leaves every hash as it was and reveals nothing
 * by guessing. All functions are pure.
 */

import { hash } from "node:crypto";
import type { ChainLinkRow, ConfigurationLinkRow, DetailsRow, ExchangeRow } from "./schema.ts";

/** The hash before the first link of a stream. */
export const genesisHash = "";

export function sha256(text: string): string {
  return hash("sha256", text, "base64url");
}

/** Digest of a record's details; the salt keeps it from confirming a guess once they are erased. */
export function detailsDigest({ salt, document }: Pick<DetailsRow, "salt" | "document">): string {
  return sha256(linesOf(salt, document));
}

/** Digest of a batch: the ids and texts of its records, in order. */
export function contentOf(records: readonly Pick<ExchangeRow, "id" | "record">[]): string {
  let lines = "";
  for (const { id, record } of records) lines += linesOf(id, record);
  return sha256(lines);
}

/**
 * An id or a salt, and JSON text as the store writes it: neither has a line feed. So lines that are as many as
 * were written, which the link says of its records, can be cut in one way only.
 */
function linesOf(name: string, json: string): string {
  return `${name}\n${json}\n`;
}

/** The hash of a link, which stands for everything in its stream up to it. */
export function linkHash(link: Omit<ChainLinkRow, "hash">, previous: string): string {
  return sha256(JSON.stringify([link.stream, link.sequence, previous, link.at, link.records, link.content]));
}

/** The hash of a revision's link, which stands for the whole configuration up to it. */
export function configurationHash(link: Omit<ConfigurationLinkRow, "hash">, previous: string): string {
  return sha256(JSON.stringify([link.revision, previous, link.epochs, link.content]));
}
