/**
 * Dynamic patterns: `<match part>` or `<match part> | <rewrite part>`, which turn the value of one claim
 * into a name. In the match part `{{claim}}` stands for any run of characters of that claim's value, text
 * beside it must be in the value literally, and parentheses capture; the whole value must fit. In the
 * rewrite part `$0` is the value and `$1`, `$2`, … are the captures. A backslash takes the next character
 * literally. With a single wildcard there is only one way to fit, so matching is a comparison of both
 * ends: no engine, no backtracking. What a pattern produces is never read as a pattern again.
 */

import { memberAt, ownMember } from "../json.ts";
import type { Claims, JsonValue } from "../terms.ts";
import { type Parsed, parsed, unreadable } from "./parsed.ts";

export interface DynamicPattern {
  /** The one claim it reads: a member of that very name, or else a dotted path through nested objects. */
  readonly claim: string;
  /** @returns the rewritten value, or null when the value does not fit */
  rewrite(value: string): string | null;
}

/** A position in the value: so many characters from its start, or so many before its end. */
interface Mark {
  readonly from: "start" | "end";
  readonly characters: number;
}
interface Capture {
  readonly open: Mark;
  readonly close: Mark;
}
interface MatchPart {
  readonly claim: string;
  readonly prefix: string;
  readonly suffix: string;
  /** In the order of their opening parentheses; the first is the whole value. */
  readonly captures: readonly Capture[];
}
/** Literal text, or the number of a capture. */
type RewritePart = readonly (string | number)[];

/**
 * Reads a pattern.
 * @returns the pattern, or the first problem in it
 */
export function parseDynamicPattern(text: string): Parsed<DynamicPattern> {
  const bar = indexOfBare(text, "|");
  const match = parseMatchPart((bar < 0 ? text : text.slice(0, bar)).trim());
  if (!match.ok) return match;
  const { claim, prefix, suffix, captures } = match.value;
  const rewritten = bar < 0 ? "$0" : text.slice(bar + 1).trim();
  const rewrite = parseRewritePart(rewritten, captures.length);
  if (!rewrite.ok) return rewrite;
  return parsed({
    claim,
    rewrite(value) {
      const fits =
        value.length >= prefix.length + suffix.length && value.startsWith(prefix) && value.endsWith(suffix);
      if (!fits) return null;
      return rewrite.value
        .map((piece) => (typeof piece === "string" ? piece : captured(value, captures[piece])))
        .join("");
    },
  });
}

/** The claim a pattern reads: a member whose name has dots in it goes before a path that says the same. */
export function claimNamed(claims: Claims, name: string): JsonValue | undefined {
  return ownMember(claims, name) ?? memberAt(claims, name.split("."));
}

function captured(value: string, capture: Capture | undefined): string {
  if (capture === undefined) return "";
  const at = ({ from, characters }: Mark) => (from === "start" ? characters : value.length - characters);
  return value.slice(at(capture.open), at(capture.close));
}

/** Where the character stands without a backslash before it; -1 when nowhere. */
function indexOfBare(text: string, character: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === character) return index;
  }
  return -1;
}

type MatchToken =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "claim"; readonly name: string }
  | { readonly kind: "open" | "close" };

function readMatchTokens(text: string): Parsed<readonly MatchToken[]> {
  const tokens: MatchToken[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (text.startsWith("{{", index)) {
      const end = text.indexOf("}}", index);
      if (end < 0) return unreadable('"{{" has no "}}".');
      tokens.push({ kind: "claim", name: text.slice(index + 2, end).trim() });
      index = end + 1;
    } else if (character === "(" || character === ")") {
      tokens.push({ kind: character === "(" ? "open" : "close" });
    } else {
      if (character === "\\") index += 1;
      if (index === text.length) return unreadable("It ends in a backslash.");
      tokens.push({ kind: "literal", text: text.charAt(index) });
    }
  }
  return parsed(tokens);
}

function parseMatchPart(text: string): Parsed<MatchPart> {
  const tokens = readMatchTokens(text);
  if (!tokens.ok) return tokens;
  const claims = tokens.value.flatMap((token) => (token.kind === "claim" ? [token.name] : []));
  const [claim] = claims;
  if (claim === undefined) return unreadable("It reads no claim; write {{claim}} where the value goes.");
  if (claim === "") return unreadable("{{ }} names no claim.");
  if (claims.length > 1) return unreadable("It reads several claims; a pattern reads exactly one.");
  const wildcard = tokens.value.findIndex(({ kind }) => kind === "claim");
  const captures = findCaptures(tokens.value, wildcard);
  if (!captures.ok) return captures;
  return parsed({
    claim,
    prefix: literalText(tokens.value.slice(0, wildcard)),
    suffix: literalText(tokens.value.slice(wildcard)),
    captures: captures.value,
  });
}

function literalText(tokens: readonly MatchToken[]): string {
  return tokens.map((token) => (token.kind === "literal" ? token.text : "")).join("");
}

function findCaptures(tokens: readonly MatchToken[], wildcard: number): Parsed<readonly Capture[]> {
  const markAt = (index: number): Mark =>
    index <= wildcard
      ? { from: "start", characters: literalText(tokens.slice(0, index)).length }
      : { from: "end", characters: literalText(tokens.slice(index)).length };
  const whole: Capture = { open: markAt(0), close: markAt(tokens.length) };
  const captures = [whole];
  const open: number[] = [];
  for (const [index, { kind }] of tokens.entries()) {
    if (kind === "open") {
      open.push(captures.length);
      captures.push({ open: markAt(index), close: whole.close });
    } else if (kind === "close") {
      const innermost = open.pop();
      const capture = innermost === undefined ? undefined : captures[innermost];
      if (innermost === undefined || capture === undefined) return unreadable('")" closes nothing.');
      captures[innermost] = { open: capture.open, close: markAt(index) };
    }
  }
  return open.length > 0 ? unreadable('"(" is not closed.') : parsed(captures);
}

/** @param captures how many numbers there are, the whole value included */
function parseRewritePart(text: string, captures: number): Parsed<RewritePart> {
  if (text === "") return unreadable("Nothing stands after the bar; write $0 for the whole value.");
  if (text.includes("{{")) return unreadable("A claim stands after the bar; use $0, $1, … there.");
  const pieces: (string | number)[] = [];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "$") {
      const number = captureNumber(text, index + 1, captures);
      if (number === null) return unreadable(`"$" at position ${index + 1} after the bar names no capture.`);
      pieces.push(number);
      index += String(number).length;
    } else {
      if (text[index] === "\\") index += 1;
      if (index === text.length) return unreadable("It ends in a backslash.");
      pieces.push(text.charAt(index));
    }
  }
  return parsed(pieces);
}

/** As many digits as still name a capture: with one capture, `$10` is the first one and a zero. */
function captureNumber(text: string, start: number, captures: number): number | null {
  let number: number | null = null;
  for (let index = start; index < text.length; index += 1) {
    const digit = "0123456789".indexOf(text.charAt(index));
    const longer: number = (number ?? 0) * 10 + digit;
    if (digit < 0 || longer >= captures || number === 0) break;
    number = longer;
  }
  return number;
}
