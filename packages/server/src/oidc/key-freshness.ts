/**
 * How long fetched keys are good for. All ages are on a monotonic clock: a step of the wall clock neither
 * revives old keys nor freezes the cache.
 */

const second = 1_000;

/**
 * Keys are taken as they are for the longest of these, unless the issuer says less: withdrawn keys must go, and nobody is
 * asked each second.
 */
const leastFreshMs = 60 * second;
const mostFreshMs = 600 * second;

/** From this part of the fresh time on, keys are renewed in the background, so that no request waits. */
const renewAfterPart = 0.8;

/** While an issuer fails, the last good keys serve for this long since they were fetched. */
const usableMs = 24 * 3_600 * second;

/** Between the beginnings of two attempts, whether the first one worked or not. */
export const cooldownMs = 60 * second;

/**
 * After a failed attempt this young, stale keys are served without waiting for the next attempt: a request
 * in every cooldown would otherwise wait for an issuer that is known to be down.
 */
export const outageKnownMs = 2 * cooldownMs;

export type KeyAge = "fresh" | "renewable" | "stale" | "unusable";

/** What may be done with keys of that age. */
export function judgeAge(ageMs: number, freshMs: number): KeyAge {
  if (ageMs >= usableMs) return "unusable";
  if (ageMs >= freshMs) return "stale";
  return ageMs >= freshMs * renewAfterPart ? "renewable" : "fresh";
}

/**
 * The fresh time an answer's `Cache-Control` asks for, within bounds.
 * @returns milliseconds
 * @see RFC 9111 §5.2.2
 */
export function freshTimeMs(cacheControl: string | null): number {
  const directives = (cacheControl ?? "").toLowerCase().split(",");
  const values = directives.flatMap((directive) => {
    const [, seconds] = /^\s*max-age\s*=\s*"?(\d{1,10})"?\s*$/.exec(directive) ?? [];
    if (seconds !== undefined) return [Number(seconds) * second];
    return /^\s*no-(cache|store)\b/.test(directive) ? [0] : [];
  });
  return Math.max(Math.min(...values, mostFreshMs), leastFreshMs);
}
