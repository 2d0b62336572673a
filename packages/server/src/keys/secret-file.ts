/**
 * Files that hold a secret. They are readable by their owner alone from their first byte on, they appear
 * whole or not at all, and a file that others can read is not used.
 */

import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { readingFault } from "../files/file-fault.ts";
import { makeFolder } from "../files/make-folder.ts";

const ownerOnly = 0o600;
/** Bits that let the group or everybody else at a file. */
const exposingBits = 0o077;

export type SecretFile =
  | { readonly kind: "read"; readonly content: Buffer }
  | { readonly kind: "missing" }
  /** The file's mode lets others than its owner at it. */
  | { readonly kind: "exposed"; readonly mode: string }
  | { readonly kind: "too_large" }
  /** It is there and cannot be read, for this reason: see `readingFault`. */
  | { readonly kind: "unreadable"; readonly fault: string };

/**
 * Reads a secret; the mode is that of the very file that is read.
 * @param maxBytes more are not read
 */
export async function readSecretFile(path: string, maxBytes: number): Promise<SecretFile> {
  try {
    const file = await openExisting(path);
    return file === null ? { kind: "missing" } : await readOpened(file, maxBytes);
  } catch (problem) {
    return { kind: "unreadable", fault: readingFault(problem) };
  }
}

async function readOpened(file: FileHandle, maxBytes: number): Promise<SecretFile> {
  try {
    const status = await file.stat();
    if (status.isDirectory()) return { kind: "unreadable", fault: "it is a folder" };
    const { mode, size } = status;
    // Windows keeps no such bits.
    if (process.platform !== "win32" && (mode & exposingBits) !== 0) {
      return { kind: "exposed", mode: (mode & 0o777).toString(8).padStart(4, "0") };
    }
    if (size > maxBytes) return { kind: "too_large" };
    return { kind: "read", content: await file.readFile() };
  } finally {
    await file.close();
  }
}

/**
 * Writes a secret where no file is yet; of several writers at once, one wins.
 * @returns false when there is a file already, which is left as it is
 */
export async function createSecretFile(path: string, content: Uint8Array): Promise<boolean> {
  const draft = await writeDraft(path, content);
  try {
    await link(draft, path);
    return true;
  } catch (problem) {
    if (hasCode(problem, "EEXIST")) return false;
    throw problem;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Writes a secret, in place of the file that may be there. */
export async function replaceSecretFile(path: string, content: Uint8Array): Promise<void> {
  const draft = await writeDraft(path, content);
  await rename(draft, path);
}

async function writeDraft(path: string, content: Uint8Array): Promise<string> {
  await makeFolder(dirname(path), 0o700);
  // The name is no secret; it only must not meet another writer's.
  const draft = `${path}.${randomBytes(6).toString("hex")}.new`;
  const file = await open(draft, "wx", ownerOnly);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function openExisting(path: string) {
  try {
    return await open(path, "r");
  } catch (problem) {
    if (hasCode(problem, "ENOENT")) return null;
    throw problem;
  }
}

function hasCode(problem: unknown, code: string): boolean {
  return problem instanceof Error && "code" in problem && problem.code === code;
}
