/** Rotation as nodes of one installation carry it out, with real keys and the store's semantics in memory. */

import { decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/terms.ts";
import { publishAheadSeconds, publishedUntil } from "../../src/keys/key-times.ts";
import type { SigningAlgorithm } from "../../src/keys/signing-key.ts";
import type { SigningKeys } from "../../src/keys/signing-keys.ts";
import { type Installation, issuer, longestTokenSeconds, newInstallation } from "./installation.ts";

const day = 86_400;
const kidsOf = (keys: SigningKeys) => keys.list().map(({ kid }) => kid);
const tend = (keys: SigningKeys) => keys.tend({ kind: "schedule" });
const rotate = (keys: SigningKeys) => keys.tend({ kind: "rotation" });
const replaceAll = (keys: SigningKeys) => keys.tend({ kind: "emergency", by: "ada" });
const refresh = (keys: SigningKeys) => keys.refresh();

async function sign(keys: SigningKeys, payload: JsonObject = {}) {
  return keys.sign({ typ: "at+jwt", header: {}, payload: { iss: issuer, ...payload } });
}
const signerOf = async (keys: SigningKeys) => decodeProtectedHeader(await sign(keys)).kid;
const algorithmOf = async (keys: SigningKeys) => decodeProtectedHeader(await sign(keys)).alg;
const configured = (installation: Installation, ...algorithms: SigningAlgorithm[]) => ({
  policy: { ...installation.policy, algorithms },
});

async function scheduled(rotationSeconds = 90 * day) {
  const installation = newInstallation();
  installation.policy = { ...installation.policy, rotationSeconds };
  const keys = await installation.open();
  const [first = ""] = kidsOf(keys);
  return { installation, keys, first, madeAt: installation.clock };
}

describe("rotation on schedule", () => {
  it("does nothing before the next key must be published", async () => {
    const { installation, keys } = await scheduled();
    installation.clock += 90 * day - publishAheadSeconds - 1;
    expect(await tend(keys)).toBe(false);
  });

  it("publishes the next key before it signs, and retires the old one when it does", async () => {
    const { installation, keys, first, madeAt } = await scheduled();
    installation.clock += 90 * day - publishAheadSeconds;
    expect(await tend(keys)).toBe(true);
    const [, next = ""] = kidsOf(keys);
    expect(await signerOf(keys)).toBe(first);
    expect(keys.list()).toMatchObject([
      { kid: first, state: "active", signsUntil: madeAt + 90 * day },
      { kid: next, state: "next", activeFrom: madeAt + 90 * day },
    ]);
    installation.clock = madeAt + 90 * day;
    expect(await signerOf(keys)).toBe(next);
    expect(keys.list()).toMatchObject([{ state: "retired" }, { state: "active" }]);
  });

  it("makes one next key, however often it is looked", async () => {
    const { installation, keys } = await scheduled();
    installation.clock += 90 * day;
    expect(await tend(keys)).toBe(true);
    expect(await tend(keys)).toBe(false);
    expect(kidsOf(keys)).toHaveLength(2);
  });

  it("makes one next key for many nodes that find it due at once", async () => {
    const { installation, keys } = await scheduled();
    const nodes = [keys, await installation.open(), await installation.open()];
    installation.clock += 90 * day;
    const changed = await Promise.all(nodes.map(tend));
    expect(changed.filter(Boolean)).toHaveLength(1);
    expect(installation.rows.size).toBe(2);
  });

  it("comes late rather than early when no node ran at its time", async () => {
    const { installation, keys, first } = await scheduled();
    installation.clock += 200 * day;
    await tend(keys);
    expect(await signerOf(keys)).toBe(first);
    installation.clock += publishAheadSeconds;
    expect(await signerOf(keys)).not.toBe(first);
  });

  it("never comes when it is switched off", async () => {
    const installation = newInstallation();
    const keys = await installation.open();
    installation.clock += 3_650 * day;
    expect(await tend(keys)).toBe(false);
    expect(keys.list()).toMatchObject([{ state: "active", signsUntil: null }]);
  });

  it("renews every configured algorithm", async () => {
    const installation = newInstallation(["EdDSA", "ES256"]);
    installation.policy = { ...installation.policy, rotationSeconds: day };
    const keys = await installation.open();
    installation.clock += day;
    await tend(keys);
    const next = keys.list().filter(({ activeFrom }) => activeFrom > installation.clock);
    expect(next.map(({ algorithm }) => algorithm).toSorted()).toEqual(["ES256", "EdDSA"]);
  });
});

describe("a retired key", () => {
  async function retired() {
    const { installation, keys, first } = await scheduled();
    installation.policy = { ...installation.policy, rotationSeconds: null };
    await rotate(keys);
    installation.clock += publishAheadSeconds;
    return { installation, keys, first, retiredAt: installation.clock };
  }

  it("is published for as long as its tokens may live, and its row then removed", async () => {
    const { installation, keys, first, retiredAt } = await retired();
    installation.clock = publishedUntil(retiredAt, longestTokenSeconds) - 1;
    expect(await tend(keys)).toBe(false);
    expect(kidsOf(keys)).toContain(first);
    installation.clock += 1;
    expect(await tend(keys)).toBe(true);
    expect(kidsOf(keys)).not.toContain(first);
    expect(installation.rows.has(first)).toBe(false);
  });

  it("stays while a token lives that was issued under a longer maximum", async () => {
    const { installation, keys, first, retiredAt } = await retired();
    installation.tokens.push({ issuedAt: retiredAt - 1, expiresAt: retiredAt + 30 * day });
    installation.clock = retiredAt + 30 * day;
    await tend(keys);
    expect(kidsOf(keys)).toContain(first);
    installation.clock = retiredAt + 31 * day;
    await tend(keys);
    expect(kidsOf(keys)).not.toContain(first);
  });

  it("is not removed by a node whose clock is wrong for a while", async () => {
    const { installation, first, retiredAt } = await retired();
    const wrong = await installation.open({ now: () => installation.clock + 400 * day });
    await tend(wrong);
    expect(kidsOf(wrong)).toContain(first);
    installation.clock = publishedUntil(retiredAt, longestTokenSeconds);
    await tend(wrong);
    expect(kidsOf(wrong)).not.toContain(first);
  });

  it("verifies its tokens while it is published, and then no more", async () => {
    const { installation, keys, first, retiredAt } = await scheduled().then(async (one) => {
      const token = await sign(one.keys, { iat: one.madeAt, exp: one.madeAt + 1_000 * day });
      await rotate(one.keys);
      one.installation.clock += publishAheadSeconds;
      return { ...one, first: token, retiredAt: one.installation.clock };
    });
    expect(keys.verifyOwnToken(first, installation.clock).ok).toBe(true);
    installation.clock = publishedUntil(retiredAt, longestTokenSeconds);
    await tend(keys);
    expect(keys.verifyOwnToken(first, installation.clock)).toMatchObject({
      refusal: { reason: "key_not_found" },
    });
  });
});

describe("rotation when asked for", () => {
  it("publishes a next key, and none beside one that waits already", async () => {
    const { keys } = await scheduled();
    expect(await rotate(keys)).toBe(true);
    expect(await rotate(keys)).toBe(false);
    expect(keys.list().map(({ state }) => state)).toEqual(["active", "next"]);
  });

  it("has a next key of the algorithm that signs only, whatever else is published", async () => {
    const installation = newInstallation(["EdDSA", "ES256"]);
    const keys = await installation.open();
    await rotate(keys);
    expect(
      keys
        .list()
        .map(({ algorithm, state }) => `${algorithm} ${state}`)
        .toSorted(),
    ).toEqual(["ES256 standby", "ES256 standby", "EdDSA active", "EdDSA next"]);
  });

  it("begins the next term when the new key begins", async () => {
    const { installation, keys } = await scheduled();
    installation.clock += 10 * day;
    await rotate(keys);
    installation.clock += publishAheadSeconds;
    expect(keys.list()[1]).toMatchObject({ state: "active", signsUntil: installation.clock + 90 * day });
  });
});

describe("rotation in an emergency", () => {
  it("signs with a new key at once and publishes no other", async () => {
    const { installation, keys, first } = await scheduled();
    await rotate(keys);
    const before = kidsOf(keys);
    await replaceAll(keys);
    expect(kidsOf(keys)).toHaveLength(1);
    expect(before).not.toContain(await signerOf(keys));
    expect(installation.rows.has(first)).toBe(false);
  });

  it("refuses tokens signed before, on every node once it has looked", async () => {
    const { installation, keys } = await scheduled();
    const other = await installation.open();
    const token = await sign(keys, { iat: installation.clock, exp: installation.clock + 60 });
    await replaceAll(keys);
    await refresh(other);
    for (const node of [keys, other]) {
      expect(node.verifyOwnToken(token, installation.clock)).toMatchObject({
        refusal: { reason: "key_not_found" },
      });
    }
    expect(await signerOf(other)).toBe(await signerOf(keys));
  });

  it("revokes what was issued before, at the time at which it happens", async () => {
    const { installation, keys } = await scheduled();
    await rotate(keys);
    expect(installation.revocations).toEqual([]);
    await replaceAll(keys);
    expect(installation.revocations).toEqual([{ by: "ada", at: installation.clock }]);
  });

  it("lets a node with a slower clock sign with the new key as well", async () => {
    const { installation, keys } = await scheduled();
    const slow = await installation.open({ now: () => installation.clock - 60 });
    await replaceAll(keys);
    await refresh(slow);
    expect(await signerOf(slow)).toBe(await signerOf(keys));
  });

  it("happens once when two operators ask for it at the same time", async () => {
    const { installation, keys } = await scheduled();
    const other = await installation.open();
    const changed = await Promise.all([replaceAll(keys), replaceAll(other)]);
    expect(changed.filter(Boolean)).toHaveLength(1);
    expect(installation.rows.size).toBe(1);
  });
});

describe("a node that is cut off from its database", () => {
  it("says that the keys it publishes may be outdated, until it can look again", async () => {
    const { installation } = await scheduled();
    let cutOff = false;
    const list = () =>
      cutOff ? Promise.reject(new Error("the database does not answer")) : installation.table.list();
    const keys = await installation.open({ table: { ...installation.table, list } });
    cutOff = true;
    installation.clock += 60;
    await expect(refresh(keys)).rejects.toThrow("does not answer");
    expect(keys.areCurrent()).toBe(true);
    installation.clock += 1;
    expect(keys.areCurrent()).toBe(false);
    expect(kidsOf(keys)).toHaveLength(1);
    cutOff = false;
    await refresh(keys);
    expect(keys.areCurrent()).toBe(true);
  });
});

describe("another choice of algorithms", () => {
  it("takes over at once when its key has long been published", async () => {
    const installation = newInstallation(["ES256", "EdDSA"]);
    await installation.open();
    installation.clock += publishAheadSeconds;
    const keys = await installation.open(configured(installation, "EdDSA", "ES256"));
    expect(await algorithmOf(keys)).toBe("EdDSA");
    expect(installation.rows.size).toBe(2);
  });

  it("takes over when its key has been published for long enough, and is shown to, the others by then as standby", async () => {
    const { installation, first } = await scheduled();
    const keys = await installation.open(configured(installation, "EdDSA", "RS256", "ES256"));
    const takeover = installation.clock + publishAheadSeconds;
    const shown = () => Object.fromEntries(keys.list().map((key) => [key.algorithm, key]));
    expect(shown()).toMatchObject({
      ES256: { state: "active", signsUntil: takeover },
      EdDSA: { state: "next", activeFrom: takeover, signsUntil: takeover + 90 * day },
      RS256: { state: "standby", signsUntil: null },
    });
    expect(keys.age()).toMatchObject({ successorDueAt: takeover });
    installation.clock = takeover - 1;
    expect(await signerOf(keys)).toBe(first);
    installation.clock = takeover;
    expect(await algorithmOf(keys)).toBe("EdDSA");
    expect(shown()).toMatchObject({
      ES256: { state: "standby", signsUntil: null },
      EdDSA: { state: "active", signsUntil: takeover + 90 * day },
      RS256: { state: "standby", signsUntil: null },
    });
    expect(keys.age()).toMatchObject({ ageSeconds: 0, successorDueAt: takeover + 90 * day });
  });

  it("is made again before it took over, and each key signs from when until when it was shown to", async () => {
    const { installation } = await scheduled();
    await installation.open(configured(installation, "RS256", "ES256"));
    installation.clock += 60;
    const keys = await installation.open(configured(installation, "EdDSA", "RS256", "ES256"));
    const shown = keys.list().filter(({ state }) => state !== "standby");
    expect(shown.map(({ algorithm, state }) => [algorithm, state])).toEqual([
      ["ES256", "active"],
      ["RS256", "next"],
      ["EdDSA", "next"],
    ]);
    const moments = shown.flatMap(({ activeFrom }) => [activeFrom - 1, activeFrom]);
    for (const moment of moments.filter((at) => at >= installation.clock)) {
      installation.clock = moment;
      const meant = shown.filter((key) => key.activeFrom <= moment && moment < (key.signsUntil ?? Infinity));
      expect(meant.map(({ kid }) => kid)).toEqual([await signerOf(keys)]);
    }
  });

  it("leaves the key of an algorithm that is configured no more to the nodes that still use it", async () => {
    const installation = newInstallation(["ES256"]);
    installation.policy = { ...installation.policy, rotationSeconds: 90 * day };
    const old = await installation.open();
    const restarted = await installation.open(configured(installation, "EdDSA"));
    installation.clock += 2 * publishAheadSeconds;
    for (const node of [restarted, old, restarted, old]) expect(await tend(node)).toBe(false);
    await refresh(old);
    expect(await algorithmOf(old)).toBe("ES256");
    expect(await algorithmOf(restarted)).toBe("EdDSA");
    expect(kidsOf(old)).toEqual(kidsOf(restarted));
  });

  it.each(["when its term ends", "when a rotation is asked for"])("lets go of the key %s", async (when) => {
    const installation = newInstallation(["ES256"]);
    installation.policy = { ...installation.policy, rotationSeconds: 90 * day };
    const [old] = kidsOf(await installation.open());
    const keys = await installation.open(configured(installation, "EdDSA"));
    if (when === "when its term ends") installation.clock += 90 * day;
    await (when === "when its term ends" ? tend(keys) : rotate(keys));
    const retiredAt = installation.rows.get(old ?? "")?.retiredAt;
    expect(retiredAt).toBe(installation.clock + publishAheadSeconds);
    installation.clock = publishedUntil(retiredAt ?? 0, longestTokenSeconds);
    await tend(keys);
    expect(kidsOf(keys)).not.toContain(old);
  });

  it("keeps signing with what there is where only an algorithm is left that is not configured", async () => {
    const installation = newInstallation(["ES256"]);
    await installation.open();
    const keys = await installation.open(configured(installation, "RS256"));
    expect(await algorithmOf(keys)).toBe("ES256");
    installation.clock += publishAheadSeconds;
    expect(await algorithmOf(keys)).toBe("RS256");
  });
});
