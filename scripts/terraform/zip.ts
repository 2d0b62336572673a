/**
 * A zip that depends on nothing but what is in it: no clock, no time zone, no umask, and a deflate in JavaScript, where
 * zlib's bytes differ from one version of Node and one processor to the next.
 */

import { zipSync } from "fflate";

/** As a date of the local time zone, because that is how a zip's clock is read: so it says the same in all of them. */
const fixedTime = new Date(1980, 0, 1, 12);

/** The zip was made on Unix, so that the file's mode counts. */
const unix = 3;
/** A regular file that everybody may read and run; the upper half of what a zip calls attributes. */
const executableFile = (0o100755 << 16) >>> 0;

/** @returns a zip with one program in it */
export function zipOf({
  name,
  contents,
}: {
  readonly name: string;
  readonly contents: Uint8Array;
}): Uint8Array {
  return zipSync({ [name]: [contents, { level: 9, mtime: fixedTime, os: unix, attrs: executableFile }] });
}
