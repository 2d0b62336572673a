/**
 * Revocation: what can be revoked, and when an issued token is dead. Beside single tokens, everything issued
 * so far through a provider or a mapping, to a user, or at all can be revoked in one step: an epoch before
 * which nothing is good. The rule whether a token is alive stands here, and nowhere else.
 */

import type { EpochSeconds } from "./terms.ts";

/** The kinds of epochs, the widest first. */
export const epochKinds = ["everything", "provider", "mapping", "user"] as const;
export type EpochKind = (typeof epochKinds)[number];

/** Whose tokens an epoch ends. */
export type EpochTarget =
  | { readonly kind: "everything" }
  /** `id`: of the provider or the mapping; of a user, the name that was granted (`userKey`). */
  | { readonly kind: Exclude<EpochKind, "everything">; readonly id: string };

/** What decides over an issued token's life. */
export interface TokenLife {
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** When this one token was revoked. */
  readonly revokedAt: EpochSeconds | null;
  /** The strongest epoch that applies: tokens issued up to and in this second are dead. */
  readonly notBefore: EpochSeconds | null;
}

/** Whether a token is neither expired nor revoked, by itself or by an epoch. */
export function isAlive(token: TokenLife, now: EpochSeconds): boolean {
  return now < token.expiresAt && !isRevoked(token);
}

/** Revoked by itself or by an epoch; says nothing about expiry. */
export function isRevoked({ issuedAt, revokedAt, notBefore }: TokenLife): boolean {
  return revokedAt !== null || (notBefore !== null && issuedAt <= notBefore);
}

/**
 * Under which key a user's tokens are found. Faces disagree on whether case matters in a user's name; a
 * revocation that misses a token is worse than one that takes a namesake along, so here it does not.
 */
export function userKey(name: string): string {
  return name.toLowerCase();
}
