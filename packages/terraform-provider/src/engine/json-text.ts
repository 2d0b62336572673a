/**
 * JSON that stands as text in an attribute. Two texts mean the same when they hold the same values: order of members,
 * blanks and escapes do not count, types do, and a whole number that JavaScript cannot hold stays what is written. A
 * text in which an object has a member twice means nothing certain, and is refused.
 */

import { isLosslessNumber, type LosslessNumber, parse, stringify } from "lossless-json";
import type { Validator } from "./schema.ts";

/** JSON with each number as it is written. */
export type ExactJson =
  | null
  | boolean
  | string
  | LosslessNumber
  | readonly ExactJson[]
  | { readonly [member: string]: ExactJson };

export type ReadJson =
  | { readonly ok: true; readonly value: ExactJson }
  /** `fault`: without a full stop, with line and column where they are known. */
  | { readonly ok: false; readonly fault: string };

/** Reads one JSON text, each number as it is written. */
export function readJsonText(text: string): ReadJson {
  try {
    const value = parse(text, undefined, { onDuplicateKey: refuseDuplicate }) as ExactJson;
    if (countMembers(value) !== writtenMembers(text)) {
      return { ok: false, fault: "an object in it has the same member twice" };
    }
    return { ok: true, value };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return { ok: false, fault: placed(text, cause.message) };
  }
}

/** Writes a value with each number as it was read. */
export function writeJson(value: { readonly [member: string]: unknown }): string {
  return stringify(value) ?? "{}";
}

/** The same JSON in one form: members in order, nothing between them, escapes as Terraform's `jsonencode` writes them. */
export function normalJson(value: ExactJson): string {
  if (isLosslessNumber(value)) return normalNumber(value.value);
  if (typeof value !== "object" || value === null) return jsonencoded(JSON.stringify(value));
  if (isList(value)) return `[${value.map(normalJson).join(",")}]`;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${jsonencoded(JSON.stringify(name))}:${normalJson(member)}`).join(",")}}`;
}

/** For `sameMeaning` of an attribute. Texts that are no JSON mean themselves. */
export function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [readJsonText(one), readJsonText(other)];
  return first.ok && second.ok && normalJson(first.value) === normalJson(second.value);
}

/** For an attribute that holds one JSON object. */
export const isJsonObjectText = jsonText("an object", "jsonencode({ … })", (value) => isObject(value));

/** For an attribute that holds a JSON list. */
export const isJsonListText = jsonText("a list", "jsonencode([ … ])", (value) => isList(value));

/**
 * @param what it has to be
 * @param example of how to write it
 */
function jsonText(what: string, example: string, holds: (value: ExactJson) => boolean): Validator {
  return {
    rule: `is JSON that holds ${what}, in which no member stands twice`,
    check: (text) => {
      if (typeof text !== "string") return null;
      const read = readJsonText(text);
      const advice = `Write it with ${example}, which always gives JSON.`;
      if (!read.ok) return `This is not JSON: ${read.fault}. ${advice}`;
      return holds(read.value) ? null : `This is JSON, but not ${what}. ${advice}`;
    },
  };
}

function refuseDuplicate({ key, position }: { readonly key: string; readonly position: number }): never {
  throw new SyntaxError(
    `the member ${JSON.stringify(key)} stands twice in one object at position ${position}`,
  );
}

/** The reader lets a member pass that is repeated with the same value; such a text has more colons than members. */
function writtenMembers(text: string): number {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, "").split(":").length - 1;
}

function countMembers(value: ExactJson): number {
  if (isList(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + 1 + countMembers(member), 0);
}

/** @param message of the reader, which ends with a position counted from 0 */
function placed(text: string, message: string): string {
  const position = / ?\bat position (\d+)$/.exec(message);
  if (position === null) return message;
  const before = text.slice(0, Number(position[1])).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const what = message.slice(0, position.index);
  return `${place}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
}

/** What JavaScript holds exactly is written as it writes it, so that 1, 1.0 and 10e-1 are one number. */
function normalNumber(written: string): string {
  const number = Number(written);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? String(number) : written;
}

/** Terraform's `jsonencode` escapes what could end a script element. */
function jsonencoded(text: string): string {
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value);
}

export function isObject(value: ExactJson): value is { readonly [member: string]: ExactJson } {
  return typeof value === "object" && value !== null && !isList(value) && !isLosslessNumber(value);
}
