/**
 * The whole way from a presented text to claims that may be acted on, in the one order there is: cheap and
 * free of effects first, keys only for a token that claims this provider's issuer and an algorithm it
 * allows, nothing believed before the signature. Nothing is cached: each token is verified each time. This is
 * the only place that makes `VerifiedClaims`.
 */

import type { ExchangePorts, Outcome, Verification } from "../core/exchange.ts";
import { type Progress, type Refusal, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims, EpochSeconds, Provider, VerifiedClaims } from "../core/terms.ts";
import { findAlgorithm } from "../jws/algorithm.ts";
import { type CompactJws, claimsOf, parseCompact } from "../jws/compact.ts";
import { presentedText } from "../jws/evidence.ts";
import { verifySignature } from "../jws/verify.ts";
import { checkClaims, checkIssuer } from "./claims.ts";
import type { JwksCache } from "./jwks-cache.ts";

/** Longest subject token, in characters. Tokens with hundreds of groups stay well below. */
export const maxSubjectTokenLength = 16_384;

/**
 * Binds the verification to a source of keys.
 * @returns a function whose outcome is `unverified` when refused before or by the signature, `signature_valid`
 *   when refused for its claims; it throws only on bugs
 */
export function createSubjectTokenVerifier(
  keys: Pick<JwksCache, "findKey">,
): ExchangePorts["verifySubjectToken"] {
  return async (subjectToken, provider, now) => {
    const read = readToken(subjectToken, provider);
    if (!read.ok) return stop(read.refusal, "unverified");
    const { jws, claims } = read.value;

    const key = await keys.findKey(provider, jws, now);
    if (!key.ok) return stop(key.refusal, "unverified");
    const signature = verifySignature(jws, key.value);
    if (!signature.ok) return stop(signature.refusal, "unverified");

    return judgeClaims(claims, provider, now);
  };
}

/** Every check that needs no key. What it returns is still unverified. */
function readToken(
  subjectToken: string,
  provider: Provider,
): Verdict<{ readonly jws: CompactJws; readonly claims: Claims }> {
  if (subjectToken.length > maxSubjectTokenLength) {
    return refuse("too_large", { limit: maxSubjectTokenLength });
  }
  const jws = parseCompact(subjectToken, provider);
  if (!jws.ok) return jws;
  const claims = claimsOf(jws.value);
  if (!claims.ok) return claims;
  const issuer = checkIssuer(claims.value, provider);
  if (!issuer.ok) return issuer;
  // The key's choice checks this too; here it spares the issuer a request.
  if (findAlgorithm(jws.value.alg, provider.algorithms) === undefined) {
    const presented = presentedText(jws.value.alg);
    return refuse("alg_not_allowed", { presented, expected: [...provider.algorithms] });
  }
  return { ok: true, value: { jws: jws.value, claims: claims.value } };
}

/** Only for claims whose signature held. */
function judgeClaims(claims: Claims, provider: Provider, now: EpochSeconds): Verification {
  const checked = checkClaims(claims, provider, now);
  if (!checked.ok) return { ...stop(checked.refusal, "signature_valid"), signedClaims: claims };
  // The one place where the brand is given.
  return { ok: true, value: { claims, expiresAt: checked.value.expiresAt } as VerifiedClaims };
}

function stop(refusal: Refusal, progress: Progress): Outcome<never> {
  return { ok: false, refusal, progress };
}
