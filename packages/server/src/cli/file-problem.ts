/**
 * Files that a command line names: read in one place, so that whatever is wrong with one is told by the option,
 * the path and what to do about it.
 */

import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { makingFault, readingFault } from "../files/file-fault.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";

/** A file as its user named it. */
export interface NamedFile {
  /** The option that names it, as in the help; absent: an argument does. */
  readonly by?: string;
  readonly path: string;
  /** What to do when it cannot be read, as sentences. */
  readonly advice: string;
}

/** Far above any token or document; whatever is larger was named by mistake. */
const usualMostMiB = 16;
const bytesPerMiB = 1024 * 1024;

/** The text of a file. @throws CommandFailure */
export function readNamedFile(file: NamedFile, mostMiB = usualMostMiB): string {
  requireFile(file);
  try {
    const { size } = statSync(file.path);
    if (size > mostMiB * bytesPerMiB) throw unusable(file, `it is larger than ${mostMiB} MiB`);
    return readFileSync(file.path, "utf8");
  } catch (problem) {
    throw problem instanceof CommandFailure ? problem : unusable(file, readingFault(problem));
  }
}

/** For a file that is read piece by piece later. @throws CommandFailure when it cannot be */
export function requireFile(file: NamedFile): void {
  try {
    accessSync(file.path, constants.R_OK);
  } catch (problem) {
    throw unusable(file, readingFault(problem));
  }
  if (statSync(file.path).isDirectory()) throw unusable(file, "it is a folder");
}

function unusable({ by, path, advice }: NamedFile, fault: string): CommandFailure {
  const named = by === undefined ? `The file ${path} cannot be read` : `${by} names ${path}`;
  return new CommandFailure(exitCodes.usage, `${named}: ${fault}. ${advice}`);
}

/**
 * What is thrown in place of a problem with a file that a command was to make.
 * @param made what is made of it, such as `a backup`
 * @returns null when the problem is none with the file
 */
export function newFileProblem(problem: unknown, path: string, made: string): CommandFailure | null {
  const sentence = newFileSentence(problem, path, made);
  return sentence === null ? null : new CommandFailure(exitCodes.usage, sentence);
}

function newFileSentence(problem: unknown, path: string, made: string): string | null {
  if (!isOfFile(problem, path)) return null;
  if (problem.code === "EEXIST") {
    return `There is a file ${path} already. Name another: ${made} is never written over.`;
  }
  const fault = makingFault(problem);
  return fault === null
    ? null
    : `The file ${path} cannot be made: ${fault}. Name a place where it can be written.`;
}

/** The name it has while it is written begins with its path; what is said of a full disk names none. */
function isOfFile(problem: unknown, path: string): problem is NodeJS.ErrnoException {
  if (!(problem instanceof Error && "syscall" in problem)) return false;
  return problem.syscall === "write" || ("path" in problem && String(problem.path).startsWith(path));
}
