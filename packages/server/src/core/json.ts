/** Reading JSON values safely: own members only, so that nothing inherited is ever taken for a claim. */

import type { JsonObject, JsonPrimitive, JsonValue } from "./terms.ts";

/** The own member of that name, or undefined. `constructor` and `__proto__` are ordinary names here. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A type guard that also holds for readonly arrays, which `Array.isArray` alone does not narrow. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/**
 * The value at the end of a path of own members through nested objects.
 * @returns undefined when a step is missing or leads through something that is no object
 */
export function memberAt(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of path) {
    if (!isJsonObject(value)) return undefined;
    value = ownMember(value, name);
  }
  return value;
}

/** The values a claim stands for: an array's elements, or the value itself. Null stands for nothing. */
export function valuesOf(value: JsonValue): readonly JsonValue[] {
  return (isJsonArray(value) ? value : [value]).filter((one) => one !== null);
}

/** Those values that are neither objects nor arrays. */
export function scalarsOf(value: JsonValue): readonly JsonPrimitive[] {
  return valuesOf(value).filter((one) => typeof one !== "object");
}

/** What code writes: JSON, but members may be undefined, which JSON does not know. */
type Written = JsonValue | undefined | readonly Written[] | WrittenObject;
interface WrittenObject {
  readonly [name: string]: Written;
}

/** The object as JSON has it: members that are undefined do not exist. Nothing goes through text. */
export function withoutUndefined(object: WrittenObject): JsonObject {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, definedValue(value)]));
}

function definedValue(value: Written): JsonValue {
  if (isWrittenArray(value)) return value.map(definedValue);
  return typeof value === "object" && value !== null ? withoutUndefined(value) : (value ?? null);
}

function isWrittenArray(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

/** Same type and same content; arrays element by element, objects member by member. */
export function sameJson(one: JsonValue, other: JsonValue): boolean {
  if (isJsonArray(one)) {
    return (
      isJsonArray(other) &&
      one.length === other.length &&
      one.every((element, index) => sameJson(element, other[index] ?? null))
    );
  }
  if (isJsonObject(one)) {
    return isJsonObject(other) && Object.keys(one).length === Object.keys(other).length && holds(other, one);
  }
  return one === other;
}

function holds(object: JsonObject, members: JsonObject): boolean {
  return Object.entries(members).every(([name, expected]) => {
    const presented = ownMember(object, name);
    return presented !== undefined && sameJson(expected, presented);
  });
}

/** Whether two things that code writes would be stored alike, whatever the order of their members. */
export function isStoredAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder);
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
