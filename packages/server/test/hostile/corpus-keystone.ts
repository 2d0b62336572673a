/**
 * The Keystone face under the corpus: the token travels in a header and the provider in the path, so cases about
 * the members of a document have nothing to be put to it.
 */

import { z } from "zod";
import type { CorpusCase } from "./corpus-case.ts";
import type { CorpusFace } from "./corpus-faces.ts";

/** The door in every provider of the world. */
export const corpusProtocol = "openid";

type Class = CorpusCase["expect"]["class"];

const statusOfClass: Partial<Record<Class, number>> = {
  accept: 201,
  invalid_token: 401,
  no_mapping: 401,
  provider_unusable: 403,
  // Headers are shorter than documents may be.
  too_large: 431,
  upstream_unavailable: 503,
};

/** With a NUL, and with a character beyond Latin-1, which no header carries (RFC 9110 section 5.5). */
const unsendable: ReadonlySet<string> = new Set(["E20", "E21"]);

export const keystoneFace: CorpusFace = {
  name: "Keystone face",
  takes: ({ id, how, faces }) =>
    faces === undefined &&
    how.target === undefined &&
    how.token_from === undefined &&
    Object.keys(how.request ?? {}).every((member) => member === "set") &&
    Object.entries(how.request?.set ?? {}).every(
      ([member, value]) => member === "provider_name" && typeof value === "string",
    ) &&
    !unsendable.has(id),
  request(change, { token = "" }) {
    const provider = String(change?.set?.["provider_name"] ?? "p-main");
    return {
      path: `/v3/OS-FEDERATION/identity_providers/${encodeURIComponent(provider)}/protocols/${corpusProtocol}/auth`,
      request: {
        method: "POST",
        query: "",
        headers: { authorization: `Bearer ${token}` },
        body: null,
        stopsAfterBytes: null,
      },
    };
  },
  success: 201,
  minted: ({ headers }) => ({ accessToken: headers.get("x-subject-token"), referenceToken: null }),
  statusOf: ({ class: kind, status, reason }) => {
    if (reason === "issuer_mismatch") return 403;
    if (reason === "unknown_provider") return 404;
    return (kind && statusOfClass[kind]) ?? (status === 200 ? 201 : 401);
  },
  errorIn({ status, headers, text }) {
    const { error } = envelope.parse(JSON.parse(text));
    if (error.code !== status) throw new Error(`the envelope says ${error.code}`);
    if (error.reference !== headers.get("x-openstack-request-id")) throw new Error("another reference");
    if ((status === 401) !== headers.has("www-authenticate")) throw new Error("no challenge");
    return error.message;
  },
  errorOf: ({ class: kind, reason }) => sentenceOf(kind, reason),
  // Those of the corpus are in no directory.
  grantsGroups: false,
  asked: { protocol: corpusProtocol },
  mappingNamed: (name) => `door-${name}`,
  reasons: {},
};

const envelope = z.strictObject({
  error: z.strictObject({
    code: z.number(),
    message: z.string(),
    title: z.string(),
    details: z.string().optional(),
    reference: z.string(),
  }),
});

/** Null: not compared. */
function sentenceOf(kind: Class | undefined, reason: string | undefined): string | undefined {
  if (reason === "issuer_mismatch" || kind === "provider_unusable") {
    return reason === "unknown_provider"
      ? undefined
      : "You are not authorized to perform the requested action.";
  }
  return kind === "invalid_token" || kind === "no_mapping"
    ? "The request you have made requires authentication."
    : undefined;
}
