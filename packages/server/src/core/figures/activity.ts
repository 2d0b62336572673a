/** What was exchanged and refused through each provider, in buckets of time. */

import { compareText } from "../matching/mapping.ts";
import type { EpochSeconds } from "../terms.ts";
import type { Hours, ProviderHour } from "./sums.ts";

/** A stretch of time in equal parts; its ends are whole buckets of UTC. */
export interface Buckets extends Hours {
  readonly seconds: number;
}

/** One provider's, whether it still exists or not. */
export interface ProviderActivity {
  readonly providerId: string;
  /** One for each bucket. */
  readonly issued: readonly number[];
  readonly refused: readonly number[];
  readonly issuedTotal: number;
  readonly refusedTotal: number;
  /** The most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** The whole buckets in which a stretch of time lies. */
export function bucketsAround(since: EpochSeconds, until: EpochSeconds, seconds: number): Buckets {
  const from = since - (since % seconds);
  return { from, to: Math.max(Math.ceil(until / seconds) * seconds, from + seconds), seconds };
}

/** Adds up hours, in whatever order they come. */
export class ActivityBuilder {
  readonly #buckets: Buckets;
  readonly #providers = new Map<string, Counts>();

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  add({ hour, providerId, reason, count }: ProviderHour): void {
    const { from, seconds } = this.#buckets;
    const index = Math.floor((hour - from) / seconds);
    const counts = this.#providers.get(providerId) ?? this.#empty();
    this.#providers.set(providerId, counts);
    const series = reason === null ? counts.issued : counts.refused;
    series[index] = (series[index] ?? 0) + count;
    if (reason !== null) counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + count);
  }

  /** A provider through which nothing may have come. */
  of(providerId: string): ProviderActivity {
    const { issued, refused, reasons } = this.#providers.get(providerId) ?? this.#empty();
    return {
      providerId,
      issued,
      refused,
      issuedTotal: sum(issued),
      refusedTotal: sum(refused),
      reasons: [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((one, other) => other.count - one.count || compareText(one.reason, other.reason)),
    };
  }

  /** Those through which something came. */
  providerIds(): readonly string[] {
    return [...this.#providers.keys()];
  }

  #empty(): Counts {
    const { from, to, seconds } = this.#buckets;
    const length = (to - from) / seconds;
    return {
      issued: new Array<number>(length).fill(0),
      refused: new Array<number>(length).fill(0),
      reasons: new Map(),
    };
  }
}

interface Counts {
  readonly issued: number[];
  readonly refused: number[];
  readonly reasons: Map<string, number>;
}

function sum(series: readonly number[]): number {
  return series.reduce((total, count) => total + count, 0);
}
