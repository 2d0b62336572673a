/** The published raw signature vectors, below the token layer: nothing false accepted, nothing true refused. */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonObject, SignatureAlgorithm } from "../../src/core/terms.ts";
import { encodeBase64url } from "../../src/jws/base64url.ts";
import type { CompactJws } from "../../src/jws/compact.ts";
import { importKey } from "../../src/jws/key.ts";
import { verifySignature } from "../../src/jws/verify.ts";
import { corpusFolder, readCorpusJson } from "../corpus.ts";

const corpus = corpusFolder();

const jwk = z.record(z.string(), z.json());
const signatureFile = z.object({
  numberOfTests: z.number(),
  testGroups: z.array(
    z.object({
      publicKeyJwk: jwk.optional(),
      keyJwk: jwk.optional(),
      publicKey: z
        .object({ keySize: z.number(), wx: z.string(), wy: z.string() })
        .optional()
        .catch(undefined),
      tests: z.array(
        z.object({
          tcId: z.number(),
          msg: z.string(),
          sig: z.string(),
          result: z.enum(["valid", "invalid", "acceptable"]),
        }),
      ),
    }),
  ),
});

const suites: readonly (readonly [SignatureAlgorithm, string, number])[] = [
  ["ES256", "ecdsa_secp256r1_sha256_p1363_test.json", 262],
  ["ES384", "ecdsa_secp384r1_sha384_p1363_test.json", 280],
  ["ES512", "ecdsa_secp521r1_sha512_p1363_test.json", 318],
  ["EdDSA", "ed25519_test.json", 151],
  ["RS256", "rsa_signature_2048_sha256_test.json", 259],
  ["RS256", "rsa_signature_3072_sha256_test.json", 259],
  ["RS256", "rsa_signature_4096_sha256_test.json", 258],
  ["PS256", "rsa_pss_2048_sha256_mgf1_32_test.json", 108],
];

/** A few groups give only the coordinates of the point, as numbers without a fixed length. */
function pointJwk(point: { keySize: number; wx: string; wy: string } | undefined): JsonObject {
  if (point === undefined) throw new Error("a group of vectors has no public key");
  const digits = Math.ceil(point.keySize / 8) * 2;
  const coordinate = (hex: string) =>
    encodeBase64url(Buffer.from(hex.replace(/^0+/, "").padStart(digits, "0"), "hex"));
  return {
    kty: "EC",
    crv: `P-${point.keySize}`,
    x: coordinate(point.wx),
    y: coordinate(point.wy),
  };
}

/** A token whose signed text is exactly the message. */
function tokenOver(alg: SignatureAlgorithm, message: Uint8Array, signature: Uint8Array): CompactJws {
  return {
    header: { alg },
    alg,
    kid: null,
    typ: null,
    payloadBytes: message,
    payloadSegment: "",
    signature,
    signingInput: Buffer.from(message).toString("latin1"),
  };
}

describe.skipIf(corpus === null)("the Wycheproof signature vectors", () => {
  for (const [algorithm, file, count] of suites) {
    it(`are all judged as labelled: ${file}`, () => {
      const parsed = signatureFile.parse(readCorpusJson(corpus ?? "", `vectors/wycheproof/${file}`));
      const wrong: string[] = [];
      let judged = 0;
      for (const group of parsed.testGroups) {
        const imported = importKey(group.publicKeyJwk ?? group.keyJwk ?? pointJwk(group.publicKey));
        for (const test of group.tests) {
          judged += 1;
          const message = Buffer.from(test.msg, "hex");
          const signature = Buffer.from(test.sig, "hex");
          const accepted =
            imported.ok && verifySignature(tokenOver(algorithm, message, signature), imported.key).ok;
          // "acceptable" is a signature whose encoding lacks a part; refusing it is right.
          if (accepted !== (test.result === "valid")) {
            const because = imported.ok ? "" : ` (${imported.problem.detail})`;
            wrong.push(`${test.tcId}: labelled ${test.result}, accepted ${accepted}${because}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect({ judged, numberOfTests: parsed.numberOfTests }).toEqual({
        judged: count,
        numberOfTests: count,
      });
    });
  }
});
