/** What figures are made of: sums of the records by the hour, handed over in runs short enough for one turn each. */

import type { EpochSeconds } from "../terms.ts";

/** Exchanges of one hour through one provider that ended alike. */
export interface ProviderHour {
  /** Its beginning. */
  readonly hour: EpochSeconds;
  readonly providerId: string;
  /** Null: issued. */
  readonly reason: string | null;
  readonly count: number;
}

/** What one mapping granted in one hour. */
export interface MappingHour {
  readonly hour: EpochSeconds;
  readonly mappingId: string;
  readonly count: number;
}

/** When a mapping decided last, whatever came of it. */
export interface MappingUse {
  readonly mappingId: string;
  readonly lastAt: EpochSeconds;
}

/** From an hour's beginning to another one's, the latter not included. */
export interface Hours {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

export type Runs<Row> = AsyncIterable<readonly Row[]>;

export interface Sums {
  /** Exchanges that left a record, and refusals that were counted instead; an hour may come in several parts. */
  providerHours(hours: Hours): Runs<ProviderHour>;
  /** The latest hour first. */
  mappingHours(hours: Hours): Runs<MappingHour>;
  mappingUse(): Runs<MappingUse>;
  /** When the oldest record was written that there still is; null: there is none. */
  recordsFrom(): Promise<EpochSeconds | null>;
  /** Whether every record is in the sums, but for those of the last seconds. */
  areComplete(): Promise<boolean>;
  /** The name that a provider had when it was deleted; null: it is not known. */
  lastNameOf(providerId: string): Promise<string | null>;
}
