/**
 * Signing keys as they are stored, and the one way to change them: a whole change in one transaction, and
 * only if the keys are still those it was planned on, wrapped under the same master key. So of many nodes
 * with one plan, one carries it out; and no key is ever wrapped under a master key that was replaced meanwhile.
 */

import type { EpochSeconds } from "./terms.ts";

export interface SigningKeyRecord {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: string;
  /** The public members as JSON text, for people who look into the database; nothing reads it. */
  readonly publicJwk: string;
  /** The private part under the master key, base64url. */
  readonly wrappedPrivateKey: string;
  readonly createdAt: EpochSeconds;
  /** From when on it signs; it is published before. */
  readonly activeFrom: EpochSeconds;
  /** When it stops signing, or stopped; null: it goes on until a successor is made. */
  readonly retiredAt: EpochSeconds | null;
}

export interface SigningKeyChange {
  /** The keys the change was planned on: all there are, in any order. */
  readonly expected: readonly Pick<SigningKeyRecord, "kid" | "retiredAt">[];
  /** The fact that says which master key it is, as it was known, and what it becomes; null: it is taken away. */
  readonly canary: { readonly fact: string; readonly standing: string; readonly becomes: string | null };
  readonly add?: readonly SigningKeyRecord[];
  readonly retire?: readonly { readonly kid: string; readonly at: EpochSeconds }[];
  readonly remove?: readonly string[];
  readonly rewrap?: readonly Pick<SigningKeyRecord, "kid" | "wrappedPrivateKey">[];
  /** Every token issued so far is revoked with it, whatever form it has. */
  readonly revoke?: { readonly by: string; readonly at: EpochSeconds };
}

/** `stale`: there are other keys than expected; `other_canary`: the fact does not stand any more. */
export type SigningKeyChangeOutcome = "changed" | "stale" | "other_canary";

/** Where signing keys lie. */
export interface SigningKeyTable {
  /** The oldest first. */
  list(): Promise<readonly SigningKeyRecord[]>;
  /** @returns what came of it; unless `changed`, nothing was */
  change(change: SigningKeyChange): Promise<SigningKeyChangeOutcome>;
  /**
   * When the last of the tokens issued up to `issuedBy` expires.
   * @returns null when none of them expires after `expiresAfter`
   */
  lastExpiry(tokens: {
    readonly issuedBy: EpochSeconds;
    readonly expiresAfter: EpochSeconds;
  }): Promise<EpochSeconds | null>;
}
