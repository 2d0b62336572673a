/**
 * Just enough DER to write a certificate with, since libraries that write them cost each start more than everything
 * else together (ADR 26). It never reads any.
 *
 * @see ITU-T X.690
 */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** Below 128 in one byte; else how many bytes follow, then those. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = base256(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base256(value: number): readonly number[] {
  return value < 0x100 ? [value] : [...base256(Math.floor(value / 0x100)), value % 0x100];
}

export const sequence = (...members: readonly Uint8Array[]): Buffer =>
  element(tags.sequence, Buffer.concat(members));
export const set = (...members: readonly Uint8Array[]): Buffer => element(tags.set, Buffer.concat(members));
export const octetString = (content: Uint8Array): Buffer => element(tags.octetString, content);
export const utf8String = (text: string): Buffer => element(tags.utf8String, Buffer.from(text));
export const yes: Buffer = element(tags.boolean, Buffer.from([0xff]));

/** @param magnitude of a number that is not negative, the most significant byte first */
export function integer(magnitude: Uint8Array): Buffer {
  const significant = magnitude.findIndex((byte) => byte !== 0);
  const shortest = significant === -1 ? Buffer.from([0]) : magnitude.subarray(significant);
  const negative = ((shortest[0] ?? 0) & 0x80) !== 0;
  return element(tags.integer, negative ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

/** @param unusedBits how many bits at the end do not count */
export const bitString = (content: Uint8Array, unusedBits = 0): Buffer =>
  element(tags.bitString, Buffer.concat([Buffer.from([unusedBits]), content]));

/** @param dotted such as `1.2.840.10045.4.3.2` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(tags.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seven bits in each byte, the highest bit set in all but the last. */
function base128(value: number): readonly number[] {
  const leading = (rest: number): readonly number[] =>
    rest === 0 ? [] : [...leading(Math.floor(rest / 0x80)), 0x80 | (rest % 0x80)];
  return [...leading(Math.floor(value / 0x80)), value % 0x80];
}

/** Up to 2049 with two digits of the year, from then on with four (RFC 5280 §4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050
    ? element(tags.utcTime, Buffer.from(digits.slice(2)))
    : element(tags.generalizedTime, Buffer.from(digits));
}

/** @param number of an element whose own tag is put in place of its usual one, or around it */
export const explicit = (number: number, content: Uint8Array): Buffer => element(0xa0 | number, content);
export const implicit = (number: number, content: Uint8Array): Buffer => element(0x80 | number, content);
