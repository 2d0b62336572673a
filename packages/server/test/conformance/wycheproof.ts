/**
 * Reads the Wycheproof vectors of the corpus and asks our verifier about them, in two modes: as deployed,
 * and as a library with HMAC switched on, which only this harness implements, so that the vectors for
 * parsing and key handling that happen to use HMAC are judged as well.
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { isJsonObject } from "../../src/core/json.ts";
import { type JsonObject, type JsonValue, signatureAlgorithms } from "../../src/core/terms.ts";
import { decodeBase64url } from "../../src/jws/base64url.ts";
import { type CompactJws, parseCompact } from "../../src/jws/compact.ts";
import { importKeySet, selectKey } from "../../src/jws/key-set.ts";
import { verifySignature } from "../../src/jws/verify.ts";
import { readCorpusJson } from "../corpus.ts";

export type Mode = "library_mode" | "server_mode";

const jsonObject = z.record(z.string(), z.json());

/** Compact, or in one case per file the JSON serialisation, which a client would send as its text. */
const serialized = z.union([z.string(), jsonObject.transform((token) => JSON.stringify(token))]);

const vectorFile = z.object({
  numberOfTests: z.number(),
  testGroups: z.array(
    z.object({
      comment: z.string(),
      private: jsonObject,
      public: jsonObject.optional(),
      tests: z.array(
        z.object({
          tcId: z.number(),
          comment: z.string(),
          jws: serialized.optional(),
          jwe: serialized.optional(),
          result: z.enum(["valid", "invalid"]),
        }),
      ),
    }),
  ),
});

const verdict = z.enum(["valid", "invalid"]);
const overridesFile = z.object({
  expected_totals: z.record(
    z.string(),
    z.record(z.string(), z.object({ vectors: z.number(), accepted: z.number() })),
  ),
  overrides: z.array(
    z.object({
      file: z.string(),
      tcId: z.number(),
      library_mode: verdict,
      server_mode: verdict,
    }),
  ),
});

/** One vector with the keys it is to be verified with. */
export interface Vector {
  readonly tcId: number;
  readonly name: string;
  readonly kind: "jws" | "jwe";
  readonly token: string;
  readonly label: "valid" | "invalid";
  readonly keys: JsonObject;
}

/** The vectors of one JOSE file. @throws when the file holds another number than it says. */
export function readJoseVectors(corpus: string, file: string): readonly Vector[] {
  const parsed = vectorFile.parse(readCorpusJson(corpus, `vectors/wycheproof/${file}`));
  const vectors = parsed.testGroups.flatMap((group) =>
    group.tests.map((test): Vector => {
      const published = group.public ?? group.private;
      return {
        tcId: test.tcId,
        name: `${group.comment}: ${test.comment}`,
        kind: test.jwe === undefined ? "jws" : "jwe",
        token: test.jws ?? test.jwe ?? "",
        label: test.result,
        keys: Object.hasOwn(published, "keys") ? published : { keys: [published] },
      };
    }),
  );
  if (vectors.length !== parsed.numberOfTests) throw new Error(`${file} is not complete`);
  return vectors;
}

/** What is expected where our policy and the label differ, and how many are to be accepted. */
export function readOverrides(corpus: string) {
  const parsed = overridesFile.parse(readCorpusJson(corpus, "vectors/wycheproof-overrides.json"));
  return {
    expected(file: string, vector: Vector, mode: Mode): "valid" | "invalid" {
      const override = parsed.overrides.find((one) => one.file === file && one.tcId === vector.tcId);
      if (override !== undefined) return override[mode];
      return vector.kind === "jwe" ? "invalid" : vector.label;
    },
    totals(mode: Mode, title: string) {
      const totals = parsed.expected_totals[mode]?.[title];
      if (totals === undefined) throw new Error(`no totals for ${title}`);
      return totals;
    },
  };
}

/** What our verifier says of a vector. */
export function judge(vector: Vector, mode: Mode): "valid" | "invalid" {
  const jws = parseCompact(vector.token);
  if (!jws.ok) return "invalid";
  if (mode === "library_mode" && jws.value.alg.startsWith("HS")) return judgeHmac(jws.value, vector.keys);
  const imported = importKeySet(vector.keys);
  if (!imported.ok) return "invalid";
  const key = selectKey(imported.set, jws.value, signatureAlgorithms);
  return key.ok && verifySignature(jws.value, key.value).ok ? "valid" : "invalid";
}

/** RFC 7518 §3.2, as strict as the rest: one key, its own algorithm, long enough, alone of its kind. */
function judgeHmac(jws: CompactJws, keySet: JsonObject): "valid" | "invalid" {
  const published = keySet["keys"];
  const keys: readonly JsonValue[] = Array.isArray(published) ? published : [];
  const symmetric = keys.filter((key) => isJsonObject(key) && key["kty"] === "oct").filter(isJsonObject);
  const named = symmetric.filter((key) => jws.kid === null || key["kid"] === jws.kid);
  const [key] = named;
  if (symmetric.length !== keys.length || named.length !== 1 || key === undefined) return "invalid";
  const operations = key["key_ops"];
  const mayVerify = operations === undefined || (Array.isArray(operations) && operations.includes("verify"));
  if (key["alg"] !== jws.alg || key["use"] !== "sig" || !mayVerify) return "invalid";
  const secret = decodeBase64url(String(key["k"]));
  const bits = Number(jws.alg.slice(2));
  if (secret === null || secret.length * 8 < bits) return "invalid";
  const expected = createHmac(`sha${bits}`, secret).update(jws.signingInput).digest();
  return expected.length === jws.signature.length && timingSafeEqual(expected, jws.signature)
    ? "valid"
    : "invalid";
}
