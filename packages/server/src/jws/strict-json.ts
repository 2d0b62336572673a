/**
 * JSON as RFC 8259 and I-JSON (RFC 7493) have it, and nothing more: what two readers could read in two
 * ways is refused. `JSON.parse` does the reading where it can be trusted; one scan before it bounds depth
 * and members, and one walk after it finds what it lets pass. A text with duplicate members holds more
 * colons than its value has members, so no tokenizer is needed to notice them. Every other text is read
 * slowly (`json-reader.ts`): to say what is wrong with it, or because a member name in it is written with
 * escapes, which V8 misreads after it has met certain other names (nodejs/node#63785), so that one
 * token could rename the claims of the next.
 */

import { isUtf8 } from "node:buffer";
import { isJsonObject } from "../core/json.ts";
import type { JsonValue } from "../core/terms.ts";
import { defaultJsonLimits, isSoundNumber, type JsonLimits } from "./json-limits.ts";
import { type JsonProblem, readJson, type StrictJson } from "./json-reader.ts";

/**
 * Reads one JSON document strictly.
 * @param source bytes of UTF-8 without byte order mark, or text
 * @returns the value, or a problem: broken syntax, duplicate members (also when written with escapes),
 *   bytes or escapes that are not Unicode text, numbers that are not finite, depth or members above
 *   the limits. `__proto__` is a member like any other.
 * @see RFC 8259 §4, §8; RFC 7493 §2; RFC 7515 §4
 */
export function parseStrictJson(
  source: Uint8Array | string,
  limits: JsonLimits = defaultJsonLimits,
): StrictJson {
  if (typeof source !== "string" && !isUtf8(source)) return { ok: false, problem: notUtf8(source) };
  const text = typeof source === "string" ? source : decodeUtf8(source);
  const value = parseQuickly(text, limits);
  return value === undefined ? readJson(text, limits) : { ok: true, value };
}

/** The value, or undefined when the text is wrong or must be read slowly. */
function parseQuickly(text: string, limits: JsonLimits): JsonValue | undefined {
  const members = countMembers(text, limits);
  if (members === null) return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return countSoundMembers(value, limits) === members ? value : undefined;
}

/**
 * Whether `JSON.parse` reads the text right, if it is JSON at all: no member name in it holds an escape,
 * and it stays within the limits.
 */
export function isPlainlyNamed(text: string, limits: JsonLimits): boolean {
  return countMembers(text, limits) !== null;
}

/**
 * Colons outside strings, which are the members as written; null above the limits, or when a member
 * name holds an escape. What it makes of a text that is not JSON does not matter: `JSON.parse` refuses that.
 */
function countMembers(text: string, limits: JsonLimits): number | null {
  let members = 0;
  let depth = 0;
  let stringStart = 0;
  let stringEnd = 0;
  let backslash = text.indexOf("\\");
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // a string: go to its closing quote
        stringStart = at + 1;
        stringEnd = endOfString(text, stringStart);
        at = stringEnd;
        break;
      case 0x3a: // a colon: the last string was a member name
        if (backslash !== -1 && backslash < stringStart) backslash = text.indexOf("\\", stringStart);
        if (backslash !== -1 && backslash < stringEnd) return null;
        members += 1;
        if (members > limits.maxMembers) return null;
        break;
      case 0x5b:
      case 0x7b: // an opening bracket or brace
        depth += 1;
        if (depth > limits.maxDepth) return null;
        break;
      case 0x5d:
      case 0x7d: // a closing one
        depth -= 1;
        break;
      default:
    }
  }
  return members;
}

/** The position of the first quote from `start` on that an odd run of backslashes does not escape. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (quote - backslashes > start && text.charCodeAt(quote - backslashes - 1) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

/** Members in the value as read; NaN, which equals no count, when a text or number in it is unsound. */
function countSoundMembers(value: JsonValue, limits: JsonLimits): number {
  if (typeof value === "string") return value.isWellFormed() ? 0 : Number.NaN;
  if (typeof value === "number") return isSoundNumber(value, limits) ? 0 : Number.NaN;
  let members = 0;
  if (isJsonObject(value)) {
    // Not `Object.entries`: this walk stands on the path of every exchange, and keys alone take half the time.
    for (const name of Object.keys(value)) {
      if (!name.isWellFormed()) return Number.NaN;
      members += 1 + countSoundMembers(value[name] ?? null, limits);
    }
  } else if (Array.isArray(value)) {
    for (const element of value) members += countSoundMembers(element, limits);
  }
  return members;
}

/** Unlike `TextDecoder`, this keeps a byte order mark, so that it can be refused. */
function decodeUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function notUtf8(bytes: Uint8Array): JsonProblem {
  const hint = bytes.includes(0) ? " (it looks like UTF-16)" : "";
  const detail = `the text is not valid UTF-8${hint}`;
  return { kind: "encoding", detail, position: null, line: null, column: null, path: [] };
}
