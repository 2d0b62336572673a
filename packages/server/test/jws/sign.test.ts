import fc from "fast-check";
import { compactVerify } from "jose";
import { describe, expect, it } from "vitest";
import { type JsonObject, signatureAlgorithms } from "../../src/core/terms.ts";
import { encodeBase64url } from "../../src/jws/base64url.ts";
import { serializeAscii, signCompact } from "../../src/jws/sign.ts";
import { keyFor, makeRsaKey } from "./tokens.ts";

const property = { seed: 20260818, numRuns: 1500 };

/** Text rich in the characters that matter. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("a", ">", "?", "~", "\u007f", "\u0080", "é", "😀", "\\", '"'),
    maxLength: 12,
  }),
);
const { object } = fc.letrec<{ object: JsonObject }>((tie) => ({
  object: fc.dictionary(
    text,
    fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.constant(null), tie("object")),
  ),
}));

describe("serializeAscii", () => {
  it("puts neither - nor _ into the base64url text of any value", () => {
    fc.assert(
      fc.property(object, (value) => {
        expect(encodeBase64url(serializeAscii(value))).toMatch(/^[A-Za-z0-9]*$/);
      }),
      property,
    );
  });

  it("means the same value", () => {
    fc.assert(
      fc.property(object, (value) => {
        expect(JSON.parse(serializeAscii(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      property,
    );
  });

  it("escapes exactly what it must", () => {
    expect(serializeAscii({ a: "x>?~\u007fé😀/=<" })).toBe(
      '{"a":"x\\u003e\\u003f\\u007e\\u007f\\u00e9\\ud83d\\ude00/=<"}',
    );
  });
});

describe("signCompact", () => {
  it.each(signatureAlgorithms)("makes tokens with %s that jose verifies", async (algorithm) => {
    const { privateKey, publicKey } = keyFor[algorithm];
    const payload = { sub: "wörkload?", n: 1 };
    const token = await signCompact({ header: { kid: "k", typ: "at+jwt" }, payload, algorithm, privateKey });
    const verified = await compactVerify(token, publicKey);
    expect(verified.protectedHeader).toEqual({ alg: algorithm, kid: "k", typ: "at+jwt" });
    expect(JSON.parse(Buffer.from(verified.payload).toString("utf8"))).toEqual(payload);
  });

  it("takes alg from the algorithm, not from the header", async () => {
    const { privateKey } = keyFor.ES256;
    const token = await signCompact({ header: { alg: "none" }, payload: {}, algorithm: "ES256", privateKey });
    expect(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).toBe('{"alg":"ES256"}');
  });

  it.each([
    ["RS256", keyFor.ES256],
    ["ES256", keyFor.ES384],
    ["ES256", keyFor.RS256],
    ["ES384", keyFor.ES256],
    ["ES512", keyFor.ES256],
    ["EdDSA", keyFor.ES256],
    ["EdDSA", keyFor.RS256],
  ] as const)("throws when the key is not one for %s", async (algorithm, { privateKey }) => {
    await expect(signCompact({ header: {}, payload: {}, algorithm, privateKey })).rejects.toThrow(
      new TypeError(`the private key is not one for ${algorithm}`),
    );
  });

  it("throws when the key is too small for the algorithm", async () => {
    const { privateKey } = makeRsaKey(1024);
    const request = { header: {}, payload: {}, algorithm: "PS512", privateKey } as const;
    await expect(signCompact(request)).rejects.toThrow(/key size/);
  });
});
