/** The published JOSE vectors, with every difference between their labels and our policy written down. */

import { describe, expect, it } from "vitest";
import { corpusFolder } from "../corpus.ts";
import { judge, type Mode, readJoseVectors, readOverrides, type Vector } from "./wycheproof.ts";

const corpus = corpusFolder();

/** Title of the totals, file, and which of its vectors. */
const suites: readonly (readonly [Mode, string, string, Vector["kind"]])[] = [
  ["library_mode", "json_web_signature_test.json", "json_web_signature_test.json", "jws"],
  ["library_mode", "json_web_key_test.json", "json_web_key_test.json", "jws"],
  ["library_mode", "json_web_crypto_test.json (JWS vectors only)", "json_web_crypto_test.json", "jws"],
  ["server_mode", "json_web_signature_test.json", "json_web_signature_test.json", "jws"],
  ["server_mode", "json_web_key_test.json", "json_web_key_test.json", "jws"],
  ["server_mode", "json_web_crypto_test.json (JWS vectors only)", "json_web_crypto_test.json", "jws"],
  ["server_mode", "json_web_crypto_test.json (JWE vectors)", "json_web_crypto_test.json", "jwe"],
  ["server_mode", "json_web_encryption_test.json", "json_web_encryption_test.json", "jwe"],
];

describe.skipIf(corpus === null)("the Wycheproof JOSE vectors", () => {
  for (const [mode, title, file, kind] of suites) {
    it(`differ from us only where a reason is written down: ${title}, ${mode}`, () => {
      const folder = corpus ?? "";
      const overrides = readOverrides(folder);
      const vectors = readJoseVectors(folder, file).filter((vector) => vector.kind === kind);
      const answers = vectors.map((vector) => ({ vector, answer: judge(vector, mode) }));
      const unexplained = answers
        .filter(({ vector, answer }) => answer !== overrides.expected(file, vector, mode))
        .map(({ vector, answer }) => `${vector.tcId} ${vector.name}: we say ${answer}`);
      expect(unexplained).toEqual([]);
      const accepted = answers.filter(({ answer }) => answer === "valid").length;
      expect({ vectors: vectors.length, accepted }).toEqual(overrides.totals(mode, title));
    });
  }
});
