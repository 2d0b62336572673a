/** The two ways to log in with an ID token on the Keystone face: Keystone's own, and the one of Huawei Cloud's SDKs. */

import { z } from "zod";
import { identityProviders, openidConfigurations } from "./corpus-administration.ts";
import type { CorpusCase, RequestChange } from "./corpus-case.ts";
import type { ExpectedAnswer } from "./corpus-expected.ts";
import type { CorpusFace } from "./corpus-faces.ts";
import { gapsOfHuawei, gapsOfKeystone } from "./corpus-gaps.ts";
import { bodyMembers, buildRequest, type CorpusAnswer, type CorpusRequest } from "./corpus-request.ts";
import { corpusProtocol } from "./corpus-world.ts";

type Class = CorpusCase["expect"]["class"];

const statusOfClass: Partial<Record<Class, number>> = {
  accept: 201,
  invalid_token: 401,
  no_mapping: 401,
  provider_unusable: 403,
  // To Keystone a body of another type is a malformed request.
  unsupported_media: 400,
};

type StatusOf = CorpusFace["statusOf"];

/** What both have in common. @param ownStatusOf where they differ; undefined: there they do not */
function login(ownStatusOf: StatusOf) {
  const statusOf: StatusOf = (expected, change) => {
    const { class: kind, status, reason } = expected;
    if (reason === "issuer_mismatch") return 403;
    if (reason === "unknown_provider") return canBeId(change?.set?.["provider_name"]) ? 404 : 400;
    const own = ownStatusOf(expected, change);
    if (own !== undefined) return own;
    if (kind === undefined) return status === 200 ? 201 : 401;
    return statusOfClass[kind] ?? status;
  };
  return {
    success: 201,
    minted: ({ headers }: CorpusAnswer) => ({
      accessToken: headers.get("x-subject-token"),
      referenceToken: null,
    }),
    statusOf,
    errorOf: ({ class: kind, reason }: ExpectedAnswer) => sentenceOf(kind, reason),
    // Those of the corpus are in no directory.
    grantsGroups: false,
    asked: { protocol: corpusProtocol },
    mappingNamed: (name: string) => `door-${name}`,
    reasons: {},
  };
}

/** What can be no id of an identity provider is a fault of the request, whoever there is. */
function canBeId(name: unknown): boolean {
  return /^[\w.-]{1,64}$/.test(String(name));
}

/** Undefined: not compared. */
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

const withoutBody: CorpusRequest = {
  method: "POST",
  query: "",
  headers: {},
  body: null,
  stopsAfterBytes: null,
};

/** The token travels in a header and the provider in the path. */
export const keystoneFace: CorpusFace = {
  ...login(({ class: kind }, change) =>
    // Headers are shorter than documents may be.
    kind === "too_large" && !hasBody(change) ? 431 : undefined,
  ),
  name: "Keystone face",
  gaps: gapsOfKeystone,
  administration: identityProviders,
  request(change, known) {
    const provider = String(change?.set?.["provider_name"] ?? "p-main");
    const { token = "" } = known;
    const request = hasBody(change)
      ? buildRequest(change, known, new Map([["id_token", token]]))
      : withoutBody;
    return {
      path: `/v3/OS-FEDERATION/identity_providers/${encodeURIComponent(provider)}/protocols/${corpusProtocol}/auth`,
      request: { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } },
    };
  },
  errorIn({ status, headers, text }) {
    const { error } = keystoneEnvelope.parse(JSON.parse(text));
    if (error.code !== status) throw new Error(`the envelope says ${error.code}`);
    if (error.reference !== headers.get("x-openstack-request-id")) throw new Error("another reference");
    if ((status === 401) !== headers.has("www-authenticate")) throw new Error("no challenge");
    return error.message;
  },
};

function hasBody(change: RequestChange | undefined): boolean {
  const { body_prefix, body_gzip_of, slow_body, headers } = change ?? {};
  return [body_prefix, body_gzip_of, slow_body, headers].some((part) => part !== undefined);
}

const keystoneEnvelope = z.strictObject({
  error: z.strictObject({
    code: z.number(),
    message: z.string(),
    title: z.string(),
    details: z.string().optional(),
    reference: z.string(),
  }),
});

/** The token travels in a document of its own, and the provider in a header. */
export const huaweiFace: CorpusFace = {
  // An empty ID token is one that is none, as in a header.
  ...login((_expected, change) => (change?.set?.["subject_token"] === "" ? 401 : undefined)),
  name: "Huawei face",
  gaps: gapsOfHuawei,
  administration: openidConfigurations,
  request(change, known) {
    const members = bodyMembers(change, known);
    const id_token = members.has("subject_token") ? { id: members.get("subject_token") } : {};
    const request = buildRequest(change, known, new Map([["auth", { id_token }]]));
    const provider = members.get("provider_name");
    return {
      path: "/v3.0/OS-AUTH/id-token/tokens",
      request: {
        ...request,
        headers: { ...request.headers, ...(provider !== undefined && { "x-idp-id": String(provider) }) },
      },
    };
  },
  errorIn({ status, headers, text }) {
    const { error_msg } = huaweiEnvelope.parse(JSON.parse(text));
    if (!error_msg.endsWith(` Reference id: ${headers.get("x-request-id")}`)) {
      throw new Error("another reference");
    }
    if ((status === 401) !== headers.has("www-authenticate")) throw new Error("no challenge");
    return error_msg.replace(/(?<=\.) .*$/s, "");
  },
};

const huaweiEnvelope = z.strictObject({
  error_msg: z.string(),
  error_code: z.string().regex(/^IAM\.\d{4}$/),
});
