/**
 * What one attempt leaves behind: enough to explain it later by the rules of its moment, and never a token
 * or a secret. What may be erased early stands apart from what the record keeps.
 */

import type { ClientFacts } from "./exchange-request.ts";
import type { Progress, Refusal } from "./refusal.ts";
import type { Claims, Entry, EpochSeconds, FaceName, JsonObject, TokenGrant } from "./terms.ts";

/** What one attempt leaves behind, accepted or refused. Never a token, never a secret. */
export interface ExchangeRecord {
  /** The reference id. */
  readonly requestId: string;
  readonly at: EpochSeconds;
  readonly face: FaceName;
  /** Null: issued. */
  readonly refusal: Refusal | null;
  readonly progress: Progress;
  readonly providerId: string;
  readonly providerName: string;
  readonly mappingId: string | null;
  readonly mappingName: string | null;
  /** Configuration revision whose rules decided. */
  readonly revision: number;
  /** The verified `sub`; null before verification. */
  readonly subject: string | null;
  readonly client: ClientFacts;
  readonly token: IssuedTokenFacts | null;
  /** What a later explanation needs; kept apart so that it can be erased. */
  readonly details: ExchangeDetails;
}

export interface ExchangeDetails {
  /** Verified claims; null when the signature did not hold. */
  readonly claims: Claims | null;
  readonly project: string | null;
  readonly mapping: string | null;
  readonly entry: Entry;
  readonly requestedAudience: readonly string[];
  readonly context: JsonObject;
  readonly grant: TokenGrant | null;
}

export interface IssuedTokenFacts {
  readonly tokenId: string;
  readonly face: FaceName;
  /** `sub` of the access token. */
  readonly subject: string;
  /** The granted user's name, as the core has it; null: none was granted. */
  readonly userName: string | null;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly selfRevocable: boolean;
  /** Hash of the reference token, kept with the claims of the access token it stands for; null: none. */
  readonly reference: { readonly hash: string; readonly claims: JsonObject } | null;
}
