import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/terms.ts";
import { signCompact } from "../../src/jws/sign.ts";
import type { SigningKeys } from "../../src/keys/signing-keys.ts";
import { issuer, newInstallation } from "./installation.ts";

const now = 1_800_000_000;
const claims = { iss: issuer, sub: "provider/mapping", iat: now, exp: now + 60, jti: "t1" };
let keys: SigningKeys;
beforeAll(async () => {
  keys = await newInstallation().open();
});

const sign = (payload: JsonObject, typ = "at+jwt") => keys.sign({ typ, header: {}, payload });
const kid = (token: string): string => JSON.parse(atob(token.split(".")[0] ?? "")).kid;

describe("a token of our own", () => {
  it.each(["at+jwt", "JWT"])("is accepted as %s with its claims", async (typ) => {
    expect(keys.verifyOwnToken(await sign(claims, typ), now)).toEqual({ ok: true, value: claims });
  });

  it("ends at the second it says", async () => {
    const token = await sign(claims);
    expect(keys.verifyOwnToken(token, now + 59).ok).toBe(true);
    expect(keys.verifyOwnToken(token, now + 60)).toMatchObject({ refusal: { reason: "expired" } });
  });

  it("may have been issued by a node whose clock is a little ahead", async () => {
    expect(keys.verifyOwnToken(await sign({ ...claims, iat: now + 60 }), now).ok).toBe(true);
  });

  it.each<[string, string, JsonObject]>([
    ["another issuer", "issuer_mismatch", { iss: `${issuer}/` }],
    ["an issuer that is no text", "issuer_mismatch", { iss: [issuer] }],
    ["a time of issue in the future", "issued_in_future", { iat: now + 61 }],
    ["no number as expiry", "bad_claim_type", { exp: String(now + 60) }],
    ["no number as time of issue", "bad_claim_type", { iat: null }],
  ])("is refused with %s", async (_, reason, change) => {
    expect(keys.verifyOwnToken(await sign({ ...claims, ...change }), now)).toMatchObject({
      ok: false,
      refusal: { reason },
    });
  });

  it.each(["id_token", "dpop+jwt", "logout+jwt"])("is refused as %s", async (typ) => {
    expect(keys.verifyOwnToken(await sign(claims, typ), now)).toMatchObject({
      refusal: { reason: "token_type_mismatch" },
    });
  });
});

describe("a forged token", () => {
  async function forged(
    header: (own: string) => JsonObject,
    privateKey: KeyObject,
    algorithm: "ES256" | "EdDSA",
  ) {
    return signCompact({ header: header(kid(await sign(claims))), payload: claims, algorithm, privateKey });
  }
  const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const otherType = generateKeyPairSync("ed25519").privateKey;

  it("is refused when somebody else's key signed it under our kid", async () => {
    const token = await forged((own) => ({ typ: "at+jwt", kid: own }), foreign, "ES256");
    expect(keys.verifyOwnToken(token, now)).toMatchObject({ refusal: { reason: "bad_signature" } });
  });

  it("is refused when its algorithm is not the key's", async () => {
    const token = await forged((own) => ({ typ: "at+jwt", kid: own }), otherType, "EdDSA");
    expect(keys.verifyOwnToken(token, now)).toMatchObject({ refusal: { reason: "alg_key_mismatch" } });
  });

  it("is refused when its kid is not ours", async () => {
    const token = await forged(() => ({ typ: "at+jwt", kid: "constructor" }), foreign, "ES256");
    expect(keys.verifyOwnToken(token, now)).toMatchObject({ refusal: { reason: "key_not_found" } });
  });

  it("is refused when it names no key, rather than tried with each", async () => {
    const token = await forged(() => ({ typ: "at+jwt" }), foreign, "ES256");
    expect(keys.verifyOwnToken(token, now)).toMatchObject({ refusal: { reason: "kid_required" } });
  });

  it("is refused without a typ", async () => {
    const token = await forged((own) => ({ kid: own }), foreign, "ES256");
    expect(keys.verifyOwnToken(token, now)).toMatchObject({ refusal: { reason: "token_type_mismatch" } });
  });

  it("is refused when its payload was exchanged for another", async () => {
    const [header, , signature] = (await sign(claims)).split(".");
    const payload = btoa(JSON.stringify({ ...claims, sub: "root" })).replace(/=+$/, "");
    expect(keys.verifyOwnToken(`${header}.${payload}.${signature}`, now)).toMatchObject({
      refusal: { reason: "bad_signature" },
    });
  });

  it("is refused above the size that is read", () => {
    expect(keys.verifyOwnToken("a".repeat(32_769), now)).toMatchObject({ refusal: { reason: "too_large" } });
  });
});
