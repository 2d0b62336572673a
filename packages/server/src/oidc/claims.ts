/**
 * The checks of a claim set against its provider: pure functions of claims, provider and time. Types
 * are never coerced and texts are compared byte for byte. Whether a signature held is not known here; the
 * order in which these are called, and after what, stands in verify-subject-token.ts.
 */

import { ownMember } from "../core/json.ts";
import { lowerAscii } from "../core/letter-case.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { ClaimPin, Claims, EpochSeconds, JsonValue, Provider } from "../core/terms.ts";
import { checkAudience } from "./audience.ts";
import { checkTimes } from "./times.ts";

/** Longest `sub` and `jti`, in UTF-16 code units. OpenID Connect Core §2 asks issuers for at most 255. */
const maxIdentifierLength = 1024;

/** Characters that end lines, or show one text and mean another. */
const unsafeCharacter = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/**
 * Checks that a token claims to be from this provider's issuer. It also runs on unverified claims, so that
 * a token that does not even claim the issuer never causes a fetch of its keys.
 * @returns refused with `missing_claim`, `bad_claim_type` or `issuer_mismatch`
 * @see OpenID Connect Core §3.1.3.7 step 2; RFC 8725 §3.8
 */
export function checkIssuer(claims: Claims, provider: Provider): Verdict<void> {
  const issuer = readText(claims, "iss");
  if (!issuer.ok) return issuer;
  const expected = provider.tokenIssuer ?? provider.issuerUrl;
  return issuer.value === expected
    ? accept(undefined)
    : refuse("issuer_mismatch", { presented: issuer.value, expected });
}

/**
 * Checks everything else a provider asks of verified claims.
 * @returns the token's `exp`, rounded down; or refused with `token_type_mismatch`, `missing_claim`,
 *   `bad_claim_type`, `bad_claim_value`, `expired`, `issued_in_future`, `not_yet_valid`, `lifetime_too_long`,
 *   `audience_mismatch` or `pin_mismatch`. `at_hash`, `c_hash`, `nonce` and `azp` speak to the client that
 *   asked for the token, not to us, and are not looked at.
 */
export function checkClaims(
  claims: Claims,
  provider: Provider,
  now: EpochSeconds,
): Verdict<{ readonly expiresAt: EpochSeconds }> {
  // RFC 8417 §2.2: security events and logout tokens carry `events`; ID tokens never do.
  if (Object.hasOwn(claims, "events"))
    return refuse("token_type_mismatch", { presented: "a security event (events)" });
  const times = checkTimes(claims, provider, now);
  if (!times.ok) return times;
  for (const check of checksInOrder) {
    const verdict = check(claims, provider);
    if (!verdict.ok) return verdict;
  }
  return times;
}

const checksInOrder = [checkSubject, checkTokenId, checkReplayClaims, checkAudience, checkPins];

function checkSubject(claims: Claims): Verdict<unknown> {
  return readIdentifier(claims, "sub");
}

/** `jti` may be absent unless it is what a single-use provider remembers. */
function checkTokenId(claims: Claims, { replay }: Provider): Verdict<unknown> {
  const required = replay.policy === "single_use" && replay.key.kind === "jti";
  return required || Object.hasOwn(claims, "jti") ? readIdentifier(claims, "jti") : accept(undefined);
}

/** Without its replay key a token could be used again and again unnoticed. */
function checkReplayClaims(claims: Claims, { replay }: Provider): Verdict<void> {
  if (replay.policy === "reusable" || replay.key.kind !== "claims") return accept(undefined);
  for (const claim of replay.key.names) {
    const value = ownMember(claims, claim);
    if (value === undefined) return refuse("missing_claim", { claim });
    if (value === null) return refuse("bad_claim_type", { claim, expected: "a value" });
  }
  return accept(undefined);
}

function checkPins(claims: Claims, { pins }: Provider): Verdict<void> {
  for (const pin of pins) {
    const value = ownMember(claims, pin.claim);
    if (value === undefined) return refuse("missing_claim", { claim: pin.claim });
    if (!holdsPin(value, pin)) {
      return refuse("pin_mismatch", { claim: pin.claim, expected: pin.value, presented: value });
    }
  }
  return accept(undefined);
}

function holdsPin(value: JsonValue, pin: ClaimPin): boolean {
  if (typeof value !== "string") return false;
  return pin.ignoreCase ? lowerAscii(value) === lowerAscii(pin.value) : value === pin.value;
}

function readText(claims: Claims, claim: string): Verdict<string> {
  const value = ownMember(claims, claim);
  if (value === undefined) return refuse("missing_claim", { claim });
  return typeof value === "string"
    ? accept(value)
    : refuse("bad_claim_type", { claim, expected: "a string" });
}

function readIdentifier(claims: Claims, claim: string): Verdict<string> {
  const text = readText(claims, claim);
  if (!text.ok) return text;
  const length = text.value.length;
  if (length === 0 || length > maxIdentifierLength) {
    const detail =
      length === 0 ? "is empty" : `has ${length} characters; at most ${maxIdentifierLength} are accepted`;
    return refuse("bad_claim_value", { claim, detail });
  }
  return unsafeCharacter.test(text.value)
    ? refuse("bad_claim_value", { claim, detail: "holds control or direction-changing characters" })
    : text;
}
