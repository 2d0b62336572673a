/** Chance that can be had again: the seed is a bound of the protocol, so a run can be repeated exactly. */

export interface Chance {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
}

/** Mulberry32: small, even enough for choosing where to break something, and the same on every machine. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}
