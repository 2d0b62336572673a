/** A small file system in memory, mounted for the length of a run: the one honest way to run out of room. */

import { execFile } from "node:child_process";
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Run } from "./protocol.ts";

const execute = promisify(execFile);

/** @returns the folder it is mounted on; it is unmounted with the run. Only root may mount. */
export async function mountSmallDisk(run: Run, mebibytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-disk-"));
  run.defer(() => rmdir(folder));
  await execute("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m,mode=700`, "tmpfs", folder]);
  run.defer(() => execute("umount", [folder]));
  return folder;
}
