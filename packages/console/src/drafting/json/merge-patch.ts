/** Applies a JSON merge patch (RFC 7396), which is how the server writes down the repair of a finding. */

import { isJsonObject, type JsonObject, type JsonValue, ownMember, withMember } from "./json-value.ts";

/** The document after the patch; members that stay keep their place. @see RFC 7396 §2 */
export function applyMergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  return Object.entries(patch).reduce<JsonObject>(
    (patched, [name, value]) =>
      withMember(
        patched,
        name,
        value === null ? undefined : applyMergePatch(ownMember(patched, name) ?? null, value),
      ),
    isJsonObject(target) ? target : {},
  );
}
