/**
 * Between the words of RFC 8693 and the core's, in both directions, without any effect. Refusals are
 * answered as section 2.2.2 asks: a subject token that is invalid or not acceptable is `invalid_request`,
 * so the code is no oracle; only `error_description` says more, as far as the core lets it.
 */

import type { ExchangeRequest } from "../../core/exchange-request.ts";
import { permissionsOf, renderScopeTokens } from "../../core/granting/scope.ts";
import type { MintedToken } from "../../core/minting.ts";
import type { Reason, RefusalKind } from "../../core/reasons.ts";
import { accept, kindOf, type Refusal, refuse, type Verdict } from "../../core/refusal.ts";
import type { JsonObject, JsonValue } from "../../core/terms.ts";
import type { ErrorWriter } from "../http-failure.ts";
import { retryAfter } from "../retry-after.ts";
import { layoutAccessToken } from "./profile.ts";
import {
  type ErrorAnswer,
  type ErrorCode,
  errorCodes,
  type OpenidConfiguration,
  requestedTokenTypes,
  type ServerMetadata,
  subjectTokenTypes,
  type TokenAnswer,
  type TokenRequest,
  tokenExchangeGrant,
  tokenRequest,
  tokenTypes,
} from "./wire.ts";

/**
 * Reads the parameters of a token request.
 * @returns refused with `request_malformed`, `unsupported_grant` or `unsupported_token_type`
 * @see RFC 8693 section 2.1
 */
export function readTokenRequest(parameters: JsonObject): Verdict<TokenRequest> {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => !isOmitted(value)));
  const grant = given["grant_type"];
  if (typeof grant !== "string")
    return malformed(`grant_type is missing or not text: send ${tokenExchangeGrant}`);
  if (grant !== tokenExchangeGrant) return refuse("unsupported_grant", { received: grant });

  const parsed = tokenRequest.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return malformed(issue?.message ?? "The parameters are not readable", String(issue?.path[0] ?? ""));
  }
  const request = parsed.data;
  if (request.actor_token !== undefined || request.actor_token_type !== undefined) {
    return malformed("Delegation is not offered here: send neither actor_token nor actor_token_type");
  }
  if (!subjectTokenTypes.includes(request.subject_token_type)) {
    return refuse("unsupported_token_type", { received: request.subject_token_type });
  }
  const wanted = request.requested_token_type;
  if (wanted !== undefined && !requestedTokenTypes.includes(wanted)) {
    return malformed(`requested_token_type must be one of ${requestedTokenTypes.join(", ")}`);
  }
  return accept(request);
}

/** RFC 6749 section 3.2: a parameter sent without a value counts as omitted. */
function isOmitted(value: JsonValue): boolean {
  return value === "" || (Array.isArray(value) && value.every((one) => one === ""));
}

/** @param parameter the one at fault, where the standards answer it with a code of its own */
function malformed(detail: string, parameter = ""): Verdict<never> {
  return refuse("request_malformed", { detail: `${detail}.`, parameter });
}

/**
 * The exchange a token request asks for.
 *
 * `audience` and `scope` are wishes: words the mapping does not know are ignored, because stock clients send
 * some of their own accord. `resource` (RFC 8707) is sent on purpose: once it is there, every target named
 * must be one of the mapping's audiences, or the request is refused with `invalid_target`.
 */
export function toExchangeRequest(
  request: TokenRequest,
  arrival: Pick<ExchangeRequest, "requestId" | "client">,
): ExchangeRequest {
  return {
    ...arrival,
    face: "oauth",
    subjectToken: request.subject_token,
    provider:
      request.provider_name === undefined
        ? { kind: "by_issuer" }
        : { kind: "named", name: request.provider_name },
    entry: { kind: "exchange" },
    project: request.project_key ?? null,
    mapping: request.identity_mapping_name ?? null,
    audience: {
      requested: [...request.resource, ...request.audience],
      rule: request.resource.length > 0 ? "all_known" : "known_only",
    },
    scope: scopeWords(request.scope),
    requiresAudience: true,
    expectedIssuer: typeof request.issuer_url === "string" ? request.issuer_url : null,
    wantsReferenceToken: request.include_reference_token,
    layout: layoutAccessToken,
    context: {
      ...(request.client_id !== undefined && { client_id: request.client_id }),
      ...(request.scope !== "" && { scope: request.scope }),
      ...(request.resource.length > 0 && { resource: request.resource }),
    },
  };
}

function scopeWords(scope: string): readonly string[] {
  return scope.split(" ").filter((word) => word !== "");
}

/**
 * The answer to a request that was granted. A request that asked for a scope reads the one of the token, which
 * may be another: words of other servers are passed over. What no scope can say is left out.
 * @see RFC 8693 section 2.2.1, RFC 6749 section 3.3
 */
export function toTokenAnswer(issued: MintedToken, request: TokenRequest): TokenAnswer {
  const scope = request.scope === "" ? null : renderScopeTokens(permissionsOf(issued.grant));
  return {
    access_token: issued.accessToken,
    issued_token_type: request.requested_token_type ?? tokenTypes.accessToken,
    token_type: "Bearer",
    expires_in: issued.expiresAt - issued.issuedAt,
    ...(scope !== null && { scope }),
    ...(issued.referenceToken !== null && { reference_token: issued.referenceToken }),
  };
}

interface Answer {
  readonly status: number;
  readonly error: ErrorCode;
}

const answers: Readonly<Record<RefusalKind, Answer>> = {
  malformed_request: { status: 400, error: "invalid_request" },
  invalid_token: { status: 400, error: "invalid_request" },
  no_mapping: { status: 400, error: "invalid_request" },
  provider_unusable: { status: 400, error: "invalid_request" },
  unacceptable_target: { status: 400, error: "invalid_target" },
  unavailable: { status: 503, error: "temporarily_unavailable" },
  rate_limited: { status: 429, error: "temporarily_unavailable" },
};

/** How a refusal is answered: status, error code, and `Retry-After` where waiting helps. */
export function answerTo(refusal: Refusal): Answer & { readonly headers: Readonly<Record<string, string>> } {
  const answer = answers[kindOf(refusal)];
  return {
    status: reasonStatus.get(refusal.reason) ?? answer.status,
    error: isUnreadableTarget(refusal) ? "invalid_target" : (reasonCodes.get(refusal.reason) ?? answer.error),
    headers: retryAfter(refusal),
  };
}

/** RFC 8707 section 2: also a resource that cannot be read is an invalid target. */
function isUnreadableTarget({ reason, evidence }: Refusal): boolean {
  return reason === "request_malformed" && evidence["parameter"] === "resource";
}

/** A token that is too long gets the status of a body that is too long: HTTP has a better one than 400. */
const reasonStatus: ReadonlyMap<Reason, number> = new Map([["too_large", 413]]);

/** Reasons the standards give a code of their own. */
const reasonCodes: ReadonlyMap<Reason, ErrorCode> = new Map([
  ["unsupported_grant", "unsupported_grant_type"],
  ["invalid_scope", "invalid_scope"],
]);

/** The error code of a failure that may come from this face or from the HTTP server under it. */
export function errorCodeOf(code: string, status: number): ErrorCode {
  const known = errorCodes.find((one) => one === code);
  return known ?? (status >= 500 || status === 429 ? "temporarily_unavailable" : "invalid_request");
}

/** @param sentence what the caller may read; the reference id is added */
export function toErrorAnswer(error: ErrorCode, sentence: string, requestId: string): ErrorAnswer {
  return { error, error_description: asDescription(`${sentence} Reference id: ${requestId}.`) };
}

/** The envelope of every error of this face. */
export const writeError: ErrorWriter = ({ code, status, sentence, requestId }) => ({
  body: toErrorAnswer(errorCodeOf(code, status), sentence, requestId),
});

/** RFC 6749 section 5.2 allows printable ASCII without quotation mark and backslash. */
function asDescription(text: string): string {
  return text
    .replaceAll('"', "'")
    .replaceAll("\\", "/")
    .replaceAll("…", "...")
    .replace(/[^\x20-\x7e]/gu, "?");
}

/** What metadata tell of this server. */
export interface ServerFacts {
  readonly issuer: string;
  /** The public URL the client asked, without trailing slash; links follow it, the issuer does not. */
  readonly base: string;
  /** Whether the OAuth face is mounted; without it the metadata serve verifiers only. */
  readonly mounted: boolean;
  /** Of the published keys. */
  readonly algorithms: readonly string[];
}

/**
 * Metadata of this server.
 * @see RFC 8414 section 2, RFC 9701 section 7
 */
export function toServerMetadata({ issuer, base, mounted, algorithms }: ServerFacts): ServerMetadata {
  return {
    issuer,
    ...(mounted && { token_endpoint: `${base}/oauth2/token` }),
    jwks_uri: `${base}/.well-known/jwks.json`,
    grant_types_supported: mounted ? [tokenExchangeGrant] : [],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["none"],
    ...(mounted && {
      introspection_endpoint: `${base}/oauth2/introspect`,
      introspection_endpoint_auth_methods_supported: ["Bearer", "client_secret_basic"],
      introspection_signing_alg_values_supported: algorithms,
      revocation_endpoint: `${base}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: ["none", "Bearer", "client_secret_basic"],
    }),
  };
}

/** The same for readers of OpenID Connect Discovery, with the members that one requires. */
export function toOpenidConfiguration(
  metadata: ServerMetadata,
  algorithms: readonly string[],
): OpenidConfiguration {
  return {
    ...metadata,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: algorithms,
  };
}
