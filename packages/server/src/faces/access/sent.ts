/**
 * Documents that are kept as they were sent, beside the few members that the core knows: each is answered again as it
 * came, and what another interface changed since stands in its place.
 */

import { isJsonObject, ownMember } from "../../core/json.ts";
import type { Annotations, JsonObject } from "../../core/terms.ts";
import { faceName } from "./translate.ts";

/** The document as this face was sent it; undefined: another interface made the thing. */
export function sentIn(annotations: Annotations): JsonObject | undefined {
  const sent = ownMember(annotations, faceName);
  return isJsonObject(sent) ? sent : undefined;
}

/** The document as it was sent, where it says what the core says. */
export function withMembers(sent: JsonObject = {}, names: JsonObject, description: string): JsonObject {
  const isSaid = (ownMember(sent, "description") ?? "") === description;
  return { ...sent, ...names, ...(!isSaid && { description }) };
}
