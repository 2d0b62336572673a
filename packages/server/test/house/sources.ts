/** Reading sources as the tests of the house need them: which files there are, what they import, and what is not comment. */

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Every TypeScript file below the folder, as absolute paths. @param endings of names, without the dot */
export function filesBelow(folder: string, endings: readonly string[] = ["ts"]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(`.${ending}`)))
    .map((entry) => resolve(entry.parentPath, entry.name));
}

/** What a file imports, as it is written there. */
export function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

/** The code of a file, without its comments. */
export function codeOf(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*$/gm, "");
}
