/**
 * Revocation: what can be revoked, and when an issued token is dead. Beside single tokens, everything issued
 * so far through a provider or a mapping, to a user, or at all can be revoked in one step: an epoch before
 * which nothing is good. What came before an epoch is told by the revisions of the configuration, which put
 * everything in one order whatever the nodes' clocks say. The rule whether a token is alive stands here, and
 * nowhere else.
 */

import { nodeClockDifferenceSeconds } from "./node-clocks.ts";
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
  /** The configuration's, under which its exchange was decided; null: a node that wrote none down issued it. */
  readonly revision: number | null;
  /** When this one token was revoked. */
  readonly revokedAt: EpochSeconds | null;
  /** What the epochs that apply come to; null: none does. */
  readonly epoch: EpochBound | null;
}

/** Of all epochs that apply to a token the latest revision, and the latest time. */
export interface EpochBound {
  /** The revision the epoch took: an exchange decided under it, or a later one, came after. */
  readonly revision: number;
  /** The second up to and in which it ends tokens without a revision; others when they are older by far. */
  readonly notBefore: EpochSeconds;
}

/** Whether a token is neither expired nor revoked, by itself or by an epoch. */
export function isAlive(token: TokenLife, now: EpochSeconds): boolean {
  return now < token.expiresAt && !isRevoked(token);
}

/** Revoked by itself or by an epoch; says nothing about expiry. */
export function isRevoked(token: TokenLife): boolean {
  return token.revokedAt !== null || (token.epoch !== null && isBefore(token, token.epoch));
}

/**
 * A second holds many exchanges, and clocks differ: so order counts, and time where there is nothing else, or where
 * it speaks too plainly. A database that went back hands out revisions a second time, and tokens from before may
 * have later ones than a revocation that came after.
 */
function isBefore({ issuedAt, revision }: TokenLife, { notBefore, ...epoch }: EpochBound): boolean {
  if (revision === null) return issuedAt <= notBefore;
  return revision < epoch.revision || issuedAt < notBefore - nodeClockDifferenceSeconds;
}

/**
 * Under which key a user's tokens are found. Faces disagree on whether case matters in a user's name; a
 * revocation that misses a token is worse than one that takes a namesake along, so here it does not.
 */
export function userKey(name: string): string {
  return name.toLowerCase();
}
