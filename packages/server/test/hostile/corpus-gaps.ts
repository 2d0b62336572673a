/**
 * Which cases cannot be put to a face, and why. A case is an exchange as an RFC 8693 document; a face that has no place
 * for something in it would run another case than the corpus means.
 */

import type { CorpusCase, RequestChange } from "./corpus-case.ts";

/** Whether a case falls into it. */
export type Gap = (one: CorpusCase) => boolean;

/** Something about one of the case's requests. */
function inRequests(meets: (change: RequestChange) => boolean): Gap {
  return ({ how }) =>
    [how.request, ...(how.steps ?? []).map(({ request }) => request)].some(
      (change) => change !== undefined && meets(change),
    );
}

function namesIn({ set, remove }: RequestChange): readonly string[] {
  return [...Object.keys(set ?? {}), ...(remove ?? [])];
}

/** The case names the faces it is about. @param key what the corpus calls this one; null: it has no name for it */
export function notNamed(key: "access" | "rfc8693" | null): Gap {
  return ({ faces }) => faces !== undefined && (key === null || !faces.includes(key));
}

/** Of every way to log in on the Keystone face. */
const ofLogins: readonly Gap[] = [
  notNamed(null),
  // An ID token and its provider are all that is sent: no other member can be wrong.
  inRequests((change) =>
    namesIn(change).some((name) => name !== "subject_token" && name !== "provider_name"),
  ),
  // The body is written out as the document of an exchange.
  inRequests(({ raw_body }) => JSON.stringify(raw_body ?? "").includes("subject_token")),
  // Nothing is read from the query.
  inRequests(({ query, query_from_body }) => query !== undefined || query_from_body === true),
  // Other headers are read than on the other faces; that a body is compressed says the same on all.
  inRequests(({ headers }) => Object.keys(headers ?? {}).some((name) => name !== "content-encoding")),
  // The provider is in a header or in the path, which are text.
  inRequests(({ set }) => typeof (set?.["provider_name"] ?? "") !== "string"),
  // Nobody is given a reference token by asking for one.
  ({ how }) => how.token_from === "own_reference_token",
];

export const gapsOfHuawei: readonly Gap[] = [
  ...ofLogins,
  // The provider is in a header, which is of visible characters and is trimmed.
  inRequests(({ set }) => !/^[!-~]*$/.test(String(set?.["provider_name"] ?? ""))),
];

/** With a NUL, and with a character beyond Latin-1, which no header carries (RFC 9110 section 5.5). */
const unsendable: ReadonlySet<string> = new Set(["E20", "E21"]);

export const gapsOfKeystone: readonly Gap[] = [
  ...ofLogins,
  ({ id }) => unsendable.has(id),
  // The token is in a header: text, and without it nobody has tried to log in.
  inRequests((change) => namesIn(change).includes("subject_token")),
  // The path always names a provider.
  inRequests(({ remove }) => (remove ?? []).includes("provider_name")),
  // What a body says does not count beside a token in a header.
  inRequests(
    ({ raw_body, content_type = "application/json" }) =>
      raw_body !== undefined || content_type !== "application/json",
  ),
  // Clients log in by GET as well.
  inRequests(({ method }) => method !== undefined),
];
