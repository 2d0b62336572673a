import { expect, it } from "vitest";
import { describeOnEveryDatabase } from "../databases.ts";
import {
  commitAll,
  day,
  fresh,
  hashOf,
  issuedRecord,
  providerDraft,
  refusedRecord,
  replayClaim,
  start,
  useBench,
} from "../fixtures.ts";

const keepAll = { detailsSeconds: 1000 * day, recordsSeconds: 1000 * day };

describeOnEveryDatabase("retention", (kind) => {
  const bench = useBench(kind);
  const countOf = async (table: string) => {
    const [row] = await bench().database.run(`select cast(count(*) as text) as rows from ${table}`);
    return Number(row?.rows);
  };

  it("erases details past their time and keeps the record, without the refusal's evidence", async () => {
    const { store } = bench();
    const [old, young] = [refusedRecord(), refusedRecord({ at: start + 10 * day })];
    await store.exchanges.recordRefusal(old);
    bench().setTime(start + 10 * day);
    await store.exchanges.recordRefusal(young);
    await store.sweep(start + 11 * day, { ...keepAll, detailsSeconds: 5 * day });
    expect(await store.exchanges.findByRequestId(old.requestId)).toMatchObject({
      details: null,
      subject: old.subject,
      refusal: { reason: "pin_mismatch", evidence: {} },
    });
    expect(await store.exchanges.findByRequestId(young.requestId)).toMatchObject({
      details: young.details,
      refusal: young.refusal,
    });
    expect((await store.exchanges.verifyChain()).broken).toBeNull();
  });

  it("removes records past their time, and what is left still verifies and goes on", async () => {
    const { store } = bench();
    bench().setTime(start + 20 * day);
    const old = issuedRecord({ at: start + 20 * day });
    await store.exchanges.commit(old, null);
    bench().setTime(start + 40 * day);
    const young = issuedRecord({ at: start + 40 * day });
    await store.exchanges.commit(young, null);
    await store.sweep(start + 41 * day, { ...keepAll, recordsSeconds: 10 * day });
    expect(await store.exchanges.findByRequestId(old.requestId)).toBeNull();
    expect(await store.exchanges.findByRequestId(young.requestId)).not.toBeNull();
    expect(await store.exchanges.verifyChain()).toEqual({ links: 1, broken: null });
    await store.exchanges.commit(issuedRecord({ at: start + 42 * day }), null);
    expect(await store.exchanges.verifyChain()).toEqual({ links: 2, broken: null });
  });

  it("is carried out by several nodes at once, none of which fails, until nothing is left", async () => {
    bench().setTime(start + 45 * day);
    const stores = [bench().store, await bench().another(), await bench().another()];
    const records = () => Array.from({ length: 500 }, () => issuedRecord({ at: start + 45 * day }));
    const claim = () => replayClaim({ expiresAt: start + 45 * day });
    await Promise.all(stores.map((store) => commitAll(store, records(), claim)));
    const soon = { detailsSeconds: day, recordsSeconds: day };
    await Promise.all(stores.map((store) => store.sweep(start + 47 * day, soon)));
    for (const table of ["exchanges", "exchange_details", "replay_keys", "tokens"]) {
      expect([table, await countOf(table)]).toEqual([table, 0]);
    }
    expect((await bench().store.exchanges.verifyChain()).broken).toBeNull();
  });

  it("removes thousands of records of several writers, and their details", async () => {
    bench().setTime(start + 50 * day);
    for (const store of [bench().store, await bench().another()]) {
      const records = Array.from({ length: 1300 }, () => issuedRecord({ at: start + 50 * day }));
      await commitAll(store, records);
    }
    await bench().store.sweep(start + 70 * day, { ...keepAll, recordsSeconds: 10 * day });
    expect(await countOf("exchanges")).toBe(0);
    expect(await countOf("exchange_details")).toBe(0);
    expect(await countOf("chain_links")).toBe(0);
    expect(await bench().store.exchanges.verifyChain()).toEqual({ links: 0, broken: null });
  });

  it("may run on two nodes at once", async () => {
    const stores = [bench().store, await bench().another()];
    for (let index = 0; index < 20; index++) {
      await bench().store.exchanges.commit(issuedRecord({ at: start + 70 * day + index }), null);
    }
    await Promise.all(
      stores.map((store, index) =>
        store.sweep(start + 80 * day + index * 10, { ...keepAll, recordsSeconds: 10 * day - 5 }),
      ),
    );
    expect((await bench().store.exchanges.verifyChain()).broken).toBeNull();
  });

  it("keeps a token's row for a day after the token expired", async () => {
    const { store } = bench();
    const hash = hashOf(fresh("reference"));
    const tokenId = fresh("token");
    const token = {
      tokenId,
      face: "oauth",
      subject: "deployer",
      userName: null,
      issuedAt: start,
      expiresAt: start + 60,
      selfRevocable: false,
      reference: { hash, claims: {} },
    };
    await store.exchanges.commit(issuedRecord({ token }), null);
    await store.sweep(start + 60 + day, keepAll);
    expect(await store.tokens.find(tokenId)).not.toBeNull();
    expect(await store.tokens.findByReference(hash)).not.toBeNull();
    await store.sweep(start + 61 + day, keepAll);
    expect(await store.tokens.find(tokenId)).toBeNull();
    expect(await store.tokens.findByReference(hash)).toBeNull();
  });

  it("removes refusal counts with the records of their time", async () => {
    const { exchanges } = bench().store;
    const at = start - (start % 3600);
    const count = { providerId: "p", reason: "expired", addressPrefix: "192.0.2.0/24", count: 1 };
    await exchanges.countRefusals([
      { ...count, at },
      { ...count, at: at + 10 * day },
    ]);
    await bench().store.sweep(at + 11 * day, { ...keepAll, recordsSeconds: 5 * day });
    expect(await exchanges.listRefusalCounts(0)).toEqual([{ ...count, at: at + 10 * day }]);
  });

  it("forgets the issuer's keys of providers that are gone, also those that came after them", async () => {
    const { store } = bench();
    const [standing, gone] = await Promise.all(
      ["standing", "gone"].map(async () => {
        const written = await store.configuration.createProvider(providerDraft(), "ada", start);
        if (!written.ok) throw new Error("not written");
        return written.value.id;
      }),
    );
    if (standing === undefined || gone === undefined) throw new Error("not written");
    await store.configuration.deleteProvider(gone, null, "ada", start);
    for (const provider of [standing, gone]) await store.issuerKeys.keep(provider, "source", "keys", start);
    await store.sweep(start, keepAll);
    expect(await store.issuerKeys.find(gone)).toBeNull();
    expect(await store.issuerKeys.find(standing)).not.toBeNull();
  });

  it("deletes more replay keys than fit into one step", async () => {
    const { store } = bench();
    const records = Array.from({ length: 1200 }, () => issuedRecord());
    await commitAll(store, records, () => replayClaim({ expiresAt: start }));
    await store.sweep(start + day, keepAll);
    expect(await countOf("replay_keys")).toBe(0);
  });
});
