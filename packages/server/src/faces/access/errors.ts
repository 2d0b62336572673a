/**
 * What is refused, as JFrog's clients read it: statuses, codes and envelopes. The phrases that the real product is
 * seen to answer stand within the messages, since scripts and people look for them.
 */

import type { CredentialFault } from "../../core/access.ts";
import type { ChangeRefusal } from "../../core/configuring/configuration.ts";
import { quote } from "../../core/explaining/quote.ts";
import { kindSentences, type Reason, type RefusalKind } from "../../core/reasons.ts";
import {
  callerSentence,
  type DisclosureLevel,
  kindOf,
  type Progress,
  type Refusal,
} from "../../core/refusal.ts";
import type { JsonObject } from "../../core/terms.ts";
import { HttpFailure, type HttpProblem } from "../http-failure.ts";
import { retryAfter } from "../retry-after.ts";

const kindStatus: Readonly<Record<RefusalKind, number>> = {
  malformed_request: 400,
  invalid_token: 401,
  no_mapping: 401,
  provider_unusable: 404,
  unacceptable_target: 400,
  unavailable: 503,
  rate_limited: 429,
};

/** Reasons that the real product, or HTTP, answers differently from the rest of their kind. */
const reasonStatus: Readonly<Partial<Record<Reason, number>>> = { audience_mismatch: 400, too_large: 413 };

/** What the real product is seen to say. */
const phrases: Readonly<Partial<Record<Reason, string>>> = {
  unknown_provider: "oidc integration doesn't exist",
  audience_mismatch: "Invalid audience",
  invalid_target: "Invalid audience",
  issuer_unreachable: "Failed to get public key",
  issuer_response_invalid: "Failed to get public key",
  blocked_address: "Failed to get public key",
  redirect_refused: "Failed to get public key",
};

/** What the real product is seen to say of a token that is presented to it. */
export const tokenFaultPhrases: Readonly<Partial<Record<CredentialFault, string>>> = {
  expired: "Token failed verification: expired",
  revoked: "Token failed verification: revoked",
};

/** Codes of RFC 6749 section 5.2, RFC 8693 section 2.2.2 and RFC 8707 section 2, for clients that know OAuth. */
const oauthErrors: Readonly<Partial<Record<Reason, string>>> = {
  unsupported_grant: "unsupported_grant_type",
  invalid_target: "invalid_target",
  invalid_scope: "invalid_scope",
};

/** A refused exchange as this face answers it. */
export function failureOfRefusal(refusal: Refusal, progress: Progress, level: DisclosureLevel): HttpFailure {
  const kind = kindOf(refusal);
  const sentence = callerSentence(refusal, progress, level);
  // Whoever may know the kind alone must not read the reason off the status or the phrase.
  const kindAlone = sentence === kindSentences[kind];
  const status = (kindAlone ? undefined : reasonStatus[refusal.reason]) ?? kindStatus[kind];
  const phrase = kindAlone ? undefined : phrases[refusal.reason];
  const told = phrase === undefined || sentence.includes(phrase) ? sentence : `${phrase}: ${sentence}`;
  return new HttpFailure(status, codeOf(status), told, {
    headers: retryAfter(refusal),
    details: { oauthError: oauthErrors[refusal.reason] },
  });
}

const changeStatus: Readonly<Record<ChangeRefusal["kind"], number>> = {
  not_found: 404,
  already_exists: 409,
  forbidden: 403,
  stale: 409,
  in_use: 400,
  invalid: 400,
};

/** What Terraform looks for before it tries again. */
const projectInUse = "project containing resources can't be removed";

/** The directory says it in other words. */
const groupExists = "group already exists";

/** What is said of a configuration that does not exist, or that whoever asks may not see. */
export function noSuchProvider(name: string): string {
  return `oidc integration doesn't exist: ${quote(name)}. Names are compared exactly; GET /access/api/v1/oidc lists those there are.`;
}

/** What a change was about. */
export type ChangedThing = "configuration" | "mapping" | "project" | "group";

/** The members of these documents behind the core's names, by the beginning of the name. */
const memberNames: Readonly<Record<ChangedThing, readonly (readonly [RegExp, string])[]>> = {
  configuration: [
    [/^issuerUrl$/, "issuer_url"],
    [/^tokenIssuer$/, "token_issuer"],
    [/^discoveryQuery$/, "azure_app_id"],
    [/^pins\b.*$/, "organization"],
    [/^project$/, "project_key"],
  ],
  mapping: [
    [/^lifetimeSeconds$/, "token_spec Invalid expiry: expires_in"],
    [/^audience\b.*$/, "token_spec.audience"],
    [/^project$/, "project_key"],
    [/^rules\.0\.when\b.*$/, "claims"],
    [/^rules\.0\.grant\.user\b.*\bpattern$/, "token_spec.username_pattern"],
    [/^rules\.0\.grant\.user\b.*$/, "token_spec.username"],
    [/^rules\.0\.grant\.groups\..*\bnames\b.*$/, "token_spec.groups_pattern"],
    [/^rules\.0\.grant\b.*$/, "token_spec Invalid scope: scope"],
  ],
  project: [
    [/^key$/, "project_key"],
    [/^displayName$/, "display_name"],
    [/^roles\.\d+\.name$/, "name"],
    [/^roles\.\d+\.description$/, "description"],
  ],
  group: [],
};

/** A refused change, with the member at fault under the name the client knows. */
export function failureOfChange(refusal: ChangeRefusal, thing: ChangedThing): HttpFailure {
  const status = changeStatus[refusal.kind];
  return new HttpFailure(status, codeOf(status), changeSentence(refusal, thing));
}

/** Whole, with the member at fault under the name the client knows. */
export function changeSentence(refusal: ChangeRefusal, thing: ChangedThing): string {
  if (thing === "project" && refusal.kind === "in_use") return `${projectInUse}: ${refusal.detail}`;
  if (thing === "group" && refusal.kind === "already_exists") return `${groupExists}: ${refusal.detail}`;
  if (refusal.kind !== "invalid" || !refusal.detail.startsWith(refusal.field)) return refusal.detail;
  const known = memberNames[thing].find(([form]) => form.test(refusal.field));
  return `${known?.[1] ?? refusal.field}${refusal.detail.slice(refusal.field.length)}`;
}

/** Codes by status; on these paths a code is always text. */
const codes: ReadonlyMap<number, string> = new Map([
  [400, "BAD_REQUEST"],
  [401, "UNAUTHORIZED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [405, "METHOD_NOT_ALLOWED"],
  [409, "CONFLICT"],
  [413, "PAYLOAD_TOO_LARGE"],
  [415, "UNSUPPORTED_MEDIA_TYPE"],
  [429, "TOO_MANY_REQUESTS"],
  [503, "SERVICE_UNAVAILABLE"],
]);

function codeOf(status: number): string {
  return codes.get(status) ?? (status < 500 ? "BAD_REQUEST" : "SERVICE_UNAVAILABLE");
}

/** The error document of this face's paths, those below `/artifactory` aside; `error` and its description are for OAuth clients. */
export function toErrorDocument(problem: HttpProblem): JsonObject {
  const message = messageOf(problem.sentence, problem.requestId);
  const overloaded = problem.status === 429 || problem.status === 503;
  return {
    errors: [{ code: codeOf(problem.status), message }],
    error: oauthErrorIn(problem.details) ?? (overloaded ? "temporarily_unavailable" : "invalid_request"),
    error_description: message,
  };
}

/** The same below `/artifactory`, where clients read a number. */
export function toArtifactoryErrorDocument({ status, sentence, requestId }: HttpProblem): JsonObject {
  return { errors: [{ status, message: messageOf(sentence, requestId) }] };
}

function messageOf(sentence: string, requestId: string): string {
  return `${sentence} Reference id: ${requestId}`;
}

function oauthErrorIn(details: unknown): string | null {
  if (typeof details !== "object" || details === null || !("oauthError" in details)) return null;
  return typeof details.oauthError === "string" ? details.oauthError : null;
}
