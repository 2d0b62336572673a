/**
 * What one attempt leaves behind: enough to explain it later by the rules of its moment, and never a token
 * or a secret. What may be erased early stands apart from what the record keeps. Most attempts are exchanges
 * through a provider; a token that was issued on a principal's word leaves a record of the same kind.
 */

import type { ClientFacts } from "./exchange-request.ts";
import type { UncommonWish } from "./recorded-wish.ts";
import type { Progress, Refusal } from "./refusal.ts";
import type { Claims, Entry, EpochSeconds, FaceName, GroupRef, JsonObject, TokenGrant } from "./terms.ts";

/** Told apart by `issuedBy`. Never a token, never a secret. */
export type ExchangeRecord = ExchangedRecord | IssuedRecord;

interface Attempt {
  /** The reference id. */
  readonly requestId: string;
  readonly at: EpochSeconds;
  readonly face: FaceName;
  /** Configuration revision whose rules decided, or that was known when no rules had to. */
  readonly revision: number;
  readonly client: ClientFacts;
  /** What a later explanation needs; kept apart so that it can be erased. */
  readonly details: ExchangeDetails;
}

/** An exchange through a provider, accepted or refused. */
export interface ExchangedRecord extends Attempt {
  readonly issuedBy: null;
  /** Null: issued. */
  readonly refusal: Refusal | null;
  readonly progress: Progress;
  readonly providerId: string;
  readonly providerName: string;
  readonly mappingId: string | null;
  readonly mappingName: string | null;
  /** The verified `sub`; null before verification. */
  readonly subject: string | null;
  readonly token: IssuedTokenFacts | null;
}

/** A token issued on the word of somebody whose credential was checked: no provider and no mapping had a say. */
export interface IssuedRecord extends Attempt, Readonly<typeof withoutExchange> {
  readonly issuedBy: IssuingPrincipal;
  readonly token: IssuedTokenFacts;
}

/** What a record says of an exchange where there was none. */
export const withoutExchange = {
  refusal: null,
  progress: "claims_valid",
  providerId: null,
  providerName: null,
  mappingId: null,
  mappingName: null,
  subject: null,
} as const;

/** Who had a token issued. */
export interface IssuingPrincipal {
  /** As `Principal` has it. */
  readonly name: string;
  /** The access token it presented; null for other credentials. */
  readonly tokenId: string | null;
}

export interface ExchangeDetails {
  /** What a good signature stands for, valid or not; null when it did not hold, or nothing was presented. */
  readonly claims: Claims | null;
  readonly project: string | null;
  readonly mapping: string | null;
  readonly entry: Entry;
  readonly requestedAudience: readonly string[];
  readonly context: JsonObject;
  readonly grant: TokenGrant | null;
  /** What else was asked for; absent: nothing. */
  readonly wish?: UncommonWish;
  /** Groups that the mapping names and that are not there; absent: none. */
  readonly leftOut?: readonly GroupRef[];
}

export interface IssuedTokenFacts extends RevocationReach {
  readonly tokenId: string;
  readonly face: FaceName;
  /** `sub` of the access token. */
  readonly subject: string;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly selfRevocable: boolean;
  /** Hash of the reference token, kept with the claims of the access token it stands for; null: none. */
  readonly reference: { readonly hash: string; readonly claims: JsonObject } | null;
  /** What only a token issued on a principal's word has; null: it was exchanged. */
  readonly created: CreatedTokenFacts | null;
}

/** By what the epochs of revocation find a token. */
export interface RevocationReach {
  /** The granted user's name, as the core has it; null: none was granted. */
  readonly userName: string | null;
  /** The provider it was exchanged through, or the token it was made with; null: none. */
  readonly providerId: string | null;
  readonly mappingId: string | null;
  /** Under which it stands against epochs; null: of a token whose node wrote none down. */
  readonly revision: number | null;
}

export interface CreatedTokenFacts {
  /** What the caller calls it; may be empty. */
  readonly description: string;
  /** The token, or the administrator's secret, it was made with, be it by way of others, and ends with; null: it stands by itself. */
  readonly madeWith: string | null;
  /** The token that the line of those it was made of began with; null: it begins one of its own. */
  readonly family: string | null;
}
