/**
 * The time of day that never runs backwards: a step back of the machine's clock must not revive an
 * expired token. Steps forward are believed.
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

/** @returns the later of the wall clock and of the start time plus what has passed since */
export function createClock(time: TimeSources): () => EpochSeconds {
  const startWallMs = time.wallMs();
  const startMonotonicMs = time.monotonicMs();
  return () =>
    Math.floor(Math.max(time.wallMs(), startWallMs + time.monotonicMs() - startMonotonicMs) / 1000);
}
