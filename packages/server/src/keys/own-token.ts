/**
 * Verifying a token that this installation issued: a key of our own named by `kid`, the algorithm of that
 * key, our issuer, our times. Whether it was revoked and what it may do is for others to say.
 */

import { ownMember } from "../core/json.ts";
import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { Claims, EpochSeconds } from "../core/terms.ts";
import { parseCompact } from "../jws/compact.ts";
import type { VerificationKey } from "../jws/key.ts";
import { parseClaims } from "../jws/payload.ts";
import { verifySignature } from "../jws/verify.ts";

/** Longest token that is read; ours stay below what proxies let through in a header. */
const maxTokenCharacters = 32_768;
/** `typ` of what we issue (RFC 9068 §2.1; RFC 7519 §5.1). */
const ownTypes: ReadonlySet<string | null> = new Set(["at+jwt", "JWT"]);

/** Whose tokens count as our own. */
export interface OwnTokens {
  readonly issuer: string;
  /** The published key of that id. */
  findKey(kid: string): VerificationKey | undefined;
}

/**
 * @param graceSeconds tokens that expired less long ago hold all the same
 * @returns the claims, or refused with the reason of the first check that did not hold
 * @see RFC 8725 §3.1, §3.8, §3.11
 */
export function verifyOwnToken(
  own: OwnTokens,
  token: string,
  now: EpochSeconds,
  graceSeconds = 0,
): Verdict<Claims> {
  if (token.length > maxTokenCharacters) return refuse("too_large", { limit: maxTokenCharacters });
  const jws = parseCompact(token, { acceptAccessTokens: true });
  if (!jws.ok) return jws;
  if (!ownTypes.has(jws.value.typ)) return refuse("token_type_mismatch", { presented: jws.value.typ });
  if (jws.value.kid === null) return refuse("kid_required");
  const key = own.findKey(jws.value.kid);
  if (key === undefined) return refuse("key_not_found", { kid: jws.value.kid });
  const signature = verifySignature(jws.value, key);
  if (!signature.ok) return signature;
  const claims = parseClaims(jws.value.payloadBytes);
  return claims.ok ? checkClaims(own, claims.value, now, graceSeconds) : claims;
}

function checkClaims(
  own: OwnTokens,
  claims: Claims,
  now: EpochSeconds,
  graceSeconds: number,
): Verdict<Claims> {
  const issuer = ownMember(claims, "iss");
  if (issuer !== own.issuer) {
    return refuse("issuer_mismatch", { presented: issuer ?? null, expected: own.issuer });
  }
  const issuedAt = ownMember(claims, "iat");
  const expiresAt = ownMember(claims, "exp");
  if (typeof issuedAt !== "number") return refuse("bad_claim_type", { claim: "iat", expected: "a number" });
  if (typeof expiresAt !== "number") return refuse("bad_claim_type", { claim: "exp", expected: "a number" });
  if (issuedAt > now + nodeClockDifferenceSeconds) return refuse("issued_in_future", { issuedAt, now });
  // To the second: a token of ours never outlives what it says.
  if (expiresAt <= now - graceSeconds) return refuse("expired", { expiresAt, now, toleranceSeconds: 0 });
  return accept(claims);
}
