/** What is asked about tokens, claims, records and changes, without effect. */

import type { Registry } from "../../core/matching/registry.ts";
import type { Refusal } from "../../core/refusal.ts";
import type { Replayed } from "../../core/replaying/tally.ts";
import type { SuggestionGround } from "../../core/suggesting/suggest.ts";
import type { Claims, Entry, EpochSeconds, Provider } from "../../core/terms.ts";

export interface ExplainQuestion {
  /** Provider by name; null: by the token's or the claims' issuer. */
  readonly provider: string | null;
  readonly subject:
    | { readonly kind: "token"; readonly token: string }
    /** Typed-in claims: no signature stands behind them. */
    | { readonly kind: "claims"; readonly claims: Claims };
  readonly entry: Entry;
  readonly project: string | null;
  readonly mapping: string | null;
}

/** Recorded exchanges, judged by the rules as they stand and as they would be. */
export interface WhatIfQuestion {
  readonly before: Registry;
  /** With the change. */
  readonly after: Registry;
  readonly providerId: string;
  /** Null: from the first record there is. */
  readonly since: EpochSeconds | null;
  /** Null: to the last one. */
  readonly until: EpochSeconds | null;
  /** So many of the latest. */
  readonly limit: number;
}

export interface WhatIf extends Replayed {
  /** Every record of that time was looked at. */
  readonly complete: boolean;
  /** Of the records that were looked at. */
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** What could not be judged, a sentence each. */
  readonly notes: readonly string[];
}

/** What a mapping is to be suggested for. */
export interface SuggestQuestion extends Pick<SuggestionGround, "claims" | "entry" | "project" | "origin"> {
  readonly provider: Provider;
}

/** What a token says, and why it would be refused as it is; null: it is verified. */
export interface PresentedClaims {
  readonly provider: Provider;
  readonly claims: Claims;
  readonly refusal: Refusal | null;
}
