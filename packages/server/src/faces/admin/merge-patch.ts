/** JSON merge patches (RFC 7396): the difference of two documents as one. Lists are replaced whole. */

import { isJsonObject, ownMember, sameJson } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/terms.ts";

/**
 * The patch that makes `after` out of `before`. Members that are null in `after` are left out of it: a patch has no
 * words for them (§1).
 */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const removed = Object.entries(before).flatMap(([name, old]): [string, JsonValue][] => {
    const value = ownMember(after, name);
    return value === undefined || (value === null && old !== null) ? [[name, null]] : [];
  });
  const changed = Object.entries(after).flatMap(([name, value]): [string, JsonValue][] => {
    const old = ownMember(before, name);
    if (value === null || (old !== undefined && sameJson(old, value))) return [];
    return [[name, isJsonObject(value) && isJsonObject(old) ? mergePatch(old, value) : value]];
  });
  return Object.fromEntries([...removed, ...changed]);
}
