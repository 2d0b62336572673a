import { beforeEach, describe, expect, it } from "vitest";
import { type EpochTarget, isRevoked } from "../../../src/core/revocation.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import {
  changesIn,
  fresh,
  hashOf,
  issuedRecord,
  mappingDraft,
  providerDraft,
  start,
  useBench,
} from "../fixtures.ts";

describeOnEveryDatabase("revocation by epochs", (kind) => {
  const bench = useBench(kind);
  const revoke = (target: EpochTarget, at = start, by = "ada") =>
    bench().store.revocations.revoke(target, by, at);

  /** A token of a provider, a mapping and a user of its own, decided under the revision that now stands. */
  async function issue(changes: { issuedAt?: number; revision?: number; userName?: string | null } = {}) {
    const { store } = bench();
    const tokenId = fresh("token");
    const hash = hashOf(fresh("reference"));
    const owners = { providerId: fresh("provider"), mappingId: fresh("mapping") };
    const userName = changes.userName === undefined ? fresh("user") : changes.userName;
    const record = issuedRecord(owners);
    if (record.token === null) throw new Error("an issued record has a token");
    const revision = changes.revision ?? (await store.configuration.revision());
    await store.exchanges.commit(
      {
        ...record,
        revision,
        token: {
          ...record.token,
          revision,
          tokenId,
          userName,
          issuedAt: changes.issuedAt ?? start,
          reference: { hash, claims: {} },
        },
      },
      null,
    );
    return { tokenId, hash, userName, ...owners };
  }
  /** What both look-ups say, which must be the same, on a store that has seen nothing of it. */
  async function isDead({ tokenId, hash }: { readonly tokenId: string; readonly hash: string }) {
    const { tokens } = await bench().another();
    const byId = await tokens.find(tokenId);
    const byReference = await tokens.findByReference(hash);
    if (byId === null || byReference === null) throw new Error("the token is not there");
    expect(isRevoked(byReference.token)).toBe(isRevoked(byId));
    return isRevoked(byId);
  }

  describe.each(["provider", "mapping", "user"] as const)("of a %s", (target) => {
    const targetOf = (token: Awaited<ReturnType<typeof issue>>): EpochTarget => {
      const id = { provider: token.providerId, mapping: token.mappingId, user: token.userName }[target];
      return { kind: target, id: id ?? "" };
    };

    it("ends its tokens and nobody else's, on every node at once", async () => {
      const [meant, other] = [await issue(), await issue()];
      expect(await isDead(meant)).toBe(false);
      await revoke(targetOf(meant));
      expect(await isDead(meant)).toBe(true);
      expect(await isDead(other)).toBe(false);
    });

    it("does not end what has its name but is something else", async () => {
      const token = await issue();
      const { id } = { id: "", ...targetOf(token) };
      for (const kind of (["provider", "mapping", "user"] as const).filter((one) => one !== target)) {
        await revoke({ kind, id });
      }
      expect(await isDead(token)).toBe(false);
    });
  });

  it("of a user does not mind case, because faces differ on it", async () => {
    const token = await issue({ userName: "Ada.Lovelace" });
    await revoke({ kind: "user", id: "ADA.lovelace" });
    expect(await isDead(token)).toBe(true);
  });

  it("of a user leaves alone what was granted to none", async () => {
    const token = await issue({ userName: null });
    await revoke({ kind: "user", id: "" });
    expect(await isDead(token)).toBe(false);
  });

  it("ends what was decided before, and nothing decided after, whatever second either was issued in", async () => {
    for (const issuedAt of [start - 60, start, start + 60]) {
      const before = await issue({ issuedAt });
      await revoke({ kind: "provider", id: before.providerId });
      const after = await issue({ issuedAt });
      await revoke({ kind: "provider", id: fresh("provider") });
      expect([await isDead(before), await isDead(after)]).toEqual([true, false]);
    }
  });

  it("of one kind does not shield from an earlier one of another", async () => {
    const revision = await bench().store.configuration.revision();
    const token = await issue({ revision });
    await revoke({ kind: "user", id: token.userName ?? "" });
    const later = await issue({ userName: token.userName });
    await revoke({ kind: "mapping", id: later.mappingId });
    expect([await isDead(token), await isDead(later)]).toEqual([true, true]);
  });

  it("ends what was decided before it and written after it, however far ahead the clock of that node is", async () => {
    const revision = await bench().store.configuration.revision();
    const known = await issue();
    await revoke({ kind: "everything" });
    const late = await issue({ issuedAt: start + 3600, revision });
    expect(await isDead(known)).toBe(true);
    expect(await isDead(late)).toBe(true);
    expect(await isDead(await issue({ issuedAt: start + 3600 }))).toBe(false);
  });

  it("holds for tokens that a node of the version before has written, by their time", async () => {
    const [before, after] = [
      await issue({ issuedAt: start + 4000 }),
      await issue({ issuedAt: start + 4001 }),
    ];
    await bench().database.run("update tokens set user_name = null, revision = null");
    await revoke({ kind: "everything" }, start + 4000);
    // A later revision without a later time, as a node with a slower clock leaves it.
    await revoke({ kind: "everything" }, start + 3990);
    await revoke({ kind: "provider", id: before.providerId }, start + 10);
    expect(await isDead(before)).toBe(true);
    expect(await isDead(after)).toBe(false);
  });

  it("never moves back, and says who set it last", async () => {
    const id = fresh("provider");
    await revoke({ kind: "provider", id }, start + 9, "ada");
    const set = await revoke({ kind: "provider", id }, start + 5, "bob");
    expect(set).toEqual({
      target: { kind: "provider", id },
      notBefore: start + 9,
      setAt: start + 5,
      setBy: "bob",
    });
    expect(await bench().store.revocations.list()).toContainEqual(set);
  });

  it("is listed with the latest first", async () => {
    const [first, second] = [fresh("mapping"), fresh("mapping")];
    await revoke({ kind: "mapping", id: first });
    await revoke({ kind: "mapping", id: second });
    const listed = (await bench().store.revocations.list()).map(({ target }) => target);
    expect(listed.slice(0, 2)).toEqual([
      { kind: "mapping", id: second },
      { kind: "mapping", id: first },
    ]);
  });

  describe("and the configuration", () => {
    let id: string;
    beforeEach(async () => {
      const written = await bench().store.configuration.createProvider(providerDraft(), "ada", start);
      if (!written.ok) throw new Error("not written");
      id = written.value.id;
    });
    const epochOf = async (wanted: string) =>
      (await bench().store.revocations.list()).find(({ target }) => "id" in target && target.id === wanted);
    const replace = async (enabled: boolean, by: string, at: number) => {
      const [change] = await changesIn(bench().store.configuration.providerAt(id, Number.MAX_SAFE_INTEGER));
      if (change?.kind !== "provider_written") throw new Error("the provider is gone");
      return bench().store.configuration.replaceProvider(id, { ...change.provider, enabled }, null, by, at);
    };

    it("is set for a provider when it is disabled, in the same revision", async () => {
      const written = await replace(false, "bob", start + 7);
      const revision = written.ok ? written.value.revision : null;
      expect(await epochOf(id)).toMatchObject({ notBefore: start + 7, setBy: "bob" });
      const [row] = await bench().database.run(`select revision from revocation_epochs where id = '${id}'`);
      expect(Number(row?.["revision"])).toBe(revision);
    });

    it("is set when it is given another issuer, and not for whatever else changes", async () => {
      const [change] = await changesIn(bench().store.configuration.providerAt(id, Number.MAX_SAFE_INTEGER));
      if (change?.kind !== "provider_written") throw new Error("the provider is gone");
      const put = (changed: object) =>
        bench().store.configuration.replaceProvider(
          id,
          { ...change.provider, ...changed },
          null,
          "bob",
          start + 7,
        );
      await put({ description: "edited", tokenIssuer: change.provider.issuerUrl });
      expect(await epochOf(id)).toBeUndefined();
      await put({ tokenIssuer: "https://another.example" });
      expect(await epochOf(id)).toMatchObject({ notBefore: start + 7, setBy: "bob" });
    });

    it("stays as it was when a disabled provider is edited, or enabled again", async () => {
      await replace(false, "bob", start + 7);
      await replace(false, "eve", start + 8);
      await replace(true, "eve", start + 9);
      expect(await epochOf(id)).toMatchObject({ notBefore: start + 7, setBy: "bob" });
    });

    it("is not set when a provider or a mapping is deleted: its tokens live on", async () => {
      const { configuration } = bench().store;
      const mapping = await configuration.createMapping(mappingDraft(id), "ada", start);
      await configuration.deleteProvider(id, null, "ada", start);
      expect(await epochOf(id)).toBeUndefined();
      expect(await epochOf(mapping.ok ? mapping.value.id : "")).toBeUndefined();
    });
  });
});
