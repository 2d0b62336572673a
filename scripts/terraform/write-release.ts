/** Puts a release into its folder, with times and modes that say nothing about the machine it was made on. */

import { chmod, mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ReleaseFile } from "./release.ts";

/** The first day that a zip can name, in seconds: nothing beside the zips is younger. */
const fixedTime = Date.UTC(1980, 0, 1, 12) / 1000;

/** Replaces the folder by one with these files, whole. */
export async function writeRelease(folder: string, files: readonly ReleaseFile[]): Promise<void> {
  const made = `${folder}.new`;
  await rm(made, { recursive: true, force: true });
  for (const { path, contents, executable } of files) {
    const file = join(made, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
    await settle(file, executable ? 0o755 : 0o644);
  }
  // Only now, because a folder's time is that of the last file put into it.
  for (const path of foldersOf(files)) await settle(join(made, path), 0o755);
  await rm(folder, { recursive: true, force: true });
  await rename(made, folder);
}

async function settle(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
  await utimes(path, fixedTime, fixedTime);
}

/** Every folder that holds one of the files, the deepest first. */
function foldersOf(files: readonly ReleaseFile[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders, "."].sort((one, other) => other.length - one.length);
}
