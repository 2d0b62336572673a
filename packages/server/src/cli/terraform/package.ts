/**
 * Puts the provider into a folder that is laid out as a mirror of registries. Terraform may be reading there: it links
 * to what it finds, starts the program several times in one run, and takes the checksum of everything beside it. So a
 * package is written elsewhere in the mirror and moved into place whole.
 */

import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../files/make-folder.ts";
import { folderOfProvider, programName } from "./names.ts";

/** By its owner or anybody else: whose umask keeps others out wants that. */
const executable = 0o111;

/** One version for one kind of computer. */
export interface Package {
  readonly version: string;
  /** As Terraform names them: `linux_amd64`. */
  readonly platform: string;
  readonly program: Buffer;
}

export interface Placed {
  /** The program's path. */
  readonly file: string;
  /** What was in its place: nothing, the same bytes, or this version made of other sources. */
  readonly before: "nothing" | "same" | "other";
  /** Other versions in the same mirror, which were left alone. */
  readonly otherVersions: readonly string[];
}

/**
 * @param mirror its top folder; made where it is missing
 * @throws what the file system says
 */
export async function placePackage(mirror: string, wanted: Package): Promise<Placed> {
  const provider = join(mirror, folderOfProvider);
  const versions = join(provider, wanted.version);
  const folder = join(versions, wanted.platform);
  const file = join(folder, programName(wanted.version));
  const there = await readIfThere(file);
  const before = there === null ? "nothing" : there.equals(wanted.program) ? "same" : "other";
  // A copy made by other means may have lost its mode, and Terraform could not start it.
  if (before !== "same" || ((await stat(file)).mode & executable) === 0) {
    await makeFolder(versions);
    await movePackage(provider, folder, wanted);
  }
  return { file, before, otherVersions: await otherVersionsIn(provider, wanted.version) };
}

async function movePackage(provider: string, folder: string, { version, program }: Package): Promise<void> {
  // Terraform passes over folders here that have no version for a name.
  const desk = await mkdtemp(join(provider, ".new-"));
  try {
    const whole = join(desk, "package");
    const file = join(whole, programName(version));
    await mkdir(whole);
    await writeFile(file, program, { mode: 0o755, flush: true });
    await rename(whole, folder).catch((problem: NodeJS.ErrnoException) => {
      // There is a package already, or a link to one: the program alone takes the place of the other.
      if (!["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(problem.code ?? "")) throw problem;
      return rename(file, join(folder, programName(version)));
    });
  } finally {
    await rm(desk, { recursive: true, force: true });
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  return readFile(file).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code === "ENOENT") return null;
    throw problem;
  });
}

async function otherVersionsIn(provider: string, version: string): Promise<readonly string[]> {
  const entries = await readdir(provider, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name) && entry.name !== version)
    .map(({ name }) => name)
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
