/**
 * What the documents of this part of the API have in common: each stands under the name of its kind, and whatever of
 * it the core has no word for is kept with the thing, and given back as it came.
 */

import { z } from "zod";
import { quote } from "../../../core/explaining/quote.ts";
import { isJsonObject, ownMember } from "../../../core/json.ts";
import type { Annotations, JsonObject, JsonValue } from "../../../core/terms.ts";
import type { HttpFailure } from "../../http-failure.ts";
import { failure } from "../errors.ts";
import { faceName } from "../guard.ts";

/** @param reason a whole sentence */
export function invalidInput(member: string, reason: string): HttpFailure {
  return failure(400, { message: `Invalid input for field/attribute ${member}. ${reason}` });
}

/** A document has to have a member that this one has not. */
export function requiredMember(member: string, within?: string): HttpFailure {
  const reason = `'${member}' is a required property`;
  return within === undefined ? failure(400, { message: reason }) : invalidInput(within, reason);
}

/** Longer than any name there can be; the core has limits of its own. */
const longestText = 4_096;
/** Of one value in a sentence. */
const longestQuoted = 60;

export const text = z.string({ error: "must be text" }).max(longestText, {
  error: `must have at most ${longestText} characters`,
});
export const nullableText = text.nullable();
export const flag = z.boolean({ error: "must be true or false" });

/**
 * The document in a body: `{"<member>": {…}}`.
 * @throws HttpFailure 400 when it is not there, or no object
 */
export function memberOf(body: JsonObject, member: string): JsonObject {
  const value = ownMember(body, member);
  if (value === undefined) throw requiredMember(member);
  if (!isJsonObject(value))
    throw invalidInput(member, `${quote(value, longestQuoted)} is not of type 'object'`);
  return value;
}

/**
 * The members of a document that its schema knows.
 * @param whole the document's own name
 * @throws HttpFailure 400 naming the first member at fault
 */
export function readMembers<T>(schema: z.ZodType<T>, document: JsonObject, whole: string): T {
  const read = schema.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const member = issue?.path.join(".") ?? whole;
  if (issue?.path.length === 1 && ownMember(document, member) === undefined) {
    throw requiredMember(member, whole);
  }
  const value = ownMember(document, String(issue?.path[0])) ?? null;
  throw invalidInput(member || whole, `Value: ${quote(value, longestQuoted)}. It ${issue?.message}.`);
}

/** Members that a document is answered with, and that say nothing when it is sent. */
const answered: readonly string[] = ["id", "links"];

/**
 * The annotations of a thing with what the core has no word for.
 * @param known members that the core has words for
 * @param standing what was noted before, which stays where nothing is said
 */
export function keepUnknown(
  document: JsonObject,
  known: readonly string[],
  standing: Annotations = {},
): Annotations {
  const unknown = Object.entries(document).filter(
    ([member, value]) =>
      !answered.includes(member) && (!known.includes(member) || value === null || value === ""),
  );
  const now = { ...keptIn(standing) };
  for (const member of Object.keys(document)) delete now[member];
  return { ...standing, [faceName]: { ...now, ...Object.fromEntries(unknown) } };
}

/** What `keepUnknown` kept. Null and empty text may be of members that the core has as empty text either way. */
export function keptIn(annotations: Annotations): { [member: string]: JsonValue } {
  const kept = ownMember(annotations, faceName);
  return isJsonObject(kept) ? { ...kept } : {};
}

/** Text that is empty where none was given: then as it was sent, or `absent`. */
export function shownText(
  value: string,
  member: string,
  annotations: Annotations,
  absent: string | null,
): string | null {
  if (value !== "") return value;
  const sent = ownMember(keptIn(annotations), member);
  return sent === null || sent === "" ? sent : absent;
}

/** Text after a change: what was sent, null being empty; or what was before. */
export function textAfter(sent: string | null | undefined, before = ""): string {
  return sent === undefined ? before : (sent ?? "");
}
