/**
 * Refusals before the signature held: anybody can cause them, so they are answered at once, recorded one
 * by one only up to a rate per provider, and counted beyond it. Strangers cannot fill the disk, and no
 * refusal goes missing while the database is away for a moment.
 */

import type { ExchangedRecord } from "../core/exchange-record.ts";
import type { EpochSeconds } from "../core/terms.ts";
import type { ExchangeLog, RefusalCount } from "../store/store.ts";

/** Full records per provider and minute. */
const recordedPerMinute = 60;
/** Distinct (provider, reason, prefix) counters kept between two flushes; the rest is counted without prefix. */
const countersAtMost = 5_000;

export interface EarlyRefusals {
  note(record: ExchangedRecord): void;
  /** Hands the counts to the store; call now and then, and before the process ends. */
  flush(now: EpochSeconds): Promise<void>;
}

type Counter = Omit<RefusalCount, "at">;

/**
 * @param log where records and counts go
 * @param failed told when the log does not take one; the caller was answered long before
 */
export function createEarlyRefusals(
  log: Pick<ExchangeLog, "recordRefusal" | "countRefusals">,
  failed: (problem: unknown) => void,
): EarlyRefusals {
  const minutes = new Map<string, { readonly minute: number; recorded: number }>();
  let counters = new Map<string, Counter>();

  const mayRecord = (record: ExchangedRecord): boolean => {
    const minute = minuteOf(record.at);
    const window = minutes.get(record.providerId);
    if (window === undefined || window.minute !== minute) {
      minutes.set(record.providerId, { minute, recorded: 1 });
      return true;
    }
    window.recorded += 1;
    return window.recorded <= recordedPerMinute;
  };

  const add = ({ providerId, reason, addressPrefix, count }: Counter): void => {
    const key = JSON.stringify([providerId, reason, addressPrefix]);
    const known = counters.get(key)?.count ?? 0;
    counters.set(key, { providerId, reason, addressPrefix, count: known + count });
  };

  const countInstead = ({ providerId, refusal, client }: ExchangedRecord): void =>
    add({
      providerId,
      reason: refusal?.reason ?? "",
      addressPrefix: counters.size < countersAtMost ? client.addressPrefix : "",
      count: 1,
    });

  return {
    note(record) {
      if (!mayRecord(record)) {
        countInstead(record);
        return;
      }
      log.recordRefusal(record).catch((problem: unknown) => {
        failed(problem);
        countInstead(record);
      });
    },
    async flush(now) {
      for (const [providerId, { minute }] of minutes) {
        if (minute < minuteOf(now)) minutes.delete(providerId);
      }
      const taken = [...counters.values()];
      if (taken.length === 0) return;
      counters = new Map();
      try {
        await log.countRefusals(taken.map((counter) => ({ ...counter, at: now })));
      } catch (problem) {
        failed(problem);
        // The next flush brings them again.
        for (const counter of taken) add(counter);
      }
    },
  };
}

function minuteOf(at: EpochSeconds): number {
  return Math.floor(at / 60);
}
