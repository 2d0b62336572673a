/** What is wrong with a file that a command was to read or to make, for the person who named it. */

import { existsSync } from "node:fs";
import { messageOf } from "./outcome.ts";

/** @param made what is made of it, such as `a backup`, for the file that is there already */
export function fileSentence(problem: NodeJS.ErrnoException, file: string, made: string): string {
  switch (problem.code) {
    case "EEXIST":
      return `There is a file ${file} already. Name another: ${made} is never written over.`;
    case "ENOENT":
      return existsSync(file) ? messageOf(problem) : `There is no file or folder at ${file}.`;
    default:
      return messageOf(problem);
  }
}
