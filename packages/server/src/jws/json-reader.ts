/**
 * Reads JSON the slow and certain way, character by character, and says where and why a text is not the
 * JSON we accept. It knows the mistakes people make: curly quotes from a web page, a missing comma, a
 * comment, a placeholder left in a copied sample. `strict-json.ts` comes here only with texts that
 * `JSON.parse` refuses or cannot be trusted with.
 */

import type { JsonValue } from "../core/terms.ts";
import { describeEnd, describeUnexpected } from "./json-hints.ts";
import { isSoundNumber, type JsonLimits } from "./json-limits.ts";

/** Why a text is refused, and where. */
export interface JsonProblem {
  readonly kind: "syntax" | "duplicate_member" | "depth" | "members" | "encoding" | "number";
  /** For people: begins with line and column when they are known. */
  readonly detail: string;
  /** Offset in UTF-16 code units; null when the text could not be decoded at all. */
  readonly position: number | null;
  /** From 1. */
  readonly line: number | null;
  /** From 1, in UTF-16 code units. */
  readonly column: number | null;
  /** Names and indices that lead to the value concerned; empty for the outermost value. */
  readonly path: readonly (string | number)[];
}

type Path = readonly (string | number)[];

type Failed = { readonly ok: false; readonly problem: JsonProblem };

/** What was read and where reading goes on, or the problem that ended it. */
type Step<T extends JsonValue = JsonValue> =
  | { readonly ok: true; readonly value: T; readonly next: number }
  | Failed;

/** One text while it is read, and what was noticed on the way. */
interface Reading {
  readonly text: string;
  readonly limits: JsonLimits;
  members: number;
  /** Where the first space stands that JSON does not know; null: nowhere so far. */
  foreignSpace: number | null;
}

/** A JSON text as read: its value, or the first problem in reading order. */
export type StrictJson = { readonly ok: true; readonly value: JsonValue } | Failed;

/**
 * Reads one JSON text. Spaces that JSON does not know, as web pages put them into samples, are told
 * last, so that they do not hide another mistake.
 * @see RFC 8259 §2 to §7
 */
export function readJson(text: string, limits: JsonLimits): StrictJson {
  const reading: Reading = { text, limits, members: 0, foreignSpace: null };
  if (text.startsWith("\ufeff")) {
    const detail = "the text begins with a byte order mark; send UTF-8 without one";
    return failed(reading, 0, "encoding", detail, []);
  }
  const document = readDocument(reading);
  if (reading.foreignSpace === null) return document;
  const { line, column } = place(text, reading.foreignSpace);
  const space = `a space that JSON does not know, ${codeName(text.charCodeAt(reading.foreignSpace))}, stands here; replace it by a plain one`;
  if (document.ok) return failed(reading, reading.foreignSpace, "syntax", space, []);
  const { problem } = document;
  const detail = `${problem.detail}. Line ${line}, column ${column}: ${space}`;
  return { ok: false, problem: { ...problem, detail } };
}

function readDocument(reading: Reading): StrictJson {
  const { text } = reading;
  const start = skipSpace(reading, 0);
  if (start === text.length) return failed(reading, start, "syntax", "the text is empty", []);
  const document = readValue(reading, start, [], 0);
  if (!document.ok) return document;
  const end = skipSpace(reading, document.next);
  if (end < text.length) return unexpected(reading, end, "the end of the text", []);
  return { ok: true, value: document.value };
}

function readValue(reading: Reading, at: number, path: Path, depth: number): Step {
  switch (reading.text[at]) {
    case "{":
    case "[":
      if (depth >= reading.limits.maxDepth) {
        const detail = `objects and arrays lie more than ${reading.limits.maxDepth} deep`;
        return failed(reading, at, "depth", detail, path);
      }
      return reading.text[at] === "{"
        ? readObject(reading, at, path, depth + 1)
        : readArray(reading, at, path, depth + 1);
    case '"':
      return readString(reading, at, path);
    default:
      return readLiteral(reading, at, path);
  }
}

function readObject(reading: Reading, open: number, path: Path, depth: number): Step {
  const { text } = reading;
  const members = new Map<string, JsonValue>();
  let at = skipSpace(reading, open + 1);
  if (text[at] === "}") return { ok: true, value: {}, next: at + 1 };
  for (;;) {
    if (text[at] !== '"') return unexpected(reading, at, "a member name in double quotes", path);
    const name = readString(reading, at, path);
    if (!name.ok) return name;
    const member = [...path, name.value];
    if (members.has(name.value)) {
      const detail = `the member ${quoted(name.value)} stands twice in one object`;
      return failed(reading, at, "duplicate_member", detail, member);
    }
    reading.members += 1;
    if (reading.members > reading.limits.maxMembers) {
      const detail = `there are more than ${reading.limits.maxMembers} members`;
      return failed(reading, at, "members", detail, path);
    }
    const colon = skipSpace(reading, name.next);
    if (text[colon] !== ":") return unexpected(reading, colon, `a colon after ${quoted(name.value)}`, member);
    const value = readValue(reading, skipSpace(reading, colon + 1), member, depth);
    if (!value.ok) return value;
    members.set(name.value, value.value);
    at = skipSpace(reading, value.next);
    // `fromEntries` defines own members; an assignment to `__proto__` would not.
    if (text[at] === "}") return { ok: true, value: Object.fromEntries(members), next: at + 1 };
    if (text[at] !== ",")
      return notSeparated(reading, at, value.next, `the member ${quoted(name.value)}`, path);
    at = skipSpace(reading, at + 1);
    if (text[at] === "}")
      return failed(reading, at, "syntax", 'there is a comma too many before the closing "}"', path);
  }
}

function readArray(reading: Reading, open: number, path: Path, depth: number): Step {
  const { text } = reading;
  let at = skipSpace(reading, open + 1);
  const elements: JsonValue[] = [];
  if (text[at] === "]") return { ok: true, value: elements, next: at + 1 };
  for (let index = 0; ; index += 1) {
    const value = readValue(reading, at, [...path, index], depth);
    if (!value.ok) return value;
    elements.push(value.value);
    at = skipSpace(reading, value.next);
    if (text[at] === "]") return { ok: true, value: elements, next: at + 1 };
    if (text[at] !== ",") return notSeparated(reading, at, value.next, `element ${index + 1}`, path);
    at = skipSpace(reading, at + 1);
    if (text[at] === "]")
      return failed(reading, at, "syntax", 'there is a comma too many before the closing "]"', path);
  }
}

/** After a complete value: another value begins without a comma, or something foreign stands there. */
function notSeparated(reading: Reading, at: number, valueEnd: number, before: string, path: Path): Step {
  const { text } = reading;
  if (!/["{[\d-]/.test(text[at] ?? "")) {
    return unexpected(reading, at, `a comma or the closing bracket after ${before}`, path);
  }
  const { line } = place(text, valueEnd);
  return failed(
    reading,
    at,
    "syntax",
    `a comma is missing after ${before}, which ends on line ${line}`,
    path,
  );
}

/** Exactly one string at `at`, which holds its opening quote. */
function readString(reading: Reading, at: number, path: Path): Step<string> {
  const { text } = reading;
  for (let next = at + 1; next < text.length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === 0x22) {
      const value: string = JSON.parse(text.slice(at, next + 1));
      return reading.limits.halfPairs === true || value.isWellFormed()
        ? { ok: true, value, next: next + 1 }
        : failed(reading, at, "encoding", "this string holds half of a surrogate pair", path);
    }
    if (code < 0x20) {
      const detail = `a string holds a raw control character, ${codeName(code)}; write it as an escape, or close the string`;
      return failed(reading, next, "syntax", detail, path);
    }
    if (code === 0x5c) {
      const known = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(next, next + 6));
      if (known === null)
        return failed(reading, next, "syntax", "an escape is not one that JSON knows", path);
      next += known[0].length - 1;
    }
  }
  return failed(reading, at, "syntax", "the string that begins here is never closed", path);
}

/** A number, `true`, `false` or `null`. */
function readLiteral(reading: Reading, at: number, path: Path): Step {
  const token = /[\w.+-]*/y;
  token.lastIndex = at;
  const word = token.exec(reading.text)?.[0] ?? "";
  const next = at + word.length;
  if (word === "true" || word === "false") return { ok: true, value: word === "true", next };
  if (word === "null") return { ok: true, value: null, next };
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word))
    return unexpected(reading, at, "a value", path);
  const value = Number(word);
  if (isSoundNumber(value, reading.limits)) return { ok: true, value, next };
  const detail = Number.isFinite(value)
    ? `the number ${shortened(word)} is beyond 2^53 - 1 and cannot be read exactly`
    : `the number ${shortened(word)} is too large`;
  return failed(reading, at, "number", detail, path);
}

/** Goes on to the next character that is no space, and takes note of spaces that JSON does not know. */
function skipSpace(reading: Reading, at: number): number {
  const code = reading.text.charCodeAt(at);
  if (code > 0x20 && code < 0x7f) return at;
  const space = /[\s\u200b-\u200f\u2060]*/y;
  space.lastIndex = at;
  const run = space.exec(reading.text)?.[0] ?? "";
  const foreign = run.search(/[^ \t\r\n]/);
  if (foreign !== -1) reading.foreignSpace ??= at + foreign;
  return at + run.length;
}

function unexpected(reading: Reading, at: number, wanted: string, path: Path): Failed {
  const detail =
    at >= reading.text.length ? describeEnd(wanted) : describeUnexpected(reading.text, at, wanted);
  return failed(reading, at, "syntax", detail, path);
}

function failed(
  reading: Reading,
  position: number,
  kind: JsonProblem["kind"],
  reason: string,
  path: Path,
): Failed {
  const { line, column } = place(reading.text, position);
  const detail = `line ${line}, column ${column}: ${reason}`;
  return { ok: false, problem: { kind, detail, position, line, column, path } };
}

/** Line and column of a position, both from 1. */
function place(text: string, position: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, position);
  return { line: before.split("\n").length, column: position - before.lastIndexOf("\n") };
}

function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function quoted(name: string): string {
  return `"${shortened(name)}"`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text;
}
