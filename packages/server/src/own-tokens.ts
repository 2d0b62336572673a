/**
 * Finding an access token of ours by its text, or by its reference token's. Only a token whose signature
 * holds and whose row in the database says that it is alive is found, and when the database does not answer
 * nothing is found to be good. Of a token whose signature does not hold it is never said what else is the matter
 * with it.
 */

import type { CredentialFault } from "./core/access.ts";
import { ownMember } from "./core/json.ts";
import { looksLikeReferenceToken } from "./core/reference-token.ts";
import type { Verdict } from "./core/refusal.ts";
import { isAlive } from "./core/revocation.ts";
import type { Claims, EpochSeconds } from "./core/terms.ts";
import { digestSecret } from "./keys/secret-digest.ts";
import type { StoredToken, TokenTable } from "./store/store.ts";

/** A live access token of ours. */
export interface OwnToken {
  readonly stored: StoredToken;
  readonly claims: Claims;
}

/** Expired, revoked by itself or by an epoch, worth nothing at this moment, or no token of ours at all. */
export type FoundToken =
  | { readonly ok: true; readonly token: OwnToken }
  | { readonly ok: false; readonly fault: TokenFault };

export type TokenFault = Exclude<CredentialFault, "elsewhere">;

/** Which tokens are found beside the good ones. */
export interface AlsoFound {
  /** One that expired less long ago, as long as it is remembered; absent: none. */
  readonly graceSeconds?: number;
  /** One that is worth nothing at this moment, which is for whoever ends it; absent: none. */
  readonly suspended?: boolean;
}

/** @throws when the database does not answer */
export type FindOwnToken = (text: string, also?: AlsoFound) => Promise<FoundToken>;

export interface OwnTokenPorts {
  readonly tokens: Pick<TokenTable, "find" | "findByReference">;
  verifyOwnToken(token: string, now: EpochSeconds, graceSeconds?: number): Verdict<Claims>;
  /** Whether the configuration of this moment still bears what a live token of this face says. */
  stands(token: OwnToken): boolean;
  now(): EpochSeconds;
}

export function createTokenFinder(ports: OwnTokenPorts): FindOwnToken {
  return async (text, { graceSeconds = 0, suspended = false } = {}) => {
    const found = looksLikeReferenceToken(text)
      ? await byReference(ports, text)
      : await byAccessToken(ports, text, graceSeconds);
    if (!found.ok) return found;
    const { stored } = found.token;
    // The row has the last word but one.
    const at = ports.now() - graceSeconds;
    if (!isAlive(stored, at)) return fault(stored.expiresAt <= at ? "expired" : "revoked");
    return suspended || ports.stands(found.token) ? found : fault("suspended");
  };
}

async function byReference(ports: OwnTokenPorts, text: string): Promise<FoundToken> {
  const found = await ports.tokens.findByReference(digestSecret(text));
  if (found === null) return fault("unknown");
  return { ok: true, token: { stored: found.token, claims: found.claims } };
}

async function byAccessToken(ports: OwnTokenPorts, text: string, graceSeconds: number): Promise<FoundToken> {
  const claims = ports.verifyOwnToken(text, ports.now(), graceSeconds);
  // Its times are looked at last, once signature and issuer are ours.
  if (!claims.ok) return fault(claims.refusal.reason === "expired" ? "expired" : "unknown");
  const tokenId = ownMember(claims.value, "jti");
  const stored = typeof tokenId === "string" ? await ports.tokens.find(tokenId) : null;
  return stored === null ? fault("unknown") : { ok: true, token: { stored, claims: claims.value } };
}

function fault(fault: TokenFault): FoundToken {
  return { ok: false, fault };
}
