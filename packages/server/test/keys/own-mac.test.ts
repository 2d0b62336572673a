import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { rewrapKeys } from "../../src/keys/keys-at-rest.ts";
import { ownMac } from "../../src/keys/own-mac.ts";
import { instanceId, newInstallation, newMasterKey } from "./installation.ts";

const purpose = "console sign-on attempt";

describe("a MAC of the server's own", () => {
  it("is the same on every node", async () => {
    const installation = newInstallation();
    const [one, other] = [await installation.open(), await installation.open()];
    expect(one.mac(purpose, "text")).toMatch(/^[\w-]{43}$/);
    expect(one.mac(purpose, "text")).toBe(other.mac(purpose, "text"));
    expect(one.mac(purpose, "text")).not.toBe(one.mac(purpose, "texts"));
  });

  it("is another one in another installation, also under the same master key", () => {
    const masterKey = newMasterKey();
    const macs = [
      ownMac({ masterKey, instanceId }, purpose, "text"),
      ownMac({ masterKey, instanceId: "instance-2" }, purpose, "text"),
      ownMac({ masterKey: newMasterKey(), instanceId }, purpose, "text"),
    ];
    expect(new Set(macs).size).toBe(3);
  });

  it("is another one once the keys are under another master key", async () => {
    const installation = newInstallation();
    const keys = await installation.open();
    const before = keys.mac(purpose, "text");
    const next = newMasterKey();
    const vaultOf = (masterKey: typeof next) => ({
      masterKey,
      instanceId,
      randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    });
    await rewrapKeys(installation, vaultOf(installation.masterKey), vaultOf(next));
    installation.masterKeyFile = next;
    await keys.tend({ kind: "schedule" });
    expect(keys.mac(purpose, "text")).toBe(ownMac(vaultOf(next), purpose, "text"));
    expect(keys.mac(purpose, "text")).not.toBe(before);
  });

  it("is HMAC-SHA-256 under a key of HKDF, so that nodes of two versions take what either began", () => {
    // Computed with another implementation of both.
    const masterKey = createSecretKey(Buffer.alloc(32, 7));
    expect(ownMac({ masterKey, instanceId }, purpose, "text")).toBe(
      "K3a483-6CGJi1KsXpdfz85oMs7WbSvQDJ1N9FBOFBRM",
    );
  });
});
