/**
 * What the classes of a regular expression cost before any text is searched. To make a class that is blind to letter
 * case the engine goes through every character of its ranges, and one of Unicode's classes is hundreds of ranges: a few
 * characters of an expression can be hundreds of thousands of those. A repetition makes its class once; what it costs to
 * repeat it is told by regex-size.ts.
 */

import { maxRangesWrittenOut, rangesWrittenOut } from "./regex-size.ts";

/** Long enough for lists of names; short enough that compiling and matching stay quick. */
export const maxRegexCharacters = 512;

/** However short an expression is; for each of its characters. */
const stepsForAny = 5_000;
const stepsForEach = 100;

/** Some six milliseconds. Room for every letter with a case there is, once, or for sixteen classes of Unicode's. */
export const maxCharactersInClasses = 150_000;

/** What the largest of Unicode's classes comes to, and without regard to letter case. */
const ofUnicodeClass = { asItStands: 1_500, folded: 9_000 };

/** The first and the last character that has another letter case. */
const cased = { first: 0x41, last: 0x1e943 };

/** Groups of flags with `i` among those that are set. */
const folding = /\(\?[a-zA-Z]*i/;

/** A quoted run, a class of Unicode's, another escape, or a class, without its brackets. */
const parts = /\\Q[\s\S]*?(?:\\E|$)|(\\[pP])|\\[\s\S]|\[(\^?\]?(?:\[:\^?\w*:\]|\\[\s\S]|[^\]\\])*)\]/g;

/** Of two characters, each as itself or as an escape. */
const ranges =
  /(\\x\{[\da-fA-F]+\}|\\x[\da-fA-F]{2}|\\[0-7]{1,3}|\\?[\s\S])-(\\x\{[\da-fA-F]+\}|\\x[\da-fA-F]{2}|\\[0-7]{1,3}|\\?[\s\S])/gu;
const unicodeClasses = /\\[pP]/g;

/** How many there are, more or less; every class counts as blind to case where one may be. */
export function charactersInClasses(source: string): number {
  const isFolded = folding.test(source);
  const each = isFolded ? ofUnicodeClass.folded : ofUnicodeClass.asItStands;
  let characters = 0;
  for (const [, unicodeClass, content] of source.matchAll(parts)) {
    if (unicodeClass !== undefined) characters += each;
    if (content === undefined) continue;
    characters += each * [...content.matchAll(unicodeClasses)].length;
    if (isFolded) characters += charactersInRanges(content);
  }
  return characters;
}

/** What it may take to compile an expression that is not remembered, in the steps of `stepsPerToken`. */
export function stepsToCompile(source: string): number {
  // A longer one is refused unread, one that comes to more ranges uncompiled.
  if (source.length > maxRegexCharacters) return stepsForAny;
  const ranges = rangesWrittenOut(source);
  if (ranges > maxRangesWrittenOut) return stepsForAny;
  return stepsForAny + stepsForEach * source.length + charactersInClasses(source) + ranges;
}

/** Those of the ranges that stand in a class. */
function charactersInRanges(content: string): number {
  let characters = 0;
  for (const [, first = "", last = ""] of content.matchAll(ranges)) {
    const from = Math.max(codePointOf(first), cased.first);
    const to = Math.min(codePointOf(last), cased.last);
    characters += Math.max(0, to - from + 1);
  }
  return characters;
}

/** Of a character that is written as itself, or as an escape by its number. */
function codePointOf(written: string): number {
  const [, hexadecimal] = /^\\x\{?([\da-fA-F]+)\}?$/.exec(written) ?? [];
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  const [, octal] = /^\\([0-7]+)$/.exec(written) ?? [];
  return octal === undefined
    ? (written.replace(/^\\(?=.)/s, "").codePointAt(0) ?? 0)
    : Number.parseInt(octal, 8);
}
