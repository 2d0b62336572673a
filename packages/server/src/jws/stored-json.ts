/**
 * JSON that this program wrote itself and stored. It needs no checks against its author, but it holds names
 * that strangers chose, so `JSON.parse` alone cannot be trusted with it (see `strict-json.ts`).
 */

import { storedJsonLimits } from "./json-limits.ts";
import { readJson } from "./json-reader.ts";
import { isPlainlyNamed } from "./strict-json.ts";

/**
 * Reads back what was stored.
 * @typeParam Stored what the same program wrote; not checked again
 * @throws SyntaxError when the text is not JSON any more: the stored row was altered or damaged
 */
export function readStoredJson<Stored>(text: string): Stored {
  if (!text.includes("\\") || isPlainlyNamed(text, storedJsonLimits)) return JSON.parse(text);
  const read = readJson(text, storedJsonLimits);
  if (!read.ok) throw new SyntaxError(`A stored document cannot be read: ${read.problem.detail}.`);
  return read.value as Stored;
}
