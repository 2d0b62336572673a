/**
 * The time of day, in two readings. Neither follows the machine's clock back behind the time at which this
 * process started plus what has passed since, so no step back revives a token that expired before it.
 */

import type { EpochSeconds } from "../core/terms.ts";

/** Sources of time, injected so that tests can set them. */
export interface TimeSources {
  /** Milliseconds since 1970, as the machine believes. */
  wallMs(): number;
  /** Milliseconds since some fixed moment; never steps. */
  monotonicMs(): number;
}

export const systemTime: TimeSources = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

export interface Clock {
  /**
   * For verdicts: the later of the wall clock and of `steady`. A step of the wall clock forward is believed
   * for as long as it stands, so that a wrong one refuses everybody no longer than until it is corrected.
   */
  now(): EpochSeconds;
  /**
   * For forgetting: the time of the start plus what has passed since. It never runs backwards, and no step
   * of the wall clock puts it ahead, so nothing is deleted that could be needed after a correction.
   */
  steady(): EpochSeconds;
}

/** Starts a clock at the wall clock's time. */
export function createClock(time: TimeSources): Clock {
  const startMs = time.wallMs() - time.monotonicMs();
  const steadyMs = () => startMs + time.monotonicMs();
  return {
    now: () => Math.floor(Math.max(time.wallMs(), steadyMs()) / 1000),
    steady: () => Math.floor(steadyMs() / 1000),
  };
}
