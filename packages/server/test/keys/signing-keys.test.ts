import { createPrivateKey, randomBytes } from "node:crypto";
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, type JWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/terms.ts";
import { publishAheadSeconds } from "../../src/keys/key-times.ts";
import { generateSigningKey } from "../../src/keys/signing-key.ts";
import type { SigningKeys } from "../../src/keys/signing-keys.ts";
import { unwrapSecret } from "../../src/keys/wrapping.ts";
import { type Installation, issuer, newInstallation, newMasterKey } from "./installation.ts";

const draft = (payload: JsonObject = {}, header: JsonObject = {}) => ({
  typ: "at+jwt",
  header,
  payload: { iss: issuer, sub: "provider/mapping", ...payload },
});

/** The published keys in the type the oracle wants. */
function publishedKeys(keys: SigningKeys): readonly JWK[] {
  const document: { readonly keys: readonly JWK[] } = JSON.parse(JSON.stringify(keys.jwks()));
  return document.keys;
}
const kidsOf = (keys: SigningKeys) => publishedKeys(keys).map(({ kid }) => kid);
const sign = (keys: SigningKeys, ...parts: Parameters<typeof draft>) => keys.sign(draft(...parts));
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

const vaultOf = ({ masterKey }: Installation) => ({ masterKey, instanceId: "instance-1", randomBytes });

/** A node whose next key is published and does not sign yet. */
async function rotated() {
  const installation = newInstallation();
  const keys = await installation.open();
  const [old = ""] = kidsOf(keys);
  await keys.tend({ kind: "rotation" });
  const [, next = ""] = kidsOf(keys);
  return { installation, keys, old, next };
}

/** A row that was wrapped for something else. */
async function foreignRow(installation: Installation) {
  const row = await generateSigningKey(
    vaultOf(installation),
    "ES256",
    installation.clock,
    installation.clock,
  );
  return { ...row, kid: "foreign" };
}

describe("the first start", () => {
  it.each(["ES256", "RS256", "EdDSA"] as const)(
    "makes an %s key that others can verify with",
    async (algorithm) => {
      const keys = await newInstallation([algorithm]).open();
      const token = await sign(keys);
      const verified = await jwtVerify(token, createLocalJWKSet({ keys: [...publishedKeys(keys)] }));
      expect(verified.payload).toEqual({ iss: issuer, sub: "provider/mapping" });
      expect(verified.protectedHeader.alg).toBe(algorithm);
    },
  );

  it("names the key by its RFC 7638 thumbprint", async () => {
    for (const algorithm of ["ES256", "RS256", "EdDSA"] as const) {
      const [jwk] = publishedKeys(await newInstallation([algorithm]).open());
      expect(jwk?.kid).toBe(await calculateJwkThumbprint(jwk ?? {}));
    }
  });

  it.each([
    ["ES256", ["alg", "crv", "kid", "kty", "use", "x", "y"]],
    ["RS256", ["alg", "e", "kid", "kty", "n", "use"]],
    ["EdDSA", ["alg", "crv", "kid", "kty", "use", "x"]],
  ] as const)("publishes the public members of an %s key and nothing else", async (algorithm, members) => {
    const [jwk] = publishedKeys(await newInstallation([algorithm]).open());
    expect(Object.keys(jwk ?? {}).toSorted()).toEqual(members);
    expect(jwk).toMatchObject({ alg: algorithm, use: "sig" });
  });

  it("publishes a key of each configured algorithm and signs with the first", async () => {
    const keys = await newInstallation(["EdDSA", "ES256"]).open();
    expect(keys.algorithms()).toEqual(["EdDSA", "ES256"]);
    expect(decodeProtectedHeader(await sign(keys)).alg).toBe("EdDSA");
  });

  it("stores no private key in clear", async () => {
    const installation = newInstallation();
    await installation.open();
    const [row] = installation.rows.values();
    if (row === undefined) throw new Error("no row");
    const secret = unwrapSecret(installation.masterKey, row.wrappedPrivateKey, {
      keyId: row.kid,
      algorithm: "ES256",
      purpose: "signing-key",
      instanceId: "instance-1",
    });
    if (secret === null) throw new Error("not opened");
    const { d } = createPrivateKey({ key: secret, format: "der", type: "pkcs8" }).export({ format: "jwk" });
    if (d === undefined) throw new Error("no private number");
    expect(JSON.stringify(row)).not.toContain(d);
    const wrapped = Buffer.from(row.wrappedPrivateKey, "base64url");
    expect(wrapped.includes(Buffer.from(d, "base64url"))).toBe(false);
  });
});

describe("later starts", () => {
  it("go on with the key there is", async () => {
    const installation = newInstallation();
    const first = await installation.open();
    const second = await installation.open();
    expect(kidsOf(second)).toEqual(kidsOf(first));
    expect(installation.rows.size).toBe(1);
  });

  it("are refused with another master key, and change nothing", async () => {
    const installation = newInstallation();
    await installation.open();
    const before = [...installation.rows.values()];
    await expect(installation.open({ masterKey: newMasterKey() })).rejects.toMatchObject({
      code: "master_key_wrong",
    });
    expect([...installation.rows.values()]).toEqual(before);
  });

  it("publish what the private key says, whatever the row says", async () => {
    const installation = newInstallation();
    const honest = publishedKeys(await installation.open());
    const [row] = installation.rows.values();
    if (row === undefined) throw new Error("no row");
    installation.rows.set(row.kid, { ...row, publicJwk: '{"kty":"EC","x":"AAAA","d":"BBBB"}' });
    expect(publishedKeys(await installation.open())).toEqual(honest);
  });

  it("refuse a row whose key belongs to another kid", async () => {
    const installation = newInstallation();
    await installation.open();
    const [row] = installation.rows.values();
    if (row === undefined) throw new Error("no row");
    installation.rows.set("another", { ...row, kid: "another" });
    await expect(installation.open()).rejects.toMatchObject({ code: "signing_key_unreadable" });
  });

  it("publish a newly configured algorithm before it signs", async () => {
    const installation = newInstallation();
    const old = await installation.open();
    const keys = await installation.open({
      policy: { ...installation.policy, algorithms: ["EdDSA", "ES256"] },
    });
    expect(keys.algorithms()).toEqual(["ES256", "EdDSA"]);
    expect(kidOf(await sign(keys))).toBe(kidsOf(old)[0]);
    installation.clock += publishAheadSeconds;
    expect(decodeProtectedHeader(await sign(keys)).alg).toBe("EdDSA");
  });
});

describe("a row that cannot be opened", () => {
  it("does not keep a running node from learning of the other keys, and is reported", async () => {
    const { installation, keys, old, next } = await rotated();
    installation.rows.set("foreign", await foreignRow(installation));
    const third = await generateSigningKey(vaultOf(installation), "ES256", installation.clock, 0);
    installation.rows.set(third.kid, third);
    installation.rows.delete(next);
    await keys.refresh();
    expect(kidsOf(keys)).toEqual([old, third.kid]);
    expect(installation.passedOver).toMatchObject([{ code: "signing_key_unreadable" }]);
  });

  it("keeps a key in use that was opened before", async () => {
    const installation = newInstallation();
    const keys = await installation.open();
    const [row] = installation.rows.values();
    if (row === undefined) throw new Error("no row");
    installation.rows.set(row.kid, { ...row, wrappedPrivateKey: "AAAA" });
    await keys.refresh();
    expect(installation.passedOver).toEqual([]);
    expect(kidOf(await sign(keys))).toBe(row.kid);
  });

  it("stops a node from starting", async () => {
    const { installation } = await rotated();
    installation.rows.set("foreign", await foreignRow(installation));
    await expect(installation.open()).rejects.toThrow("The signing key foreign cannot be used: ");
  });
});

describe("two nodes that start at once", () => {
  it("sign with one and the same key", async () => {
    const installation = newInstallation();
    const nodes = await Promise.all([installation.open(), installation.open(), installation.open()]);
    const tokens = await Promise.all(nodes.map((node) => sign(node)));
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
  });

  it("go on when the faster one's clock is ahead", async () => {
    const installation = newInstallation();
    const ahead = await installation.open({ now: () => installation.clock + 5 });
    const behind = await installation.open();
    expect(kidOf(await sign(behind))).toBe(kidOf(await sign(ahead)));
  });
});

describe("the header of a token", () => {
  it("begins with typ, then alg, kid and what the face adds", async () => {
    const keys = await newInstallation().open();
    const token = await sign(keys, {}, { ver: "2" });
    expect(Object.entries(decodeProtectedHeader(token))).toEqual([
      ["typ", "at+jwt"],
      ["alg", "ES256"],
      ["kid", kidsOf(keys)[0]],
      ["ver", "2"],
    ]);
  });

  it("cannot be overridden by the face", async () => {
    const keys = await newInstallation().open();
    const token = await sign(keys, {}, { alg: "none", kid: "other", typ: "other" });
    expect(decodeProtectedHeader(token)).toEqual({ typ: "at+jwt", alg: "ES256", kid: kidsOf(keys)[0] });
  });
});
