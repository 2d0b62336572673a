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
/** Cryptographically strong random bytes, to be read at once: they may lie within others, and hold all of them. */
export type Random = (bytes: number) => Uint8Array;

/** Bytes drawn at a time by `pooled`. */
const poolBytes = 4096;

/** Draws randomness in larger pieces: a call into the operating system for every few bytes costs more than the rest. */
export function pooled(random: Random): Random {
  let pool = new Uint8Array(0);
  let drawn = 0;
  return (bytes) => {
    if (pool.length - drawn < bytes) {
      pool = Uint8Array.from(random(Math.max(bytes, poolBytes)));
      drawn = 0;
    }
    drawn += bytes;
    // A window, not a copy: no byte lies in two of them.
    return pool.subarray(drawn - bytes, drawn);
  };
}

/** Of the randomness of one id: where its counter starts, and its tail. */
const seedBytes = 2;
const tailBytes = 8;
const counterLimit = 0x1000;
/** Each millisecond starts its counter in the lower half, which leaves room to count up. */
const counterSeedMask = 0x7ff;

/**
 * @returns a generator whose ids always increase, also when the clock stands still or steps back
 */
export function uuidGenerator(clock: Clock, random: Random): () => string {
  let time = 0;
  let counter = 0;
  const draft = newDraft(time);
  return () => {
    const bytes = random(seedBytes + tailBytes);
    const now = clock();
    if (now > time) {
      time = now;
      writeTime(draft, time);
      counter = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
      counter &= counterSeedMask;
    } else if (++counter === counterLimit) {
      time += 1;
      writeTime(draft, time);
      counter = 0;
    }
    return finished(draft, counter, bytes);
  };
}

/** The smallest id of a moment: every id made earlier sorts before it, every later one after. */
export function firstUuidOf(time: EpochMilliseconds): string {
  return finished(newDraft(Math.max(0, time)), 0, new Uint8Array(seedBytes + tailBytes));
}

/** When an id was made; null for a text that is none. */
export function uuidTime(id: string): EpochMilliseconds | null {
  const clock = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(id);
  return clock === null ? null : Number.parseInt(`${clock[1]}${clock[2]}`, 16);
}

/**
 * The characters of an id. Joined from smaller texts it would stay in pieces until it is first looked at, and
 * `JSON.stringify` takes twice as long for all of a value in which one text is.
 */
function newDraft(time: EpochMilliseconds): Buffer {
  const draft = Buffer.alloc(36, "-");
  writeTime(draft, time);
  return draft;
}

/** The first two groups. */
function writeTime(draft: Buffer, time: EpochMilliseconds): void {
  const clock = time.toString(16).padStart(12, "0");
  draft.write(`${clock.slice(0, 8)}-${clock.slice(8)}`, "latin1");
}

/** @param bytes of which the last eight fill the id's tail */
function finished(draft: Buffer, counter: number, bytes: Uint8Array): string {
  writeByte(draft, 14, 0x70 | (counter >> 8));
  writeByte(draft, 16, counter & 0xff);
  writeByte(draft, 19, ((bytes[seedBytes] ?? 0) & 0x3f) | 0x80);
  writeByte(draft, 21, bytes[seedBytes + 1] ?? 0);
  for (let at = 2; at < tailBytes; at += 1) writeByte(draft, 20 + 2 * at, bytes[seedBytes + at] ?? 0);
  return draft.toString("latin1");
}

function writeByte(draft: Buffer, at: number, byte: number): void {
  draft[at] = digits.charCodeAt(byte >> 4);
  draft[at + 1] = digits.charCodeAt(byte & 0xf);
}

const digits = "0123456789abcdef";
