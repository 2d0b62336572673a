/**
 * Refusals before the signature held: anybody can cause them, so they are answered at once, recorded one
 * by one only up to a rate per provider, and counted beyond it. Strangers cannot fill the disk.
 */

import type { ExchangeRecord } from "../core/exchange.ts";
import type { EpochSeconds } from "../core/terms.ts";

/** Full records per provider and minute. */
const RECORDED_PER_MINUTE = 60;
/** Distinct (provider, reason, prefix) counters kept between two flushes; the rest is counted without prefix. */
const COUNTERS = 5_000;

export interface RefusalCount {
  readonly providerId: string;
  readonly reason: string;
  readonly addressPrefix: string;
  readonly count: number;
  readonly at: EpochSeconds;
}

export interface EarlyRefusals {
  note(record: ExchangeRecord): void;
  /** Hands the counts to the store; call now and then, and before the process ends. */
  flush(now: EpochSeconds): Promise<void>;
}

/**
 * @param log where records and counts go
 * @param failed told when the log does not take one; the caller was answered long before
 */
export function createEarlyRefusals(
  log: {
    recordRefusal(record: ExchangeRecord): Promise<void>;
    countRefusals(counts: readonly RefusalCount[]): Promise<void>;
  },
  failed: (problem: unknown) => void,
): EarlyRefusals {
  const minutes = new Map<string, { minute: number; recorded: number }>();
  let counts = new Map<
    string,
    { providerId: string; reason: string; addressPrefix: string; count: number }
  >();

  const mayRecord = (record: ExchangeRecord): boolean => {
    const minute = Math.floor(record.at / 60);
    const window = minutes.get(record.providerId);
    if (window === undefined || window.minute !== minute) {
      minutes.set(record.providerId, { minute, recorded: 1 });
      return true;
    }
    window.recorded += 1;
    return window.recorded <= RECORDED_PER_MINUTE;
  };

  return {
    note(record) {
      if (mayRecord(record)) {
        log.recordRefusal(record).catch(failed);
        return;
      }
      const reason = record.refusal?.reason ?? "";
      const addressPrefix = counts.size < COUNTERS ? record.client.addressPrefix : "";
      const key = JSON.stringify([record.providerId, reason, addressPrefix]);
      const counter = counts.get(key) ?? { providerId: record.providerId, reason, addressPrefix, count: 0 };
      counter.count += 1;
      counts.set(key, counter);
    },
    async flush(now) {
      if (counts.size === 0) return;
      const taken = [...counts.values()].map((counter) => ({ ...counter, at: now }));
      counts = new Map();
      await log.countRefusals(taken).catch(failed);
    },
  };
}
