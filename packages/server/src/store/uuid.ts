/**
 * Time-ordered identifiers (UUIDv7). Rows keyed by them are appended at the right edge of an index
 * instead of being scattered over it, and lists sort by age without a second index. Clock and
 * randomness come in as functions.
 *
 * @see RFC 9562 §5.7 and §6.2 (method 1: a counter within one millisecond)
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMilliseconds = number;
export type Clock = () => EpochMilliseconds;
/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;

/** Bytes drawn at a time by `pooled`. */
const poolBytes = 4096;

/** Draws randomness in larger pieces: a call into the operating system for every few bytes costs more than the rest. */
export function pooled(random: Random): Random {
  let pool = new Uint8Array(0);
  return (bytes) => {
    if (pool.length < bytes) pool = Uint8Array.from(random(Math.max(bytes, poolBytes)));
    const drawn = pool.slice(0, bytes);
    pool = pool.subarray(bytes);
    return drawn;
  };
}

const counterLimit = 0x1000;
/** Each millisecond starts its counter in the lower half, which leaves room to count up. */
const counterSeedMask = 0x7ff;

/**
 * @returns a generator whose ids always increase, also when the clock stands still or steps back
 */
export function uuidGenerator(clock: Clock, random: Random): () => string {
  let time = 0;
  let counter = 0;
  return () => {
    const bytes = random(10);
    const now = clock();
    if (now > time) {
      time = now;
      counter = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
      counter &= counterSeedMask;
    } else if (++counter === counterLimit) {
      time += 1;
      counter = 0;
    }
    return format(time, counter, bytes.subarray(2));
  };
}

/** The smallest id of a moment: every id made earlier sorts before it, every later one after. */
export function firstUuidOf(time: EpochMilliseconds): string {
  return format(Math.max(0, time), 0, new Uint8Array(8));
}

function format(time: EpochMilliseconds, counter: number, tail: Uint8Array): string {
  const clock = time.toString(16).padStart(12, "0");
  const variant = hexOf(((tail[0] ?? 0) & 0x3f) | 0x80);
  let rest = "";
  for (let at = 2; at < 8; at += 1) rest += hexOf(tail[at] ?? 0);
  return `${clock.slice(0, 8)}-${clock.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${hexOf(tail[1] ?? 0)}-${rest}`;
}

function hexOf(byte: number): string {
  return hex[byte] ?? "";
}

const hex = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, "0"));
