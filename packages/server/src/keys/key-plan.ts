/**
 * Which keys are due: made, retired, removed. A pure rule over the keys there are, so that every node comes
 * to the same plan and the first to write it settles the matter for all. A successor is made with its
 * predecessor's end in one step: no moment is without a key, and no second step can be missed.
 */

import type { EpochSeconds } from "../core/terms.ts";
import { type KeyTimes, publishAheadSeconds, publishedUntil } from "./key-times.ts";
import type { SigningAlgorithm } from "./signing-key.ts";

/** The operator's wishes. */
export interface KeyPolicy {
  /** At least one; the first signs, all are published. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** How long a key signs before the next takes over; null: until somebody asks for another. */
  readonly rotationSeconds: number | null;
  readonly longestTokenSeconds: number;
}

/** Why a plan is made: time has passed; somebody wants new keys soon; the keys there are are in wrong hands. */
export type KeyOccasion =
  | { readonly kind: "schedule" | "rotation" }
  /** `by`: who says so. */
  | { readonly kind: "emergency"; readonly by: string };

/** The time of day in its two readings (`runtime/clock.ts`): a clock that is wrong for a while deletes nothing. */
export interface PlanTime {
  readonly now: EpochSeconds;
  /** Never ahead of the time there was at the start and what has passed since. */
  readonly steady: EpochSeconds;
}

export interface KeyPlan {
  readonly make: readonly { readonly algorithm: SigningAlgorithm; readonly activeFrom: EpochSeconds }[];
  readonly retire: readonly { readonly kid: string; readonly at: EpochSeconds }[];
  readonly remove: readonly string[];
}

/** @returns what to change now; nothing in it when all is as it should be */
export function planKeys(
  keys: readonly KeyTimes[],
  policy: KeyPolicy,
  { now, steady }: PlanTime,
  occasion: KeyOccasion["kind"],
): KeyPlan {
  if (occasion === "emergency") {
    return {
      make: policy.algorithms.map((algorithm) => ({ algorithm, activeFrom: now })),
      retire: [],
      remove: keys.map(({ kid }) => kid),
    };
  }
  const plans = policy.algorithms.map((algorithm) => planSuccession(keys, algorithm, policy, now, occasion));
  const make = plans.flatMap((plan) => plan.make);
  return {
    make,
    retire: [...plans.flatMap((plan) => plan.retire), ...planFarewell(keys, make, policy, now, occasion)],
    remove: keys
      .filter(({ retiredAt }) => isOver(retiredAt, policy.longestTokenSeconds, steady))
      .map(({ kid }) => kid),
  };
}

/**
 * When a successor of the key's own algorithm takes its place, as far as that is known.
 * @returns null when none comes by itself
 */
export function termEnd(key: KeyTimes, { rotationSeconds }: KeyPolicy): EpochSeconds | null {
  if (key.retiredAt !== null || rotationSeconds === null) return key.retiredAt;
  return key.activeFrom + rotationSeconds;
}

/** One configured algorithm: its first key, or the successor of the one there is. */
function planSuccession(
  keys: readonly KeyTimes[],
  algorithm: SigningAlgorithm,
  policy: KeyPolicy,
  now: EpochSeconds,
  occasion: KeyOccasion["kind"],
): Pick<KeyPlan, "make" | "retire"> {
  const standing = keys.filter((key) => key.algorithm === algorithm && key.retiredAt === null);
  const newest = standing.toSorted((a, b) => b.activeFrom - a.activeFrom)[0];
  // What is published from now on may sign once every verifier can have it.
  const soonest = now + publishAheadSeconds;
  if (newest === undefined) {
    return { make: [{ algorithm, activeFrom: keys.length === 0 ? now : soonest }], retire: [] };
  }
  // Its time has not come yet: it is the successor.
  if (newest.activeFrom > now) return nothing;
  const due = dueTime(newest, policy, now, occasion);
  if (due === null || due > soonest) return nothing;
  const at = soonest;
  return {
    make: [{ algorithm, activeFrom: at }],
    retire: standing.map(({ kid }) => ({ kid, at })),
  };
}

/**
 * Keys of algorithms that are configured no more go when their successors would have come, not at once:
 * in a rolling restart other nodes still sign with them.
 */
function planFarewell(
  keys: readonly KeyTimes[],
  made: KeyPlan["make"],
  policy: KeyPolicy,
  now: EpochSeconds,
  occasion: KeyOccasion["kind"],
): KeyPlan["retire"] {
  const configured = (algorithm: string) => policy.algorithms.some((one) => one === algorithm);
  const soonest = now + publishAheadSeconds;
  const heirs = [...keys.filter((key) => key.retiredAt === null), ...made].filter((key) =>
    configured(key.algorithm),
  );
  const at = Math.max(soonest, Math.min(...heirs.map(({ activeFrom }) => activeFrom)));
  return keys
    .filter((key) => !configured(key.algorithm) && key.retiredAt === null)
    .filter((key) => {
      const due = dueTime(key, policy, now, occasion);
      return due !== null && due <= soonest;
    })
    .map(({ kid }) => ({ kid, at }));
}

function dueTime(
  key: KeyTimes,
  policy: KeyPolicy,
  now: EpochSeconds,
  occasion: KeyOccasion["kind"],
): EpochSeconds | null {
  return occasion === "rotation" ? now : termEnd(key, policy);
}

/** Whether every token that a retired key may have signed has expired. */
function isOver(retiredAt: EpochSeconds | null, longestTokenSeconds: number, now: EpochSeconds): boolean {
  return retiredAt !== null && publishedUntil(retiredAt, longestTokenSeconds) <= now;
}

const nothing: Pick<KeyPlan, "make" | "retire"> = { make: [], retire: [] };
