/**
 * Values inside sentences. Claims and names come from strangers; in a sentence they must not be able to
 * forge a line, hide text or drown the rest of it.
 */

import { show } from "./refusal.ts";
import type { JsonValue } from "./terms.ts";

/** Long enough for a subject or a URL, short enough that two of them fit into one sentence. */
const longestQuote = 120;

/** Strings in quotation marks, everything else as JSON; invisible characters escaped, long text cut. */
export function quote(value: JsonValue): string {
  const text = typeof value === "string" ? `"${cut(value)}"` : cut(JSON.stringify(value));
  return show(text);
}

function cut(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote - 1)}…` : text;
}
