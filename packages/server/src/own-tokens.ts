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

/**
 * @param graceSeconds one that expired less long ago is found too, as long as it is remembered; absent: none is
 * @throws when the database does not answer
 */
export type FindOwnToken = (text: string, graceSeconds?: number) => Promise<FoundToken>;

export interface OwnTokenPorts {
  readonly tokens: Pick<TokenTable, "find" | "findByReference">;
  verifyOwnToken(token: string, now: EpochSeconds, graceSeconds?: number): Verdict<Claims>;
  /** Whether the configuration of this moment still bears what a live token of this face says. */
  stands(token: OwnToken): boolean;
  now(): EpochSeconds;
}

export function createTokenFinder(ports: OwnTokenPorts): FindOwnToken {
  return async (text, graceSeconds = 0) => {
    const found = looksLikeReferenceToken(text)
      ? await byReference(ports, text)
      : await byAccessToken(ports, text, graceSeconds);
    return found.ok ? judge(ports, found.token, ports.now() - graceSeconds) : found;
  };
}

/** The row has the last word but one. @param at when it must not have expired yet */
function judge(ports: Pick<OwnTokenPorts, "stands">, token: OwnToken, at: EpochSeconds): FoundToken {
  if (isAlive(token.stored, at)) return ports.stands(token) ? { ok: true, token } : fault("suspended");
  return fault(token.stored.expiresAt <= at ? "expired" : "revoked");
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
