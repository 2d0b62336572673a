/**
 * The compact serialisation of a JWS (RFC 7515 §3.1, §7.1), read strictly: three canonical base64url
 * segments, a header that keeps our rules, and nothing decoded that is not needed. Dots are counted
 * before anything is split, so a flood of them costs nothing.
 */

import { isJsonObject, ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims, JsonObject } from "../core/terms.ts";
import { findAlgorithm } from "./algorithm.ts";
import { decodeBase64url } from "./base64url.ts";
import { presentedText } from "./evidence.ts";
import { type HeaderPolicy, readHeader } from "./header.ts";
import { parseClaims } from "./payload.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A token taken apart. Nothing in it is trusted: the signature has not been looked at. */
export interface CompactJws {
  readonly header: JsonObject;
  readonly alg: string;
  readonly kid: string | null;
  readonly typ: string | null;
  /** May be empty: a JWS may sign nothing, only a claim set may not be empty (`payload.ts`). */
  readonly payloadBytes: Uint8Array;
  /** The payload as it stands in the token. */
  readonly payloadSegment: string;
  readonly signature: Uint8Array;
  /** The text the signature covers: header, dot, payload. */
  readonly signingInput: string;
}

const idTokensOnly: HeaderPolicy = { acceptAccessTokens: false };

/**
 * Takes a token apart without verifying it.
 * @returns refused with `encrypted_token` for a JWE, `malformed_token` for anything else that is not three
 *   segments, `bad_json` or `duplicate_member` for the header, or as `readHeader` refuses.
 * @see RFC 7515 §5.2 steps 1 to 7; RFC 8725 §3.7
 */
export function parseCompact(token: string, policy: HeaderPolicy = idTokensOnly): Verdict<CompactJws> {
  const taken = takeApart(token);
  if (!taken.ok) return taken;
  const { header, payloadBytes, payloadSegment, signature, signingInput } = taken.value;
  const facts = readHeader(header, policy);
  if (!facts.ok) return facts;
  if (signature.length === 0) return refuseUnsigned(facts.value.alg);
  return accept({ header, ...facts.value, payloadBytes, payloadSegment, signature, signingInput });
}

/** The claim set of a token that was taken apart, as `parseClaims` reads it. */
export function claimsOf({ payloadBytes }: Pick<CompactJws, "payloadBytes">): Verdict<Claims> {
  if (latest === null || payloadBytes !== latest.payloadBytes) return parseClaims(payloadBytes);
  latest.claims ??= parseClaims(payloadBytes);
  return latest.claims;
}

/**
 * The text read last, and what it came to. An exchange reads its token three times in a row, for its issuer, for a
 * permit, for its signature, and reading costs a fifth of what the cryptography does. Only reading is
 * remembered: every signature is verified each time.
 */
let latest: {
  readonly token: string;
  readonly taken: Verdict<Taken>;
  readonly payloadBytes: Uint8Array | null;
  /** Null: not read yet. */
  claims: Verdict<Claims> | null;
} | null = null;

function takeApart(token: string): Verdict<Taken> {
  if (latest?.token !== token) {
    const taken = splitAndReadHeader(token);
    latest = { token, taken, payloadBytes: taken.ok ? taken.value.payloadBytes : null, claims: null };
  }
  return latest.taken;
}

function splitAndReadHeader(token: string): Verdict<Taken> {
  const segments = splitSegments(token);
  if (!segments.ok) return segments;
  const header = parseHeader(segments.value.headerBytes);
  return header.ok ? accept({ ...segments.value, header: header.value }) : header;
}

/**
 * The issuer an unverified token claims, to find the provider that may verify it. The result can hold
 * nothing else, so nothing else of an unverified token can be used by mistake.
 * @returns refused as `parseCompact` and `parseClaims` refuse, or with `missing_claim` or `bad_claim_type`.
 */
export function peekIssuer(token: string): Verdict<{ readonly issuer: string }> {
  // Whether access tokens are taken depends on the provider, which is not known yet.
  const jws = parseCompact(token, { acceptAccessTokens: true });
  if (!jws.ok) return jws;
  const claims = claimsOf(jws.value);
  if (!claims.ok) return claims;
  const issuer = ownMember(claims.value, "iss");
  if (issuer === undefined) return refuse("missing_claim", { claim: "iss" });
  return typeof issuer === "string"
    ? accept({ issuer })
    : refuse("bad_claim_type", { claim: "iss", expected: "a string" });
}

interface Segments {
  readonly headerBytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  readonly payloadSegment: string;
  /** Empty when the token has none; the header decides what that means. */
  readonly signature: Uint8Array;
  readonly signingInput: string;
}

interface Taken extends Segments {
  readonly header: JsonObject;
}

function splitSegments(token: string): Verdict<Segments> {
  const first = token.indexOf(".");
  const second = first === -1 ? -1 : token.indexOf(".", first + 1);
  if (second === -1 || token.indexOf(".", second + 1) !== -1) return refuseShape(token);
  const payloadSegment = token.slice(first + 1, second);
  const headerBytes = decodeBase64url(token.slice(0, first));
  const payloadBytes = decodeBase64url(payloadSegment);
  const signature = decodeBase64url(token.slice(second + 1));
  if (headerBytes === null || payloadBytes === null || signature === null) {
    const part = headerBytes === null ? "header" : payloadBytes === null ? "payload" : "signature";
    return refuse("malformed_token", { detail: `the ${part} is not canonical base64url` });
  }
  if (headerBytes.length === 0) return refuse("malformed_token", { detail: "the header is empty" });
  const signingInput = token.slice(0, second);
  return accept({ headerBytes, payloadBytes, payloadSegment, signature, signingInput });
}

/** Five base64url segments are a JWE (RFC 7516 §3.1); a payload with dots of its own is not. */
function refuseShape(token: string): Verdict<never> {
  return /^[\w-]+(?:\.[\w-]*){4}$/.test(token)
    ? refuse("encrypted_token")
    : refuse("malformed_token", { detail: "there are not exactly three segments" });
}

function parseHeader(bytes: Uint8Array): Verdict<JsonObject> {
  const json = parseStrictJson(bytes);
  if (!json.ok) {
    return json.problem.kind === "duplicate_member"
      ? refuse("duplicate_member", { part: "header", detail: json.problem.detail })
      : refuse("bad_json", { part: "header", detail: json.problem.detail });
  }
  return isJsonObject(json.value)
    ? accept(json.value)
    : refuse("bad_json", { part: "header", detail: "it is not an object" });
}

/** A missing signature is a broken token where the algorithm makes one, and `none` by any name elsewhere. */
function refuseUnsigned(alg: string): Verdict<never> {
  return findAlgorithm(alg) === undefined
    ? refuse("alg_not_allowed", { presented: presentedText(alg) })
    : refuse("malformed_token", { detail: "the signature is empty" });
}
