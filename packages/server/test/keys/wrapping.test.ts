import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCanary } from "../../src/keys/canary.ts";
import { unwrapSecret, type WrapBinding, wrapSecret } from "../../src/keys/wrapping.ts";
import { newInstallation, newMasterKey } from "./installation.ts";

const binding: WrapBinding = {
  keyId: "key-1",
  algorithm: "ES256",
  purpose: "signing-key",
  instanceId: "instance-1",
};
const masterKey = newMasterKey();
const secret = Buffer.from("a private key");

describe("a wrapped secret", () => {
  it("opens to what was wrapped", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        const wrapped = wrapSecret(masterKey, bytes, binding, randomBytes);
        expect(unwrapSecret(masterKey, wrapped, binding)).toEqual(Buffer.from(bytes));
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("looks different each time", () => {
    const wrap = () => wrapSecret(masterKey, secret, binding, randomBytes);
    expect(wrap()).not.toBe(wrap());
  });

  it("does not open with another master key", () => {
    const wrapped = wrapSecret(masterKey, secret, binding, randomBytes);
    expect(unwrapSecret(newMasterKey(), wrapped, binding)).toBeNull();
  });

  it.each<[keyof WrapBinding, Partial<WrapBinding>]>([
    ["keyId", { keyId: "key-2" }],
    ["algorithm", { algorithm: "EdDSA" }],
    ["purpose", { purpose: "canary" }],
    ["instanceId", { instanceId: "instance-2" }],
  ])("does not open for another %s", (_, other) => {
    const wrapped = wrapSecret(masterKey, secret, binding, randomBytes);
    expect(unwrapSecret(masterKey, wrapped, { ...binding, ...other })).toBeNull();
  });

  it("does not open when any byte of it was changed", () => {
    const wrapped = Buffer.from(wrapSecret(masterKey, secret, binding, randomBytes), "base64url");
    for (const index of wrapped.keys()) {
      const altered = Buffer.from(wrapped);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(unwrapSecret(masterKey, altered.toString("base64url"), binding)).toBeNull();
    }
  });

  it("does not open when its end is missing", () => {
    const wrapped = Buffer.from(wrapSecret(masterKey, secret, binding, randomBytes), "base64url");
    for (let length = 0; length < wrapped.length; length++) {
      expect(unwrapSecret(masterKey, wrapped.subarray(0, length).toString("base64url"), binding)).toBeNull();
    }
  });
});

describe("the canary", () => {
  it("lets the same master key in again", async () => {
    const { facts } = newInstallation();
    await checkCanary(facts, { masterKey, instanceId: "instance-1", randomBytes });
    await expect(checkCanary(facts, { masterKey, instanceId: "instance-1", randomBytes })).resolves.toEqual(
      expect.any(String),
    );
  });

  it("refuses another master key with a sentence that says so", async () => {
    const { facts } = newInstallation();
    await checkCanary(facts, { masterKey, instanceId: "instance-1", randomBytes });
    await expect(
      checkCanary(facts, { masterKey: newMasterKey(), instanceId: "instance-1", randomBytes }),
    ).rejects.toMatchObject({
      code: "master_key_wrong",
      message: expect.stringContaining("not the one this database was made with"),
    });
  });

  it("lets only one of two nodes that start at once with different keys in", async () => {
    const { facts } = newInstallation();
    const starts = await Promise.allSettled([
      checkCanary(facts, { masterKey, instanceId: "instance-1", randomBytes }),
      checkCanary(facts, { masterKey: newMasterKey(), instanceId: "instance-1", randomBytes }),
    ]);
    expect(starts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});
