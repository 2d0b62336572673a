import { describe, expect, it } from "vitest";
import type { StoredSecret } from "../../../src/store/store.ts";
import { misleadV8, misreadable } from "../../v8-names.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { day, fresh, hashOf, issuedRecord, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("the tables of what is in force", (kind) => {
  const bench = useBench(kind);

  describe("tokens", () => {
    const issued = async (reference: { hash: string; claims: { readonly sub: string } } | null = null) => {
      const record = issuedRecord();
      if (record.token === null) throw new Error("an issued record has a token");
      await bench().store.exchanges.commit({ ...record, token: { ...record.token, reference } }, null);
      return record.token.tokenId;
    };

    it("are found by their id", async () => {
      const tokenId = await issued();
      expect(await bench().store.tokens.find(tokenId)).toEqual({
        tokenId,
        face: "oauth",
        subject: "deployer",
        userName: "deployer",
        providerId: "provider-of-records",
        mappingId: "mapping-of-records",
        issuedAt: start,
        expiresAt: start + 60,
        selfRevocable: true,
        revision: 7,
        revokedAt: null,
        epoch: null,
      });
    });

    it("are found by the hash of their reference token, with their claims", async () => {
      const hash = hashOf(fresh("reference"));
      const claims = { sub: "deployer" };
      const tokenId = await issued({ hash, claims });
      const found = await bench().store.tokens.findByReference(hash);
      expect(found).toMatchObject({ token: { tokenId }, claims });
      expect(await bench().store.tokens.findByReference(hashOf("unheard of"))).toBeNull();
    });

    it("keep names in their claims that V8 would misread", async () => {
      const hash = hashOf(fresh("reference"));
      const claims = { sub: "deployer", nested: misreadable("claimed") };
      await issued({ hash, claims });
      misleadV8("claimed");
      expect((await bench().store.tokens.findByReference(hash))?.claims).toEqual(claims);
    });

    it("are revoked once, for good, and seen as revoked by every node at once", async () => {
      const hash = hashOf(fresh("reference"));
      const tokenId = await issued({ hash, claims: { sub: "deployer" } });
      const other = await bench().another();
      expect(await bench().store.tokens.revoke(tokenId, "ada", start + 5)).toBe(true);
      expect(await other.tokens.revoke(tokenId, "bob", start + 9)).toBe(false);
      expect((await other.tokens.find(tokenId))?.revokedAt).toBe(start + 5);
      expect((await other.tokens.findByReference(hash))?.token.revokedAt).toBe(start + 5);
    });

    it("that were revoked one by one are listed, the latest first, with who did it", async () => {
      const [first, second, living] = [await issued(), await issued(), await issued()];
      const { tokens } = bench().store;
      await tokens.revoke(first, "ada", start + 50);
      await tokens.revoke(second, "bob", start + 60);
      const [latest, before] = await tokens.listRevoked();
      expect(latest).toEqual({ tokenId: second, revokedAt: start + 60, revokedBy: "bob" });
      expect(before).toEqual({ tokenId: first, revokedAt: start + 50, revokedBy: "ada" });
      expect(await tokens.findRevoked(first)).toEqual(before);
      expect(await tokens.findRevoked(living)).toBeNull();
    });

    it("that are unknown cannot be revoked", async () => {
      expect(await bench().store.tokens.find("unheard-of")).toBeNull();
      expect(await bench().store.tokens.revoke("unheard-of", "ada", start)).toBe(false);
    });
  });

  describe("an issuer's keys", () => {
    it("are the last that were kept, with their source and age", async () => {
      const { issuerKeys } = bench().store;
      const provider = fresh("provider");
      expect(await issuerKeys.find(provider)).toBeNull();
      await issuerKeys.keep(provider, "https://issuer.example/jwks", '{"keys":[]}', start);
      await issuerKeys.keep(provider, "https://issuer.example/other", '{"keys":[1]}', start + 5);
      expect(await issuerKeys.find(provider)).toEqual({
        jwks: '{"keys":[1]}',
        source: "https://issuer.example/other",
        fetchedAt: start + 5,
      });
    });

    it("are not replaced by older ones", async () => {
      const { issuerKeys } = bench().store;
      const provider = fresh("provider");
      await issuerKeys.keep(provider, "source", "new", start + 5);
      await issuerKeys.keep(provider, "source", "old", start);
      expect((await issuerKeys.find(provider))?.jwks).toBe("new");
    });
  });

  describe("secrets", () => {
    const secret = (changes: Partial<StoredSecret> = {}): StoredSecret => ({
      id: fresh("secret"),
      name: "terraform",
      kind: "service",
      role: "admin",
      audience: null,
      hash: hashOf(fresh("secret text")),
      createdAt: start,
      expiresAt: start + 365 * day,
      revokedAt: null,
      ...changes,
    });
    const secrets = () => bench().store.secrets;

    it("are found by their hash and listed", async () => {
      const one = secret();
      expect(await secrets().add(one)).toBe(true);
      expect(await secrets().findByHash(one.hash)).toEqual(one);
      expect(await secrets().list()).toContainEqual(one);
      expect(await secrets().findByHash(hashOf("unheard of"))).toBeNull();
    });

    it("are not added twice under one id or one hash", async () => {
      const one = secret();
      await secrets().add(one);
      expect(await secrets().add(secret({ id: one.id }))).toBe(false);
      expect(await secrets().add(secret({ hash: one.hash }))).toBe(false);
    });

    it("end as others begin in their place, and only where those do", async () => {
      const [first, other] = [secret({ kind: "first" }), secret()];
      await secrets().add(first);
      await secrets().add(other);
      const revokedAt = async () => (await secrets().findByHash(first.hash))?.revokedAt;
      expect(await secrets().add(secret({ id: other.id }), [first.id])).toBe(false);
      expect(await revokedAt()).toBeNull();
      expect(await secrets().add(secret({ createdAt: start + 7 }), [first.id])).toBe(true);
      expect(await revokedAt()).toBe(start + 7);
      expect((await secrets().findByHash(other.hash))?.revokedAt).toBeNull();
    });

    it("that the database cannot take do not disturb those written with them", async () => {
      const written = await Promise.allSettled([
        secrets().add(secret()),
        secrets().add(secret({ expiresAt: Number.NaN })),
        secrets().add(secret()),
      ]);
      expect(written).toMatchObject([{ value: true }, { reason: { code: "unavailable" } }, { value: true }]);
    });

    it("are revoked once", async () => {
      const one = secret();
      await secrets().add(one);
      expect(await secrets().revoke(one.id, start + 5)).toBe(true);
      expect(await secrets().revoke(one.id, start + 9)).toBe(false);
      expect(await secrets().revoke("unheard-of", start)).toBe(false);
      expect((await secrets().findByHash(one.hash))?.revokedAt).toBe(start + 5);
    });
  });

  describe("facts of the installation", () => {
    it("stand as they were first established, whichever node was first", async () => {
      const name = fresh("fact");
      const stores = [bench().store, await bench().another()];
      const answers = await Promise.all(
        stores.map((store, index) => store.secrets.establishFact(name, `value ${index}`)),
      );
      expect(answers[0]).toBe(answers[1]);
      expect(await bench().store.secrets.instanceFact(name)).toBe(answers[0]);
    });

    it("are null until they are established", async () => {
      expect(await bench().store.secrets.instanceFact("unheard-of")).toBeNull();
    });
  });
});
