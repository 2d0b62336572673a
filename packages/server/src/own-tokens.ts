/**
 * Finding an access token of ours by its text, or by its reference token's. Only a token whose signature
 * holds and whose row in the database says that it is alive is found: what was revoked, by itself or by an
 * epoch, is unknown here, and when the database does not answer nothing is found to be good.
 */

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

/** @returns null for everything that is not alive, or not ours @throws when the database does not answer */
export type FindOwnToken = (text: string) => Promise<OwnToken | null>;

export interface OwnTokenPorts {
  readonly tokens: Pick<TokenTable, "find" | "findByReference">;
  verifyOwnToken(token: string, now: EpochSeconds): Verdict<Claims>;
  now(): EpochSeconds;
}

export function createTokenFinder(ports: OwnTokenPorts): FindOwnToken {
  return async (text) => {
    const found = looksLikeReferenceToken(text)
      ? await byReference(ports, text)
      : await byAccessToken(ports, text);
    return found !== null && isAlive(found.stored, ports.now()) ? found : null;
  };
}

async function byReference(ports: OwnTokenPorts, text: string): Promise<OwnToken | null> {
  const found = await ports.tokens.findByReference(digestSecret(text));
  return found === null ? null : { stored: found.token, claims: found.claims };
}

async function byAccessToken(ports: OwnTokenPorts, text: string): Promise<OwnToken | null> {
  const claims = ports.verifyOwnToken(text, ports.now());
  if (!claims.ok) return null;
  const tokenId = ownMember(claims.value, "jti");
  const stored = typeof tokenId === "string" ? await ports.tokens.find(tokenId) : null;
  return stored === null ? null : { stored, claims: claims.value };
}
