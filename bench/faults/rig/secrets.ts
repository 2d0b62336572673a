/**
 * Looking for secrets where they must not be: in what a server wrote, and in the files of its database. A part
 * of a secret is a find too, so each is known by its first and last characters, and every place of a text is
 * held against all of them at once; a hundred thousand secrets cost no more than one.
 */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Characters of a part: beyond chance, and shorter than half of any secret here. */
const partLength = 20;

/** What shows that a private key was written down, whatever key it is: PEM, and a JWK's member `d` with a value. */
const keyMarkers = [/PRIVATE KEY/, /\\?"d\\?"\s*:\s*\\?"[\w-]/];

export class Secrets {
  readonly #parts = new Map<string, string>();
  #count = 0;

  /** How many are looked for. */
  get count(): number {
    return this.#count;
  }

  /** @param what it is, in the words of a report; never the secret @throws RangeError for what is too short */
  add(secret: string, what: string): void {
    if (secret.length < partLength) throw new RangeError(`${what} is too short to be looked for`);
    this.#count += 1;
    this.#parts.set(secret.slice(0, partLength), what);
    this.#parts.set(secret.slice(-partLength), what);
  }

  /** A JWT by its signature, which stands in no other; its header and payload may be told. */
  addToken(token: string, what: string): void {
    this.add(token.slice(token.lastIndexOf(".") + 1), what);
  }

  /** What of them stands in a text: each kind once. */
  find(text: string): readonly string[] {
    const found = new Set(keyMarkers.some((marker) => marker.test(text)) ? ["a private key"] : []);
    for (const [run] of text.matchAll(/[\w-]{20,}/g)) {
      for (let at = 0; at + partLength <= run.length; at += 1) {
        const what = this.#parts.get(run.slice(at, at + partLength));
        if (what !== undefined) found.add(what);
      }
    }
    return [...found];
  }
}

/** The text of every database file in a folder, write-ahead log included, by name. */
export async function databaseTexts(dataDir: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(dataDir)).filter((name) => name.includes(".db"));
  const read = async (name: string) => [name, await readFile(join(dataDir, name), "latin1")] as const;
  return new Map(await Promise.all(names.map(read)));
}

/** Lines of a log that are not each one JSON object. */
export function linesNotJson(log: string): readonly string[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .filter((line) => !isJsonObject(line));
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
