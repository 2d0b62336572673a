import fc from "fast-check";
import { CompactSign, compactVerify } from "jose";
import { describe, expect, it } from "vitest";
import { type SignatureAlgorithm, signatureAlgorithms } from "../../src/core/terms.ts";
import { parseCompact } from "../../src/jws/compact.ts";
import { importKeySet, selectKey } from "../../src/jws/key-set.ts";
import { signCompact } from "../../src/jws/sign.ts";
import { verifySignature } from "../../src/jws/verify.ts";
import { keyFor, makeEcKey, makeEdKey, makeRsaKey, segment, signRs256, type TestKey } from "./tokens.ts";

const seed = 20260818;

/** The whole way of a token: shape, key, signature. @returns null when it is accepted, else the reason */
function reasonOf(token: string, key: TestKey, allowed = signatureAlgorithms.slice()): string | null {
  const jws = parseCompact(token);
  if (!jws.ok) return jws.refusal.reason;
  const imported = importKeySet({ keys: [{ ...key.jwk, kid: "k" }] });
  if (!imported.ok) throw new Error(imported.detail);
  const selected = selectKey(imported.set, jws.value, allowed);
  if (!selected.ok) return selected.refusal.reason;
  const verdict = verifySignature(jws.value, selected.value);
  return verdict.ok ? null : verdict.refusal.reason;
}

function signedBy(algorithm: SignatureAlgorithm, key: TestKey = keyFor[algorithm]): Promise<string> {
  const payload = { iss: "https://issuer.example", sub: "workload" };
  return signCompact({ header: { kid: "k", typ: "JWT" }, payload, algorithm, privateKey: key.privateKey });
}

describe("verifySignature", () => {
  it.each(signatureAlgorithms)("accepts what jose signs with %s, whatever the payload", async (algorithm) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (payload) => {
        const token = await new CompactSign(payload)
          .setProtectedHeader({ alg: algorithm, kid: "k", typ: "JWT" })
          .sign(keyFor[algorithm].privateKey);
        expect(reasonOf(token, keyFor[algorithm])).toBeNull();
      }),
      { seed, numRuns: 10 },
    );
  });

  it.each(signatureAlgorithms)(
    "refuses a token of %s with any single bit flipped, as jose does",
    async (algorithm) => {
      const key = keyFor[algorithm];
      const token = await signedBy(algorithm);
      const parts = token.split(".").map((part) => Buffer.from(part, "base64url"));
      await fc.assert(
        fc.asyncProperty(fc.nat(2), fc.nat(), async (part, bit) => {
          const flipped = parts.map((bytes) => Buffer.from(bytes));
          const target = flipped[part] ?? Buffer.alloc(1);
          const at = bit % (target.length * 8);
          target[at >> 3] = (target[at >> 3] ?? 0) ^ (1 << (at & 7));
          const altered = flipped.map(segment).join(".");
          expect(reasonOf(altered, key)).not.toBeNull();
          await expect(compactVerify(altered, key.publicKey)).rejects.toThrow();
        }),
        { seed, numRuns: 60 },
      );
    },
  );

  it("refuses every single-bit flip of a signature", async () => {
    const key = keyFor.ES256;
    const token = await signedBy("ES256");
    const [header, payload, signature = ""] = token.split(".");
    const bytes = Buffer.from(signature, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(reasonOf(`${header}.${payload}.${segment(flipped)}`, key)).toBe("bad_signature");
    }
  });

  it.each([
    ["RS256", makeRsaKey(2048)],
    ["ES256", makeEcKey("P-256")],
    ["EdDSA", makeEdKey()],
  ] as const)("refuses a token of %s signed by a key that is not published", async (algorithm, stranger) => {
    expect(reasonOf(await signedBy(algorithm, stranger), keyFor[algorithm])).toBe("bad_signature");
  });

  const edits: readonly (readonly [string, (signature: Buffer) => Uint8Array])[] = [
    ["cut by one byte", (signature) => signature.subarray(0, -1)],
    ["with a zero byte appended", (signature) => Buffer.concat([signature, Buffer.of(0)])],
    ["with a zero byte prepended", (signature) => Buffer.concat([Buffer.of(0), signature])],
    ["of zeros", (signature) => Buffer.alloc(signature.length)],
    ["of nine thousand bytes", () => Buffer.alloc(9000, 0x41)],
  ];
  for (const algorithm of ["RS256", "PS256", "ES256", "ES512", "EdDSA"] as const) {
    it.each(edits)(`refuses a signature of ${algorithm} %s`, async (_, edit) => {
      const [header, payload, signature = ""] = (await signedBy(algorithm)).split(".");
      const edited = segment(edit(Buffer.from(signature, "base64url")));
      expect(reasonOf(`${header}.${payload}.${edited}`, keyFor[algorithm])).toBe("bad_signature");
    });
  }

  it("refuses r and s that equal the group order", async () => {
    const [header, payload] = (await signedBy("ES256")).split(".");
    const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    const signature = segment(Buffer.from(order + order, "hex"));
    expect(reasonOf(`${header}.${payload}.${signature}`, keyFor.ES256)).toBe("bad_signature");
  });

  it("accepts a token whose header has white space and unknown members", () => {
    const token = signRs256({ alg: "RS256", kid: "k", x: { y: [1] } }, { iss: "x" }, keyFor.RS256.privateKey);
    expect(reasonOf(token, keyFor.RS256)).toBeNull();
  });

  it("does not let a PKCS#1 signature pass under a PSS header", () => {
    const token = signRs256({ alg: "PS256", kid: "k" }, { iss: "x" }, keyFor.RS256.privateKey);
    expect(reasonOf(token, keyFor.RS256)).toBe("bad_signature");
  });

  it("refuses a key that is not for the token's algorithm, even when it is handed one", async () => {
    const jws = parseCompact(await signedBy("ES256"));
    const imported = importKeySet({ keys: [keyFor.RS256.jwk] });
    const [key] = imported.ok ? imported.set.keys : [];
    if (!jws.ok || key === undefined) throw new Error("the token and the key are sound");
    expect(verifySignature(jws.value, key)).toEqual({
      ok: false,
      refusal: {
        reason: "alg_key_mismatch",
        evidence: { presented: "ES256", kid: null, expected: [...key.algorithms] },
      },
    });
  });

  it("names the key that a signature does not hold with", async () => {
    const jws = parseCompact(await signedBy("ES256"));
    const imported = importKeySet({ keys: [{ ...makeEcKey("P-256").jwk, kid: "other" }] });
    const [key] = imported.ok ? imported.set.keys : [];
    if (!jws.ok || key === undefined) throw new Error("the token and the key are sound");
    const refused = { ok: false, refusal: { reason: "bad_signature", evidence: { kid: "other" } } };
    expect(verifySignature(jws.value, key)).toEqual(refused);
    expect(verifySignature({ ...jws.value, signature: Buffer.alloc(63) }, key)).toEqual(refused);
  });
});
