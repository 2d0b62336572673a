import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import {
  issuedRecord,
  mappingDraft,
  providerDraft,
  refusedRecord,
  replayClaim,
  start,
  useBench,
} from "../fixtures.ts";

describeOnEveryDatabase("a store under pressure", (kind) => {
  const bench = useBench(kind);
  const overloaded = { ok: false, refusal: { reason: "overloaded" } };

  it("answers overloaded within seconds when the database does not confirm, and recovers", async () => {
    const { exchanges } = bench().store;
    const release = await bench().database.block();
    const begun = performance.now();
    const waiting = [issuedRecord(), issuedRecord()];
    const refusal = exchanges.recordRefusal(refusedRecord()).catch((error: unknown) => error);
    const verdicts = await Promise.all(waiting.map((record) => exchanges.commit(record, replayClaim())));
    expect(verdicts).toMatchObject([overloaded, overloaded]);
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(await refusal).toMatchObject({ code: "unavailable" });
    await release();
    expect(await exchanges.commit(issuedRecord(), replayClaim())).toEqual({ ok: true, value: undefined });
    expect((await exchanges.verifyChain()).broken).toBeNull();
  });

  it("never writes an exchange that was still waiting when its caller was told no", async () => {
    const { exchanges } = bench().store;
    const release = await bench().database.block();
    const underWay = exchanges.commit(issuedRecord(), null);
    // The first is sent in the next turn of the event loop; what follows waits behind it.
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    const late = issuedRecord();
    expect(await exchanges.commit(late, null)).toMatchObject(overloaded);
    await underWay;
    await release();
    await exchanges.commit(issuedRecord(), null);
    expect(await exchanges.findByRequestId(late.requestId)).toBeNull();
  });

  it("turns exchanges beyond ten thousand waiting away at once", async () => {
    const { exchanges } = bench().store;
    const release = await bench().database.block();
    const record = issuedRecord({ token: null });
    const waiting = Array.from({ length: 10_000 }, () => exchanges.commit(record, null));
    const begun = performance.now();
    expect(await exchanges.commit(record, null)).toMatchObject(overloaded);
    expect(performance.now() - begun).toBeLessThan(500);
    await Promise.all(waiting);
    await release();
  });

  it("answers overloaded after it was closed", async () => {
    const store = await bench().another();
    await store.close();
    expect(await store.exchanges.commit(issuedRecord(), null)).toMatchObject(overloaded);
  });

  it("finishes what is under way when it is closed", async () => {
    const store = await openStore({ url: bench().database.url, clock: Date.now, random: randomBytes });
    const record = issuedRecord();
    const committing = store.exchanges.commit(record, null);
    await store.close();
    expect((await committing).ok).toBe(true);
    expect(await bench().store.exchanges.findByRequestId(record.requestId)).not.toBeNull();
  });

  it("keeps an administrator's import from holding up exchanges", async () => {
    const { store } = bench();
    const provider = await store.configuration.createProvider(providerDraft(), "ada", start);
    if (!provider.ok) throw new Error("not written");
    const order: string[] = [];
    const imported = Promise.all(
      Array.from({ length: 250 }, () =>
        store.configuration.createMapping(mappingDraft(provider.value.id), "ada", start),
      ),
    ).then(() => order.push("import"));
    await store.exchanges.commit(issuedRecord(), null);
    order.push("exchange");
    await imported;
    expect(order).toEqual(["exchange", "import"]);
  });

  it("answers a ping", async () => {
    await expect(bench().store.ping()).resolves.toBeUndefined();
  });

  it("asks the database once for all pings that come together, so that they cannot crowd out exchanges", async () => {
    const { store } = bench();
    const first = store.ping();
    expect(store.ping()).toBe(first);
    await first;
    const next = store.ping();
    expect(next).not.toBe(first);
    await next;
  });
});
