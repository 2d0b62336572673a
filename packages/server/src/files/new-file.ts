/**
 * Writes a file that others must not read: readable by its owner alone from its first byte on. It appears whole,
 * on the disk, or not at all, and never in the place of another.
 */

import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { link, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { PassThrough, Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * @param through what the text passes on its way, such as a compression
 * @throws the file system's error, with `EEXIST` when there is a file already
 */
export async function writeNewFile(
  path: string,
  text: AsyncIterable<string>,
  through: Transform = new PassThrough(),
): Promise<void> {
  const draft = draftOf(path);
  try {
    await pipeline(
      Readable.from(text),
      through,
      createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }),
    );
    await giveName(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Where a file is written before it gets its name. */
export function draftOf(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}.part`;
}

/** @throws the file system's error, with `EEXIST` when there is a file already */
export async function giveName(draft: string, path: string): Promise<void> {
  // Unlike a rename, a link never takes the place of a file that is there.
  await link(draft, path);
  await syncFolder(dirname(path));
}

/** Makes the new name last through a loss of power. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
