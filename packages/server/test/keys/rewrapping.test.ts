/** Another master key under running nodes: they go on, take it once it is there, and write nothing under the old. */

import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { resetKeys, rewrapKeys } from "../../src/keys/keys-at-rest.ts";
import type { MasterKey } from "../../src/keys/master-key.ts";
import { openSigningKey } from "../../src/keys/signing-key.ts";
import type { SigningKeys } from "../../src/keys/signing-keys.ts";
import { type Installation, instanceId, issuer, newInstallation, newMasterKey } from "./installation.ts";

const vaultOf = (masterKey: MasterKey) => ({ masterKey, instanceId, randomBytes });
const rewrap = (installation: Installation, next: MasterKey, present = installation.masterKey) =>
  rewrapKeys(installation, vaultOf(present), vaultOf(next));
const rotate = (keys: SigningKeys) => keys.tend({ kind: "rotation" });
const sign = (keys: SigningKeys) => keys.sign({ typ: "at+jwt", header: {}, payload: { iss: issuer } });

async function rewrapped() {
  const installation = newInstallation();
  const nodes = [await installation.open(), await installation.open()] as const;
  const next = newMasterKey();
  expect(await rewrap(installation, next)).toBe(1);
  return { installation, nodes, next };
}

describe("keys under another master key", () => {
  it("open with that and not with the old one", async () => {
    const { installation, next } = await rewrapped();
    for (const row of installation.rows.values()) {
      expect(openSigningKey(vaultOf(next), row).kid).toBe(row.kid);
      expect(() => openSigningKey(vaultOf(installation.masterKey), row)).toThrow("does not open it");
    }
  });

  it("are not needed by nodes that have opened them before", async () => {
    const { nodes } = await rewrapped();
    for (const keys of nodes) {
      await keys.refresh();
      expect(await sign(keys)).toMatch(/^ey/);
    }
  });

  it("are joined by no key under the old one", async () => {
    const { installation, nodes } = await rewrapped();
    await expect(rotate(nodes[0])).rejects.toMatchObject({ code: "master_key_replaced" });
    expect(installation.rows.size).toBe(1);
    expect(installation.masterKeysTaken).toBe(0);
  });

  it("are joined by a new key once the new master key is in its file, and every node opens that", async () => {
    const { installation, nodes, next } = await rewrapped();
    installation.masterKeyFile = next;
    expect(await rotate(nodes[0])).toBe(true);
    await nodes[1].refresh();
    expect(nodes.map((keys) => keys.list().length)).toEqual([2, 2]);
    expect(installation.masterKeysTaken).toBe(2);
    expect(installation.passedOver).toEqual([]);
  });

  it("are wrapped whole although a node makes a key at that moment", async () => {
    const installation = newInstallation();
    const keys = await installation.open();
    const next = newMasterKey();
    installation.masterKeyFile = next;
    await Promise.all([
      rotate(keys),
      rewrapKeys(installation, vaultOf(installation.masterKey), vaultOf(next)),
    ]);
    expect(installation.rows.size).toBe(2);
    for (const row of installation.rows.values())
      expect(openSigningKey(vaultOf(next), row).kid).toBe(row.kid);
  });

  it("stay as they are with a present master key that is another one", async () => {
    const installation = newInstallation();
    await installation.open();
    const before = [...installation.rows.values()];
    await expect(rewrap(installation, newMasterKey(), newMasterKey())).rejects.toMatchObject({
      code: "master_key_wrong",
    });
    expect([...installation.rows.values()]).toEqual(before);
  });
});

describe("keys that were reset", () => {
  it("are gone on every node, with everything issued, until a start makes others", async () => {
    const installation = newInstallation();
    const keys = await installation.open();
    expect(await resetKeys(installation, "key reset", installation.clock)).toBe(1);
    expect(installation.revocations).toEqual([{ by: "key reset", at: installation.clock }]);
    await keys.refresh();
    expect(keys.list()).toEqual([]);
    await expect(sign(keys)).rejects.toThrow("no signing key is active");
    installation.masterKeyFile = newMasterKey();
    expect((await installation.open()).list()).toMatchObject([{ state: "active" }]);
    await keys.refresh();
    expect(await sign(keys)).toMatch(/^ey/);
  });

  it("are nothing to reset twice", async () => {
    const installation = newInstallation();
    await installation.open();
    await resetKeys(installation, "key reset", installation.clock);
    expect(await resetKeys(installation, "key reset", installation.clock)).toBe(0);
  });
});
