/** When each key is published and when it signs, as parts of one stretch of time that a picture can be drawn of. */

import type { SigningKey } from "@countersign/client";

/** Parts of the whole stretch, from 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface KeyStretches {
  readonly kid: string;
  readonly published: Stretch;
  /** Null: it never signs, or no more. */
  readonly signs: Stretch | null;
}

export interface Timeline {
  readonly from: Date;
  readonly to: Date;
  /** Where the present is, from 0 to 1. */
  readonly now: number;
  readonly keys: readonly KeyStretches[];
}

/** Shown on both sides of what is known, so that bars that go on are seen to. */
const margin = 0.06;
/** The least that is shown, when the keys are young. */
const shortestMilliseconds = 3_600_000;

export function timelineOf(keys: readonly SigningKey[], now: Date): Timeline {
  const known = keys
    .flatMap((key) => [key.created_at, key.active_from, key.signs_until, key.published_until])
    .flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  const first = Math.min(now.getTime(), ...known);
  const last = Math.max(now.getTime(), ...known, first + shortestMilliseconds);
  const around = (last - first) * margin;
  const [from, to] = [first - around, last + around];
  const place = (at: string | null) => (at === null ? 1 : (Date.parse(at) - from) / (to - from));
  return {
    from: new Date(from),
    to: new Date(to),
    now: (now.getTime() - from) / (to - from),
    keys: keys.map((key) => ({
      kid: key.kid,
      published: { from: place(key.created_at), to: place(key.published_until) },
      signs: key.state === "standby" ? null : { from: place(key.active_from), to: place(key.signs_until) },
    })),
  };
}

/** When the key that signs now is followed by the next; null: only when an operator asks for it, or none signs. */
export function nextRotation(keys: readonly SigningKey[]): string | null {
  return keys.find(({ state }) => state === "active")?.signs_until ?? null;
}
