/**
 * Values inside sentences. Claims and names come from strangers; in a sentence they must not be able to
 * forge a line, hide text or drown the rest of it.
 */

import { show } from "../refusal.ts";
import type { JsonValue } from "../terms.ts";

/** Long enough for a subject or a URL, short enough that two of them fit into one sentence. */
const longestQuote = 120;

/** Strings in quotation marks, everything else as JSON; invisible characters escaped, long text cut. */
export function quote(value: JsonValue, longest = longestQuote): string {
  const text = cut(show(value), longest);
  return typeof value === "string" ? `"${text}"` : text;
}

/** Text of at most so many characters; an ellipsis stands for the rest. */
export function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
