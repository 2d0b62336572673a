/** Reads the JSON in which Terraform hands over states that are to be upgraded or moved. */

import { parse } from "lossless-json";

/** A state is Terraform's own file; one object of it that is larger is none of ours. In bytes. */
const largest = 16 * 1024 * 1024;

/**
 * @returns the value; undefined when the bytes are no JSON, too many, or nested beyond all measure. A number that
 *   JavaScript cannot hold comes out as one that is not safe either, so that nobody takes it for exact.
 */
export function readStateJson(bytes: Uint8Array): unknown {
  if (bytes.length > largest) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parse(text, undefined, { parseNumber: Number });
  } catch {
    return undefined;
  }
}
