/** Makes folders a step at a time: Node's own recursive way never ends where the system makes none, as below `/proc`. */

import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The folder, and those above it that are missing.
 * @param mode of each folder that is made, before the umask
 * @throws what the file system says of the first that cannot be made
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const problem = await triedToMake(path, mode);
  if (problem === null) return;
  const above = dirname(path);
  if (problem.code !== "ENOENT" || above === path) throw problem;
  await makeFolder(above, mode);
  const again = await triedToMake(path, mode);
  if (again !== null) throw again;
}

/** @returns null: the folder is there, whoever made it */
async function triedToMake(path: string, mode: number): Promise<NodeJS.ErrnoException | null> {
  try {
    await mkdir(path, { mode });
    return null;
  } catch (problem) {
    if (await isFolder(path)) return null;
    if (problem instanceof Error) return problem;
    throw problem;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
