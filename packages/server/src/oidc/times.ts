/**
 * The times of a subject token. `exp` and `iat` are required, whatever other verifiers make up when they
 * are missing; a NumericDate may have a fraction, but must be exact. The provider's tolerance widens every
 * comparison with the clock, and no comparison of the token with itself.
 */

import { ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims, EpochSeconds, Provider } from "../core/terms.ts";

/**
 * Checks `exp`, `iat` and `nbf`.
 * @returns `exp` rounded down; or refused with `missing_claim`, `bad_claim_type`, `bad_claim_value` (a number
 *   that is not exact, `exp` before `iat`), `expired`, `issued_in_future`, `not_yet_valid` or
 *   `lifetime_too_long`
 * @see RFC 7519 §4.1.4 to §4.1.6; OpenID Connect Core §3.1.3.7 steps 9 and 10
 */
export function checkTimes(
  claims: Claims,
  provider: Pick<Provider, "clockToleranceSeconds" | "maxTokenLifetimeSeconds">,
  now: EpochSeconds,
): Verdict<{ readonly expiresAt: EpochSeconds }> {
  const expiry = readNumericDate(claims, "exp");
  if (!expiry.ok) return expiry;
  const issue = readNumericDate(claims, "iat");
  if (!issue.ok) return issue;
  const start = Object.hasOwn(claims, "nbf") ? readNumericDate(claims, "nbf") : accept(null);
  if (!start.ok) return start;

  const tolerance = provider.clockToleranceSeconds;
  const [expiresAt, issuedAt, notBefore] = [expiry.value, issue.value, start.value];
  // First of all: whoever sends an old token should read that it is old.
  if (now >= expiresAt + tolerance) {
    return refuse("expired", { expiresAt, now, toleranceSeconds: tolerance });
  }
  if (expiresAt < issuedAt) {
    return refuse("bad_claim_value", { claim: "exp", detail: "is before iat" });
  }
  if (issuedAt > now + tolerance) return refuse("issued_in_future", { issuedAt, now });
  if (notBefore !== null && notBefore > now + tolerance) {
    return refuse("not_yet_valid", { notBefore, now });
  }
  if (expiresAt - issuedAt > provider.maxTokenLifetimeSeconds) {
    return refuse("lifetime_too_long", { limitSeconds: provider.maxTokenLifetimeSeconds });
  }
  return accept({ expiresAt: Math.floor(expiresAt) });
}

function readNumericDate(claims: Claims, claim: string): Verdict<number> {
  const value = ownMember(claims, claim);
  if (value === undefined) return refuse("missing_claim", { claim });
  if (typeof value !== "number") return refuse("bad_claim_type", { claim, expected: "a number" });
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER
    ? accept(value)
    : refuse("bad_claim_value", { claim, detail: "is not a time that can be read exactly" });
}
