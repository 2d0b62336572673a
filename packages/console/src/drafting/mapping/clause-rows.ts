/**
 * The claims of a mapping row by row: which claim, how it is compared, with what. Rows are read off the claims
 * object and written back into it, so that either can be edited; a value that is neither one value nor a list of
 * values is left as it is and shown as JSON.
 */

import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonPrimitive,
  type JsonValue,
  ownMember,
  sameJson,
  withMember,
} from "../json/json-value.ts";

/** How a row compares: the very value, any of several, a text in which `*` is any run of characters, else as JSON. */
export type RowKind = "is" | "any_of" | "pattern" | "json";

export interface ClauseRow {
  /** From the top of the claims, inwards. */
  readonly path: readonly string[];
  readonly kind: RowKind;
  readonly value: JsonValue;
}

/** The rows of a claims object, in its order. */
export function rowsOf(claims: JsonObject): readonly ClauseRow[] {
  return rowsBelow([], claims);
}

function rowsBelow(path: readonly string[], object: JsonObject): readonly ClauseRow[] {
  return Object.entries(object).flatMap(([name, value]): readonly ClauseRow[] => {
    const deeper = [...path, name];
    if (isJsonObject(value) && Object.keys(value).length > 0) return rowsBelow(deeper, value);
    return [{ path: deeper, kind: kindOf(value), value }];
  });
}

function kindOf(value: JsonValue): RowKind {
  if (isJsonArray(value)) return value.length > 0 && value.every(isPrimitive) ? "any_of" : "json";
  if (!isPrimitive(value) || value === null) return "json";
  return typeof value === "string" && value.includes("*") ? "pattern" : "is";
}

function isPrimitive(value: JsonValue): value is JsonPrimitive {
  return value === null || typeof value !== "object";
}

/** The claims with one value written at a path; what stood on the way and was no object is replaced. */
export function withRow(claims: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [name, ...deeper] = path;
  if (name === undefined) return claims;
  const below = ownMember(claims, name);
  return withMember(
    claims,
    name,
    deeper.length === 0 ? value : withRow(isJsonObject(below) ? below : {}, deeper, value),
  );
}

/** The claims without the row at a path, and without objects that are empty for want of it. */
export function withoutRow(claims: JsonObject, path: readonly string[]): JsonObject {
  const [name, ...deeper] = path;
  const below = name === undefined ? undefined : ownMember(claims, name);
  if (name === undefined || below === undefined) return claims;
  if (deeper.length === 0 || !isJsonObject(below)) return withMember(claims, name, undefined);
  const rest = withoutRow(below, deeper);
  return withMember(claims, name, Object.keys(rest).length === 0 ? undefined : rest);
}

/** The row under another path; it goes to the end unless only its last name changes. */
export function withRowMoved(
  claims: JsonObject,
  from: readonly string[],
  to: readonly string[],
  value: JsonValue,
): JsonObject {
  if (sameJson(from, to)) return withRow(claims, from, value);
  if (from.length === 1 && to.length === 1) return renamed(claims, from[0] ?? "", to[0] ?? "");
  return withRow(withoutRow(claims, from), to, value);
}

function renamed(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([name]) => name !== to)
      .map(([name, value]) => [name === from ? to : name, value]),
  );
}

/** The row's value made fit for another way of comparing; nothing that was typed is thrown away. */
export function valueAs(kind: RowKind, value: JsonValue): JsonValue {
  const first = isJsonArray(value) ? (value[0] ?? "") : value;
  switch (kind) {
    case "any_of":
      return isJsonArray(value) ? value : [value];
    case "is":
      return typeof first === "string" ? first.replaceAll("*", "") : first;
    case "pattern": {
      const text = typeof first === "string" ? first : JSON.stringify(first);
      return text.includes("*") ? text : `${text}*`;
    }
    case "json":
      return value;
  }
}

const between = " › ";

/** As a person reads a path; names may have dots in them, so no dot stands between. */
export function pathText(path: readonly string[]): string {
  return path.join(between);
}

/** A path as a person types it: names with › between, or a single name. */
export function pathFrom(text: string): readonly string[] {
  return text
    .split("›")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What a value is. Claims that look like numbers are often texts, so a person can say which is meant. */
export type ValueType = "text" | "number" | "boolean" | "null";

export function typeOfValue(value: JsonPrimitive): ValueType {
  if (typeof value === "string") return "text";
  return value === null ? "null" : typeof value === "number" ? "number" : "boolean";
}

/** What a typed text can be taken for: always a text, and where it is written like one, one other thing. */
export function typesFor(text: string): readonly ValueType[] {
  if (text === "true" || text === "false") return ["text", "boolean"];
  if (text === "null") return ["text", "null"];
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? ["text", "number"] : ["text"];
}

/** The value of a typed text, taken as the wanted type where it can be, else as text. */
export function valueFrom(text: string, wanted: ValueType): JsonPrimitive {
  const type = typesFor(text).includes(wanted) ? wanted : "text";
  switch (type) {
    case "text":
      return text;
    case "number":
      return Number(text);
    case "boolean":
      return text === "true";
    case "null":
      return null;
  }
}
