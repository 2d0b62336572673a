/** JSON merge patches (RFC 7396): the difference of two documents as one. Lists are replaced whole. */

import { isJsonObject, ownMember, sameJson } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/terms.ts";

/**
 * The patch that makes `after` out of `before`. Members that are null in `after` are left out of it: a patch has no
 * words for them (§1).
 */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const gone = Object.keys(before).filter((name) => (ownMember(after, name) ?? null) === null);
  const changed = Object.entries(after).flatMap(([name, value]): [string, JsonValue][] => {
    const old = ownMember(before, name);
    if (value === null || (old !== undefined && sameJson(old, value))) return [];
    return [[name, isJsonObject(value) && isJsonObject(old) ? mergePatch(old, value) : value]];
  });
  const removed = gone
    .filter((name) => ownMember(before, name) !== null)
    .map((name): [string, JsonValue] => [name, null]);
  return Object.fromEntries([...removed, ...changed]);
}
