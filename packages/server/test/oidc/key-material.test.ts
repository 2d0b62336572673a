import { describe, expect, it } from "vitest";
import { checkCaCertificates, checkStaticKeys } from "../../src/oidc/key-material.ts";
import { testCa } from "../certificates.ts";
import { standardKeys } from "../issuer-keys.ts";

describe("keys written into a provider", () => {
  it("may be a set of sound public keys", async () => {
    const keys = (await standardKeys()).map(({ publicJwk }) => JSON.parse(JSON.stringify(publicJwk)));
    expect(checkStaticKeys({ keys })).toBeNull();
  });

  it.each([
    [{}, "is not a usable key set"],
    [{ keys: [] }, "must hold at least one key"],
    [{ keys: [null] }, "is not a usable key set"],
    [{ keys: [{ kty: "RSA", kid: "a", n: "AQAB", e: "AQAB" }] }, "holds a key that cannot be used"],
  ])("may not be %j", (jwks, problem) => {
    expect(checkStaticKeys(jwks)).toContain(problem);
  });
});

describe("a key set with a key that cannot be used", () => {
  it("may not be written down either, however many are sound", async () => {
    const sound = (await standardKeys()).map(({ publicJwk }) => JSON.parse(JSON.stringify(publicJwk)));
    const [first] = sound;
    const weak = { kty: "RSA", kid: "a", n: "AQAB", e: "AQAB" };
    expect(checkStaticKeys({ keys: [first, weak] })).toContain("holds a key that cannot be used");
  });
});

describe("certificates written into a provider", () => {
  it("may be an authority's, also with text around it", async () => {
    expect(checkCaCertificates(`our authority\n${await testCa()}\n`)).toBeNull();
  });

  it("are at most a hundred", async () => {
    const pem = `${await testCa()}\n`;
    expect(checkCaCertificates(pem.repeat(100))).toBeNull();
    expect(checkCaCertificates(pem.repeat(101))).toBe("must hold at most 100 certificates.");
  });

  it("are counted where one cannot be read", async () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    expect(checkCaCertificates(`${await testCa()}\n${broken}`)).toBe(
      "holds a certificate (number 2) that cannot be read.",
    );
  });

  it.each([
    ["", "must hold at least one certificate"],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read"],
    ["-----BEGIN PRIVATE KEY-----", "certificates only"],
  ])("may not be %j", (pem, problem) => {
    expect(checkCaCertificates(pem)).toContain(problem);
  });
});
