/** What these documents keep among the annotations of an identity provider, beside what the rest of the face keeps. */

import { isJsonObject, ownMember } from "../../../core/json.ts";
import type { Annotations, JsonObject, JsonValue } from "../../../core/terms.ts";

const key = "huawei";

/** @returns undefined where nothing is noted under that name */
export function noted(annotations: Annotations, name: string): JsonValue | undefined {
  const own = ownMember(annotations, key);
  return isJsonObject(own) ? ownMember(own, name) : undefined;
}

/** The annotations with these members changed or added. */
export function withNoted(annotations: Annotations, members: JsonObject): Annotations {
  const own = ownMember(annotations, key);
  return { ...annotations, [key]: { ...(isJsonObject(own) ? own : {}), ...members } };
}
