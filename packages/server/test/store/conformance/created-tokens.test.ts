/** Tokens issued on somebody's word, as the store keeps them: their record, what ends them, and lists of them. */

import { describe, expect, it } from "vitest";
import type { CreatedTokenFacts, IssuedTokenFacts } from "../../../src/core/exchange-record.ts";
import { mostOfOneFamily } from "../../../src/core/rescoping.ts";
import { isAlive } from "../../../src/core/revocation.ts";
import type { Store, StoredSecret, TokenFilter } from "../../../src/store/store.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { createdRecord, day, fresh, hashOf, issuedRecord, start, useBench } from "../fixtures.ts";

const revoked = { ok: false, refusal: { reason: "credential_revoked" } };

const all: TokenFilter = { face: "access", tokenId: null, subject: null, description: null, only: "any" };

describeOnEveryDatabase("tokens issued on somebody's word", (kind) => {
  const bench = useBench(kind);

  /** @returns the id of a token that was written */
  async function create(
    token: Partial<IssuedTokenFacts> = {},
    created: Partial<CreatedTokenFacts> = {},
    store: Store = bench().store,
  ): Promise<string> {
    const record = createdRecord(token, created);
    const verdict = await store.exchanges.commit(record, null);
    if (!verdict.ok) throw new Error(verdict.refusal.reason);
    return record.token.tokenId;
  }
  const lives = async (tokenId: string) => {
    const found = await bench().store.tokens.find(tokenId);
    return found !== null && isAlive(found, start);
  };
  const listed = async (filter: Partial<TokenFilter> = {}, now = start) => {
    const tokens = await bench().store.tokens.list({ ...all, ...filter }, now);
    return tokens.map(({ tokenId }) => tokenId);
  };

  describe("their record", () => {
    it("is read back as it was written, and stands in the chain", async () => {
      const { exchanges } = bench().store;
      const { token, ...record } = createdRecord();
      await exchanges.commit({ ...record, token }, null);
      expect(await exchanges.findByRequestId(record.requestId)).toEqual({
        ...record,
        id: expect.any(String),
        tokenId: token.tokenId,
        tokenExpiresAt: token.expiresAt,
      });
      expect(
        (await exchanges.list({ outcome: "issued" }, { limit: 1, before: null })).records[0]?.requestId,
      ).toBe(record.requestId);
      expect(await exchanges.verifyChain()).toMatchObject({ broken: null });
    });

    it("is none of any provider's", async () => {
      const { exchanges } = bench().store;
      const mine = issuedRecord();
      await exchanges.commit(mine, null);
      await create();
      const found = await exchanges.list({ providerId: mine.providerId }, { limit: 100, before: null });
      expect(found.records.every(({ issuedBy }) => issuedBy === null)).toBe(true);
    });

    it("shows in the chain when somebody puts another name into it", async () => {
      const record = createdRecord();
      const other = await bench().another();
      await other.exchanges.commit(record, null);
      const id = `request_id = '${record.requestId}'`;
      const rewrite = (from: string, to: string) =>
        bench().database.run(`update exchanges set record = replace(record, '${from}', '${to}') where ${id}`);
      await rewrite("service:ops", "service:oops");
      expect((await other.exchanges.verifyChain()).broken).not.toBeNull();
      await rewrite("service:oops", "service:ops");
      expect((await other.exchanges.verifyChain()).broken).toBeNull();
    });
  });

  describe("made with another one", () => {
    it("end with it, and nothing else does", async () => {
      const [parent, stranger] = [await create(), await create()];
      const children = [await create({}, { madeWith: parent }), await create({}, { madeWith: parent })];
      const [other, sibling] = [await create({}, { madeWith: stranger }), await create()];
      expect(await bench().store.tokens.revoke(parent, "ada", start)).toBe(true);
      expect(await Promise.all([parent, ...children].map(lives))).toEqual([false, false, false]);
      expect(await Promise.all([stranger, other, sibling].map(lives))).toEqual([true, true, true]);
    });

    it("leave it alone when they end themselves", async () => {
      const parent = await create();
      const child = await create({}, { madeWith: parent });
      await bench().store.tokens.revoke(child, "ada", start);
      expect([await lives(parent), await lives(child)]).toEqual([true, false]);
    });

    it("are counted while they live, and each knows with which it was made", async () => {
      const { tokens } = bench().store;
      const parent = await create({ expiresAt: start + 600 });
      expect(await tokens.lineage(parent, start)).toEqual({ madeWith: null, family: parent, descendants: 0 });
      const line = { madeWith: parent, family: parent };
      const child = await create({ expiresAt: start + 60 }, line);
      await create({ expiresAt: start + 90 }, { madeWith: child, family: parent });
      expect(await tokens.lineage(parent, start)).toEqual({ madeWith: null, family: parent, descendants: 2 });
      expect(await tokens.lineage(parent, start + 60)).toMatchObject({ descendants: 1 });
      expect(await tokens.lineage(child, start)).toEqual({ ...line, descendants: 2 });
      expect(await tokens.lineage("unheard-of", start)).toMatchObject({ madeWith: null, descendants: 0 });
    });

    it("end with any of the line before them, and nothing beside it does", async () => {
      const family = await create();
      const line = [family];
      const next = (madeWith = line.at(-1) ?? null) => create({}, { madeWith, family });
      for (let step = 0; step < 5; step += 1) line.push(await next());
      const beside = await next(line[1]);
      await bench().store.tokens.revoke(line[2] ?? "", "ada", start);
      expect(await Promise.all(line.map(lives))).toEqual([true, true, false, false, false, false]);
      expect(await lives(beside)).toBe(true);
    });

    it("end with the service token they were made with, with what was made of them", async () => {
      const { secrets, tokens } = bench().store;
      const secret: StoredSecret = {
        id: fresh("secret"),
        name: "ops",
        kind: "service",
        role: "admin",
        audience: null,
        hash: hashOf(fresh("text")),
        createdAt: start,
        expiresAt: start + day,
        revokedAt: null,
      };
      await secrets.add(secret);
      const made = await create({}, { madeWith: secret.id });
      const further = await create({}, { madeWith: made, family: made });
      await secrets.revoke(secret.id, start);
      expect([await lives(made), await lives(further)]).toEqual([false, false]);
      expect((await tokens.findRevoked(further))?.revokedBy).toBe("with its service token");
      const late = createdRecord({}, { madeWith: secret.id });
      expect(await bench().store.exchanges.commit(late, null)).toMatchObject(revoked);
    });

    it("are not written once it was revoked, or is not there, and hold up nobody who is written with them", async () => {
      const { exchanges, tokens } = bench().store;
      const parent = await create();
      await tokens.revoke(parent, "ada", start);
      const orphans = [parent, "unheard-of"].map((madeWith) => createdRecord({}, { madeWith }));
      const sound = [createdRecord(), issuedRecord()];
      const verdicts = await Promise.all(
        [...orphans, ...sound].map((record) => exchanges.commit(record, null)),
      );
      expect(verdicts).toMatchObject([revoked, revoked, { ok: true }, { ok: true }]);
      for (const { requestId, token } of orphans) {
        expect(await exchanges.findByRequestId(requestId)).toBeNull();
        expect(await tokens.find(token.tokenId)).toBeNull();
      }
    });

    it("never outlive a revocation that comes in between, on whatever node", async () => {
      const nodes = [bench().store, await bench().another()];
      for (let round = 0; round < 15; round += 1) {
        const parent = await create();
        const between = await create({}, { madeWith: parent, family: parent });
        const children = [parent, between, parent, between, between, between].map((madeWith) =>
          createdRecord({}, { madeWith, family: parent }),
        );
        await Promise.all([
          ...children.map((child, index) => nodes[index % 2]?.exchanges.commit(child, null)),
          nodes[round % 2]?.tokens.revoke(parent, "ada", start),
        ]);
        const survivors = await Promise.all(children.map(({ token }) => lives(token.tokenId)));
        expect(survivors).not.toContain(true);
      }
    });
  });

  describe("in a list", () => {
    it("stand with what was exchanged on that face, without the dead and the expired", async () => {
      const face = fresh("face");
      const [made, ended, user] = [
        await create({ face }, { description: "mine" }),
        await create({ face }),
        await create({ face, userName: "gone" }),
      ];
      const { token } = issuedRecord();
      if (token === null) throw new Error("an issued record has a token");
      await bench().store.exchanges.commit(
        issuedRecord({ token: { ...token, face, expiresAt: start + 9 } }),
        null,
      );
      await bench().store.tokens.revoke(ended, "ada", start);
      expect(await listed({ face })).toEqual(expect.arrayContaining([made, user, token.tokenId]));
      await bench().store.revocations.revoke({ kind: "user", id: "gone" }, "ada", start + day);
      expect(await listed({ face })).toEqual([made, token.tokenId]);
      expect(await listed({ face }, start + 9)).toEqual([made]);
      expect(await listed({ face }, start + 600)).toEqual([]);
      expect((await bench().store.tokens.list({ ...all, face }, start))[0]).toMatchObject({
        tokenId: made,
        description: "mine",
        userName: "ada",
      });
    });

    it("are put among what was exchanged for the same subject, those that live longest first", async () => {
      const subject = fresh("subject");
      const { token } = issuedRecord();
      if (token === null) throw new Error("an issued record has a token");
      const exchanged = { ...token, face: "access", subject, expiresAt: start + 700 };
      await bench().store.exchanges.commit(issuedRecord({ token: exchanged }), null);
      const [shorter, longer] = [
        await create({ subject }),
        await create({ subject, expiresAt: start + 800 }),
      ];
      expect(await listed({ subject })).toEqual([longer, token.tokenId, shorter]);
    });

    it("are found by id, subject and description", async () => {
      const face = fresh("face");
      const subject = fresh("subject");
      const [one, two, three] = [
        await create({ face, subject }, { description: "Nightly 1" }),
        await create({ face, subject }, { description: "nightly 2" }),
        await create({ face }, { description: "Nightly_" }),
      ];
      const beginning = (text: string) => listed({ face, description: { text, isBeginning: true } });
      expect(await listed({ face, tokenId: one })).toEqual([one]);
      expect(await listed({ tokenId: one })).toEqual([]);
      expect(await listed({ face, tokenId: one, subject: "else" })).toEqual([]);
      expect(new Set(await listed({ face, subject }))).toEqual(new Set([one, two]));
      expect(new Set(await listed({ face, subject, only: "created" }))).toEqual(new Set([one, two]));
      expect(new Set(await beginning("Nightly"))).toEqual(new Set([one, three]));
      expect(await beginning("Nightly%")).toEqual([]);
      expect(new Set(await beginning(""))).toEqual(new Set([one, two, three]));
      expect(await listed({ face, description: { text: "Nightly 1", isBeginning: false } })).toEqual([one]);
      expect(await listed({ face, description: { text: "Nightly", isBeginning: false } })).toEqual([]);
    });

    it("are those of many thousands that live longest; what was made for a subject is found among any number", async () => {
      const face = fresh("face");
      const [mine, early] = [await create({ face, subject: "rare" }), fresh("exchanged")];
      const rows = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10600)
        insert into tokens (token_id, face, subject, issued_at, expires_at, self_revocable)`;
      await bench().database.run(
        `${rows} select '${fresh("many")}-' || i, case when i > 10500 then '${face}' else 'other' end, 'ada', ${start}, ${start} + 1000 + i % 50, 0 from n`,
      );
      await bench().database.run(
        `insert into tokens (token_id, face, subject, issued_at, expires_at, self_revocable)
          values ('${early}', '${face}', 'rare', ${start}, ${start} + 900, 0)`,
      );
      expect(await listed({ face, subject: "rare" })).toEqual([mine]);
      expect(await listed({ face, tokenId: early })).toEqual([early]);
      const others = await listed({ face: "other" });
      expect(others).toHaveLength(1_000);
      expect(new Set(others).size).toBe(1_000);
      const left = await bench().store.tokens.list({ ...all, face: "other" }, start);
      expect(Math.min(...left.map(({ expiresAt }) => expiresAt))).toBe(start + 1_045);
    });
  });

  it("are forgotten a day after they expire, with their descriptions", async () => {
    const tokenId = await create({ reference: { hash: hashOf(fresh("reference")), claims: {} } });
    const rows = () => bench().database.run(`select * from created_tokens where token_id = '${tokenId}'`);
    const retention = { detailsSeconds: 100 * day, recordsSeconds: 100 * day };
    await bench().store.sweep(start + 600 + day, retention);
    expect(await rows()).toHaveLength(1);
    await bench().store.sweep(start + 601 + day, retention);
    expect(await rows()).toHaveLength(0);
    expect(await bench().store.tokens.find(tokenId)).toBeNull();
  });

  // Last: lists are slower with so many.
  it("end with the first of the longest line there may be, before the database is asked to hurry", async () => {
    const first = await create();
    const line = Array.from({ length: mostOfOneFamily }, () => fresh("link"));
    const insert = (table: string, columns: string, row: (id: string, index: number) => string) =>
      bench().database.run(`insert into ${table} (${columns}) values ${line.map(row).join(", ")}`);
    await insert(
      "tokens",
      "token_id, face, subject, issued_at, expires_at, self_revocable",
      (id) => `('${id}', 'access', 'line', ${start}, ${start + 2}, 1)`,
    );
    await insert(
      "created_tokens",
      "token_id, subject, description, made_with, family, expires_at",
      (id, index) => `('${id}', 'line', '', '${line[index - 1] ?? first}', '${first}', ${start + 2})`,
    );
    expect(await bench().store.tokens.revoke(first, "ada", start)).toBe(true);
    expect(await Promise.all([line[0], line[5_000], line.at(-1)].map((id) => lives(id ?? "")))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
