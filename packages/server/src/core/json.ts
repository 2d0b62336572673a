/** Reading JSON values safely: own members only, so that nothing inherited is ever taken for a claim. */

import type { JsonObject, JsonValue } from "./terms.ts";

/** The own member of that name, or undefined. `constructor` and `__proto__` are ordinary names here. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
