/**
 * The documents of the OAuth face as they travel: the token request of RFC 8693 with our extension
 * parameters, its answers, and the metadata of RFC 8414. Parameters nobody knows are ignored, as RFC 6749
 * section 3.2 demands; every parameter that is read has a type and a bound, and says so when it is broken.
 */

import { z } from "zod";

export const tokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";

/** Token type identifiers of RFC 8693 section 3. */
export const tokenTypes = {
  idToken: "urn:ietf:params:oauth:token-type:id_token",
  jwt: "urn:ietf:params:oauth:token-type:jwt",
  accessToken: "urn:ietf:params:oauth:token-type:access_token",
} as const;

/** What may be exchanged, and what may be asked for. */
export const subjectTokenTypes: readonly string[] = [tokenTypes.idToken, tokenTypes.jwt];
export const requestedTokenTypes: readonly string[] = [tokenTypes.accessToken, tokenTypes.jwt];

/** RFC 8693 section 2.1: these two may be repeated, no other parameter may (RFC 6749 section 3.2). */
export const repeatableParameters = ["resource", "audience"] as const;

/** Names of providers and mappings are at most this long, so a longer one cannot be meant. */
const longestName = 255;
const longestUri = 2_048;
/** Stock clients send scope lists of their own; none comes near this. */
const longestScope = 4_096;
const mostTargets = 20;

const text = (name: string, longest: number) =>
  z
    .string({ error: `${name} must be text, given once` })
    .max(longest, { error: `${name} is longer than ${longest} characters` });

const optionalName = (name: string) => text(name, longestName).optional();

const severalTexts = (name: string, longest: number) =>
  z
    .union([text(name, longest).transform((only) => [only]), z.array(text(name, longest)).max(mostTargets)], {
      error: `${name} must be text of at most ${longest} characters, given at most ${mostTargets} times`,
    })
    .default([]);

/** RFC 8693 section 2.1 and RFC 8707 section 2: an absolute URI without a fragment. */
const resource = severalTexts("resource", longestUri).refine(
  (uris) => uris.every((uri) => URL.canParse(uri) && !uri.includes("#")),
  { error: "resource must be an absolute URI without a fragment" },
);

/** A form knows only text, JSON knows truth values. */
const flag = (name: string) =>
  z
    .union([z.boolean(), z.literal("true"), z.literal("false")], { error: `${name} must be true or false` })
    .transform((value) => value === true || value === "true")
    .default(false);

/**
 * The token request, after `grant_type` was found to be token exchange. `provider_name`,
 * `identity_mapping_name`, `project_key`, `issuer_url` and `include_reference_token` are extension parameters
 * (RFC 6749 section 8.2).
 */
export const tokenRequest = z.object({
  subject_token: z.string({ error: "subject_token is missing or not text" }),
  subject_token_type: z.string({ error: "subject_token_type is missing or not text" }),
  requested_token_type: optionalName("requested_token_type"),
  actor_token: z.unknown().optional(),
  actor_token_type: z.unknown().optional(),
  resource,
  audience: severalTexts("audience", longestUri),
  scope: text("scope", longestScope).default(""),
  client_id: optionalName("client_id"),
  provider_name: optionalName("provider_name"),
  identity_mapping_name: optionalName("identity_mapping_name"),
  project_key: optionalName("project_key"),
  // Known from the JFrog face, where anything may stand in it; text is compared with the provider's.
  issuer_url: z.unknown().optional(),
  include_reference_token: flag("include_reference_token"),
});
export type TokenRequest = z.infer<typeof tokenRequest>;

/** Successful answer, RFC 8693 section 2.2.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly issued_token_type: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  /** Only for a request that asked for a scope: the one the token has (RFC 6749 sections 3.3 and 5.1). */
  readonly scope?: string;
  /** Only when asked for with `include_reference_token`. */
  readonly reference_token?: string;
}

/** Error codes of RFC 6749 sections 4.1.2.1 and 5.2, RFC 8693 section 2.2.2, and RFC 7009 section 2.2.1. */
export const errorCodes = [
  "invalid_client",
  "invalid_request",
  "invalid_scope",
  "invalid_target",
  "temporarily_unavailable",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_token_type",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Error answer, RFC 6749 section 5.2. */
export interface ErrorAnswer {
  readonly error: ErrorCode;
  /** Printable ASCII without quotation mark and backslash. */
  readonly error_description: string;
}

/** Authorization server metadata, RFC 8414 section 2: only what exists here. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly token_endpoint?: string;
  readonly jwks_uri: string;
  readonly grant_types_supported: readonly string[];
  /** Required by RFC 8414; there is no authorization endpoint, so there is none. */
  readonly response_types_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly introspection_endpoint?: string;
  readonly introspection_endpoint_auth_methods_supported?: readonly string[];
  /** RFC 9701 section 7. */
  readonly introspection_signing_alg_values_supported?: readonly string[];
  readonly revocation_endpoint?: string;
  readonly revocation_endpoint_auth_methods_supported?: readonly string[];
}

/** OpenID Provider metadata (OpenID Connect Discovery 1.0 section 3), for verifiers that look only there. */
export interface OpenidConfiguration extends ServerMetadata {
  readonly subject_types_supported: readonly string[];
  readonly id_token_signing_alg_values_supported: readonly string[];
}
