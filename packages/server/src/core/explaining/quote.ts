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

/** So much of what two texts share stays before the place where they part, to know it by. */
const sharedKept = 8;

/**
 * Two texts in quotation marks, each cut to so many characters. What long ones share goes first: subjects of one
 * organization begin alike, and only where they part do they say which is which.
 */
export function quoteApart(one: string, other: string, longest: number): readonly [string, string] {
  const long = one.length > longest || other.length > longest;
  const skipped = long ? sharedLength(one, other) - sharedKept : 0;
  const shorten = (text: string) => `"${cut(skipped > 0 ? `…${text.slice(skipped)}` : text, longest)}"`;
  return [shorten(one), shorten(other)];
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Text of at most so many characters; an ellipsis stands for the rest. */
export function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
