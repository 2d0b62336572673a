/**
 * Where the conformance corpus lies: the folder named by COUNTERSIGN_TEST_CORPUS, which holds the hostile
 * tokens, the vendor cases and the published test vectors. Without the variable such tests are skipped
 * with one printed line; a variable that points at nothing fails them, so that a run which promises the
 * corpus cannot pass without it.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const variable = "COUNTERSIGN_TEST_CORPUS";

/**
 * The corpus folder, or null when none is configured: then skip, with
 * `describe.skipIf(corpus === null)`.
 * @throws when the variable is set but the folder is missing or empty.
 */
export function corpusFolder(): string | null {
  const folder = process.env[variable];
  if (folder === undefined) {
    console.log(`skipped: ${variable} is not set, so the tests that read the corpus do not run`);
    return null;
  }
  if (folder === "" || !existsSync(folder) || readdirSync(folder).length === 0) {
    throw new Error(`${variable} is set to "${folder}", but there is no corpus`);
  }
  return resolve(folder);
}

/**
 * One JSON file of the corpus.
 * @param path below the corpus folder, for example `vectors/wycheproof/ed25519_test.json`
 * @throws when the file is missing, empty or not JSON.
 */
export function readCorpusJson(folder: string, path: string): unknown {
  const text = readFileSync(resolve(folder, path), "utf8");
  if (text.trim() === "") throw new Error(`${path} of the corpus is empty`);
  return JSON.parse(text);
}
