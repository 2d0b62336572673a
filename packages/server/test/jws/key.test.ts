import { calculateJwkThumbprint } from "jose";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/terms.ts";
import { importKey } from "../../src/jws/key.ts";
import { readJoseVectors } from "../conformance/wycheproof.ts";
import { corpusFolder } from "../corpus.ts";
import { keyFor, makeRsaKey } from "./tokens.ts";

const rsa = keyFor.RS256.jwk;
const ec = keyFor.ES256.jwk;
const ed = keyFor.EdDSA.jwk;

function problemOf(jwk: JsonObject): string | null {
  const imported = importKey(jwk);
  return imported.ok ? null : imported.problem.kind;
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const bytesOf = (text: string | undefined) => Buffer.from(text ?? "", "base64url");

describe("importKey", () => {
  it.each([
    ["RSA", rsa, ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], 256],
    ["P-256", ec, ["ES256"], 64],
    ["P-384", keyFor.ES384.jwk, ["ES384"], 96],
    ["P-521", keyFor.ES512.jwk, ["ES512"], 132],
    ["Ed25519", ed, ["EdDSA", "Ed25519"], 64],
  ] as const)(
    "takes an %s key without alg for every algorithm that fits",
    (_, jwk, algorithms, signatureLength) => {
      expect(importKey({ ...jwk, kid: "k" })).toMatchObject({
        ok: true,
        key: { kid: "k", algorithms, signatureLength },
      });
    },
  );

  it("takes a key with alg for that one algorithm", () => {
    expect(importKey({ ...rsa, alg: "PS384" })).toMatchObject({ ok: true, key: { algorithms: ["PS384"] } });
  });

  it("computes the thumbprint of RFC 7638 as jose does, whatever else stands in the key", async () => {
    for (const jwk of [rsa, ec, keyFor.ES512.jwk, ed]) {
      const imported = importKey({ ...jwk, use: "sig", kid: "k" });
      const expected = await calculateJwkThumbprint(jwk);
      expect(imported.ok && imported.key.thumbprint).toBe(expected);
    }
  });

  it.each([
    ["RSA of 1024 bits", () => makeRsaKey(1024).jwk],
    [
      "RSA of 2047 bits",
      () => ({ ...rsa, n: base64url(Buffer.concat([Buffer.of(0x7f), bytesOf(rsa["n"]).subarray(1)])) }),
    ],
    ["RSA of 16384 bits", () => ({ ...rsa, n: base64url(Buffer.alloc(2048, 0xff)) })],
    [
      "RSA with an even modulus",
      () => ({ ...rsa, n: base64url(Buffer.concat([bytesOf(rsa["n"]).subarray(0, 255), Buffer.of(2)])) }),
    ],
    ["RSA with exponent 1", () => ({ ...rsa, e: "AQ" })],
    ["RSA with exponent 2", () => ({ ...rsa, e: "Ag" })],
    ["RSA with exponent 0", () => ({ ...rsa, e: "AA" })],
    ["RSA with an exponent of 33 bits", () => ({ ...rsa, e: base64url(Buffer.of(1, 0, 0, 0, 1)) })],
    ["RSA with an exponent of 2048 bits", () => ({ ...rsa, e: base64url(Buffer.alloc(256, 0xff)) })],
  ])("finds weak: %s", (_, jwk) => {
    expect(problemOf(jwk())).toBe("weak_key");
  });

  it("refuses an absurd modulus in well under half a second", () => {
    const started = performance.now();
    expect(problemOf({ ...rsa, n: base64url(Buffer.alloc(700_000, 0xff)) })).toBe("weak_key");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("takes exponents 3 and 2^32 - 1", () => {
    expect(problemOf({ ...rsa, e: "Aw" })).toBeNull();
    expect(problemOf({ ...rsa, e: "_____w" })).toBeNull();
  });

  it("takes a modulus with a sign byte for the same key", () => {
    const signed = importKey({ ...rsa, n: base64url(Buffer.concat([Buffer.of(0), bytesOf(rsa["n"])])) });
    const plain = importKey(rsa);
    expect(signed.ok && signed.key.thumbprint).toBe(plain.ok && plain.key.thumbprint);
  });

  it.each(["d", "p", "q", "dp", "dq", "qi", "oth"])(
    "refuses a key published with its private member %s",
    (member) => {
      expect(problemOf({ ...rsa, [member]: "AQAB" })).toBe("jwks_key_invalid");
    },
  );

  it("refuses a leaked private key even when it is meant for encryption", () => {
    expect(problemOf({ ...ec, d: "AQAB", use: "enc" })).toBe("jwks_key_invalid");
  });

  it.each([
    [
      "a point off its curve",
      { ...ec, y: base64url(Buffer.from(bytesOf(ec["y"]).map((byte, at) => (at === 31 ? byte ^ 1 : byte)))) },
    ],
    ["a coordinate without its leading zero", { ...ec, x: base64url(bytesOf(ec["x"]).subarray(1)) }],
    ["coordinates of another curve", { ...ec, crv: "P-384" }],
    ["an RSA key without n", { kty: "RSA", e: "AQAB" }],
    ["an RSA modulus that is a number", { ...rsa, n: 65537 }],
    ["padding in n", { ...rsa, n: `${rsa["n"]}==` }],
    ["an Ed25519 key of 31 bytes", { ...ed, x: base64url(bytesOf(ed["x"]).subarray(1)) }],
    ["an alg for another key type", { ...rsa, alg: "ES256" }],
    ["an alg for another curve", { ...ec, alg: "ES384" }],
    ["an alg that is no text", { ...ec, alg: 7 }],
  ])("refuses %s as invalid", (_, jwk) => {
    expect(problemOf(jwk)).toBe("jwks_key_invalid");
  });

  it.each([
    ["symmetric key", { kty: "oct", k: "AAAA", alg: "HS256" }],
    ["key of an unknown type", { kty: "AKP", alg: "ML-DSA-44", pub: "AA" }],
    ["key without a type", { n: "AQAB" }],
    ["key whose type is a prototype's name", { kty: "__proto__" }],
    ["key on an unknown curve", { ...ec, crv: "secp256k1" }],
    ["key agreement key", { ...ed, crv: "X25519" }],
    ["key for encryption", { ...rsa, use: "enc" }],
    ["key that may only sign", { ...rsa, key_ops: ["sign"] }],
    ["key whose operations are no list", { ...rsa, key_ops: "verify" }],
    ["key for an encryption algorithm", { ...rsa, alg: "RSA-OAEP" }],
    ["key for an algorithm nobody registered", { ...keyFor.ES512.jwk, alg: "ES521" }],
  ])("leaves out a %s", (_, jwk) => {
    expect(problemOf(jwk)).toBe("unusable");
  });

  it.each<[string, JsonObject]>([
    ["the private member d is published with it", { ...ec, d: "AQAB" }],
    ["its use is not sig", { ...rsa, use: "enc" }],
    ["its key_ops lack verify", { ...rsa, key_ops: ["sign"] }],
    ["symmetric keys are never used", { kty: "oct", k: "AAAA" }],
    ["its key type is not known here", { kty: "AKP" }],
    ["n or e is not base64url", { ...rsa, n: "=" }],
    ["n or e is not base64url", { ...rsa, e: "=" }],
    ["its modulus has 0 bits; 2048 to 8192 are accepted", { ...rsa, n: "AA" }],
    ["its public exponent is larger than 2^32 - 1", { ...rsa, e: "AQAAAAE" }],
    ["its public exponent is 4; odd ones from 3 on are accepted", { ...rsa, e: "BA" }],
    ["its modulus is even", { ...rsa, n: base64url(Buffer.alloc(256, 0xfe)) }],
    ["its curve is not known here", { ...ec, crv: "secp256k1" }],
    ["its curve is not known here", { ...ed, crv: "X25519" }],
    ["x and y must be 32 bytes each", { ...ec, x: base64url(bytesOf(ec["x"]).subarray(1)) }],
    ["x and y must be 32 bytes each", { ...ec, y: base64url(bytesOf(ec["y"]).subarray(1)) }],
    ["x and y must be 32 bytes each", { ...ec, x: null }],
    ["x and y must be 32 bytes each", { ...ec, y: null }],
    ["x must be 32 bytes", { ...ed, x: "AA" }],
    ["x must be 32 bytes", { ...ed, x: null }],
    ["its numbers are not a public key of its type", { ...ec, x: base64url(Buffer.alloc(32, 1)) }],
    ["its alg is not a string", { ...ec, alg: 7 }],
    ["its alg is not a signature algorithm known here", { ...rsa, alg: "RSA-OAEP" }],
    ["its alg ES256 does not fit its key type or curve", { ...rsa, alg: "ES256" }],
  ])("says of a key that is not used: %s", (detail, jwk) => {
    expect(importKey(jwk)).toMatchObject({ ok: false, problem: { detail } });
  });

  it("takes a modulus of 8192 bits and none that is longer", () => {
    expect(problemOf({ ...rsa, n: base64url(Buffer.alloc(1024, 0xff)) })).toBeNull();
    const longer = Buffer.concat([Buffer.of(1), Buffer.alloc(1024, 0xff)]);
    expect(problemOf({ ...rsa, n: base64url(longer) })).toBe("weak_key");
  });

  it("finds the ROCA fingerprint in any power of 65537", () => {
    const hex = (65_537n ** 128n).toString(16);
    const power = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
    expect(importKey({ ...rsa, n: base64url(power) })).toMatchObject({
      ok: false,
      problem: { kind: "weak_key", detail: "its modulus carries the ROCA fingerprint (CVE-2017-15361)" },
    });
  });

  it("takes a key whose operations include verify", () => {
    expect(problemOf({ ...rsa, key_ops: ["verify"], use: "sig" })).toBeNull();
  });

  it("takes an empty kid for none", () => {
    expect(importKey({ ...rsa, kid: "" })).toMatchObject({ ok: true, key: { kid: null } });
  });

  const corpus = corpusFolder();
  it.skipIf(corpus === null)("finds the ROCA fingerprint in the published example", () => {
    const vector = readJoseVectors(corpus ?? "", "json_web_key_test.json").find((one) => one.tcId === 7);
    const published = vector?.keys["keys"];
    const [jwk] = Array.isArray(published) ? published : [];
    expect(importKey(jwk)).toMatchObject({
      ok: false,
      problem: { kind: "weak_key", detail: expect.stringContaining("ROCA") },
    });
  });
});
