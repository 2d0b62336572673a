/**
 * The authorization code flow as a client of a provider, as far as a person's sign-in needs it: where to send the
 * browser, and the ID token for the code that it brings back. Every request goes through the guarded fetch. What the
 * ID token says is nobody's word until `verifySubjectToken` has looked at it; here it is only held to this attempt.
 *
 * @see OpenID Connect Core §3.1, RFC 7636 (PKCE), RFC 9207 (`iss` in the answer)
 */

import { timingSafeEqual } from "node:crypto";
import { ownMember, valuesOf } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { EpochSeconds, Provider } from "../core/terms.ts";
import { claimsOf, parseCompact } from "../jws/compact.ts";
import { discover } from "./discovery.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { isForBrowsers } from "./issuer-url.ts";

/** Who we are to the provider. */
export interface CodeClient {
  readonly clientId: string;
  /** Null: PKCE alone stands for it. */
  readonly clientSecret: string | null;
}

/** What makes one attempt unlike all others. */
export interface Attempt {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE; its digest goes along first. */
  readonly codeVerifier: string;
  /** The person is to show its credential again, whatever session it has there. */
  readonly again: boolean;
}

/** What is known of a provider's endpoints. */
export interface CodeEndpoints {
  readonly authorization: string;
  readonly token: string;
  /** It sends `iss` with every answer, so that one without is none of its own. */
  readonly sendsIssuer: boolean;
  /** It takes a client's secret in the form only. */
  readonly secretInForm: boolean;
}

/** @returns refused as discovery refuses, or with `issuer_response_invalid` when it offers no such flow */
export async function findEndpoints(
  fetch: Pick<GuardedFetch, "fetchJson">,
  provider: Provider,
): Promise<Verdict<CodeEndpoints>> {
  const discovered = await discover(fetch, provider);
  if (!discovered.ok) return discovered;
  const { document, urlAt } = discovered.value;
  const authorization = urlAt("authorization_endpoint");
  if (!authorization.ok) return authorization;
  if (!isForBrowsers(authorization.value, provider.issuerUrl)) {
    const detail = "its authorization_endpoint is no https URL without user name and fragment";
    return refuse("issuer_response_invalid", {
      provider: provider.name,
      url: authorization.value,
      detail,
    });
  }
  const token = urlAt("token_endpoint");
  if (!token.ok) return token;
  // Absent: `client_secret_basic` (OpenID Connect Discovery §3).
  const methods = valuesOf(ownMember(document, "token_endpoint_auth_methods_supported") ?? null);
  return accept({
    authorization: authorization.value,
    token: token.value,
    sendsIssuer: ownMember(document, "authorization_response_iss_parameter_supported") === true,
    secretInForm: methods.includes("client_secret_post") && !methods.includes("client_secret_basic"),
  });
}

/**
 * Where the browser goes.
 * @param codeChallenge the verifier's SHA-256, base64url (RFC 7636 §4.2)
 */
export function authorizationUrl(
  { authorization }: Pick<CodeEndpoints, "authorization">,
  { clientId }: Pick<CodeClient, "clientId">,
  attempt: Omit<Attempt, "codeVerifier">,
  codeChallenge: string,
): string {
  const url = new URL(authorization);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: attempt.redirectUri,
    scope: "openid profile email",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
    ...(attempt.again && { prompt: "login", max_age: "0" }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** What came of a code: the ID token, or what the token endpoint said in its place, in its own word. */
export type Redeemed =
  | { readonly ok: true; readonly idToken: string }
  | { readonly ok: false; readonly error: string };

/** @returns refused as the fetch refuses, or with `issuer_response_invalid` when there is no ID token in the answer */
export async function redeemCode(
  fetch: Pick<GuardedFetch, "postForm">,
  provider: Provider,
  endpoints: CodeEndpoints,
  { clientId, clientSecret }: CodeClient,
  attempt: Pick<Attempt, "redirectUri" | "codeVerifier"> & { readonly code: string },
): Promise<Verdict<Redeemed>> {
  const inForm = clientSecret === null || endpoints.secretInForm;
  const parameters = new URLSearchParams({
    grant_type: "authorization_code",
    code: attempt.code,
    redirect_uri: attempt.redirectUri,
    code_verifier: attempt.codeVerifier,
    ...(inForm && { client_id: clientId }),
    ...(inForm && clientSecret !== null && { client_secret: clientSecret }),
  });
  const authorization = inForm ? null : basic(clientId, clientSecret);
  const answered = await fetch.postForm(endpoints.token, provider, { parameters, authorization });
  if (!answered.ok) return answered;
  const { accepted, document } = answered.value;
  if (!accepted) {
    const error = ownMember(document, "error");
    return accept({ ok: false, error: typeof error === "string" ? errorWord(error) : "no word of it" });
  }
  const idToken = ownMember(document, "id_token");
  if (typeof idToken === "string") return accept({ ok: true, idToken });
  return refuse("issuer_response_invalid", {
    provider: provider.name,
    url: endpoints.token,
    detail: "it has no id_token",
  });
}

/** A code of RFC 6749 §5.2, and never more than a word of it. */
export function errorWord(text: string): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text) ? text : "a code that cannot be shown";
}

/** RFC 6749 §2.3.1: both are encoded like a form's values first. */
function basic(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64")}`;
}

/** Why an ID token is not the one this attempt asked for. */
export type AttemptFault = "unreadable" | "other_audience" | "other_nonce" | "not_signed_in_again";

/**
 * Holds an ID token to the attempt it answers: made for this client, with this nonce and, where the person was to sign
 * in again, since then. Its signature, issuer and times are `verifySubjectToken`'s.
 * @param since when the attempt began, less the provider's tolerance; null: when the person signed in does not matter
 * @see OpenID Connect Core §3.1.3.7
 */
export function attemptFault(
  idToken: string,
  expected: {
    readonly clientId: string;
    readonly nonce: string;
    readonly since: EpochSeconds | null;
  },
): AttemptFault | null {
  const jws = parseCompact(idToken);
  const claims = jws.ok ? claimsOf(jws.value) : jws;
  if (!claims.ok) return "unreadable";
  const audience = valuesOf(ownMember(claims.value, "aud") ?? null);
  const party = ownMember(claims.value, "azp");
  if (!audience.includes(expected.clientId)) return "other_audience";
  if (party !== undefined && party !== expected.clientId) return "other_audience";
  const nonce = ownMember(claims.value, "nonce");
  if (typeof nonce !== "string" || !isSame(nonce, expected.nonce)) return "other_nonce";
  if (expected.since === null) return null;
  const signedInAt = ownMember(claims.value, "auth_time");
  return typeof signedInAt === "number" && signedInAt >= expected.since ? null : "not_signed_in_again";
}

/** Whom an ID token is about; true of one that was verified. @returns empty: it does not say */
export function subjectIn(idToken: string): string {
  const jws = parseCompact(idToken);
  const claims = jws.ok ? claimsOf(jws.value) : jws;
  const subject = claims.ok ? ownMember(claims.value, "sub") : undefined;
  return typeof subject === "string" ? subject : "";
}

function isSame(presented: string, expected: string): boolean {
  const [one, other] = [Buffer.from(presented), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
