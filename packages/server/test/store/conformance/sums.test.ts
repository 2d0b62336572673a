import { expect, it } from "vitest";
import type { Runs } from "../../../src/core/figures/sums.ts";
import type { Store } from "../../../src/store/store.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import {
  commitAll,
  createdRecord,
  day,
  fresh,
  issuedRecord,
  providerDraft,
  refusedRecord,
  start,
  useBench,
} from "../fixtures.ts";

describeOnEveryDatabase("sums of the records", (kind) => {
  const bench = useBench(kind);
  const hour = start - (start % 3600);
  const hours = { from: hour, to: hour + 3 * 3600 };

  async function rowsOf<Row>(runs: Runs<Row>): Promise<readonly Row[]> {
    return (await Array.fromAsync(runs)).flat();
  }
  async function providerHours(providerId: string, store: Store = bench().store) {
    const rows = await rowsOf(store.sums.providerHours(hours));
    return rows
      .filter((row) => row.providerId === providerId)
      .map(({ hour: at, reason, count }) => [(at - hour) / 3600, reason, count])
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }

  it("count each record once, by hour, provider and reason", async () => {
    const { store } = bench();
    const providerId = fresh("provider");
    for (const at of [hour, hour + 3599, hour + 3600]) {
      await store.exchanges.commit(issuedRecord({ providerId, at }), null);
    }
    await store.sums.catchUp();
    await store.exchanges.recordRefusal(refusedRecord({ providerId, at: hour + 3600 }));
    await store.sums.catchUp();
    await store.sums.catchUp();
    expect(await providerHours(providerId)).toEqual([
      [0, null, 2],
      [1, "pin_mismatch", 1],
      [1, null, 1],
    ]);
  });

  it("are the same whoever sums up, and however many do at once", async () => {
    const stores = [bench().store, await bench().another(), await bench().another()];
    const providerId = fresh("provider");
    const records = () => Array.from({ length: 600 }, () => issuedRecord({ providerId }));
    await Promise.all(stores.map((store) => commitAll(store, records())));
    while (!(await isSummedUp())) await Promise.all(stores.map((store) => store.sums.catchUp()));
    expect(await providerHours(providerId)).toEqual([[0, null, 1_800]]);
  });
  async function isSummedUp(): Promise<boolean> {
    const behind = await bench().database.run(
      "select 1 as one from chain_streams c left join summed_streams s on s.stream = c.stream where c.head_sequence > coalesce(s.sequence, 0)",
    );
    return behind.length === 0;
  }

  it("count records of claims that hold what PostgreSQL has no text for", async () => {
    const { store } = bench();
    const [providerId, mappingId] = [fresh("provider"), fresh("mapping")];
    const subject = 'a\0b\ud800"mappingId":"another"';
    await store.exchanges.commit(issuedRecord({ providerId, mappingId, subject }), null);
    await store.sums.catchUp();
    expect(await providerHours(providerId)).toEqual([[0, null, 1]]);
    const granted = await rowsOf(store.sums.mappingHours(hours));
    expect(granted).toContainEqual({ hour, mappingId, count: 1 });
  });

  it("say which mappings granted something, and when one decided last", async () => {
    const { store } = bench();
    const [used, refusing] = [fresh("mapping"), fresh("mapping")];
    for (const at of [hour, hour + 7200, hour + 60]) {
      await store.exchanges.commit(issuedRecord({ mappingId: used, at }), null);
    }
    await store.exchanges.recordRefusal(refusedRecord({ mappingId: refusing, at: hour + 5 }));
    await store.sums.catchUp();
    const granted = (await rowsOf(store.sums.mappingHours(hours))).filter(({ mappingId }) =>
      [used, refusing].includes(mappingId),
    );
    expect(granted).toEqual([
      { hour: hour + 7200, mappingId: used, count: 1 },
      { hour, mappingId: used, count: 2 },
    ]);
    const use = new Map((await rowsOf(store.sums.mappingUse())).map((one) => [one.mappingId, one.lastAt]));
    expect([use.get(used), use.get(refusing)]).toEqual([hour + 7200, hour + 5]);
  });

  it("leave out what was issued on somebody's word", async () => {
    const { store } = bench();
    await store.exchanges.commit(createdRecord(), null);
    await store.sums.catchUp();
    expect(await providerHours("")).toEqual([]);
  });

  it("have the refusals that were counted instead of recorded", async () => {
    const { store } = bench();
    const providerId = fresh("provider");
    const count = { providerId, reason: "expired", count: 3, at: hour + 60 };
    await store.exchanges.countRefusals([
      { ...count, addressPrefix: "192.0.2.0/24" },
      { ...count, addressPrefix: "" },
    ]);
    expect(await providerHours(providerId)).toEqual([
      [0, "expired", 3],
      [0, "expired", 3],
    ]);
  });

  it("are whole across many runs of rows, with an end that is not included", async () => {
    const { store } = bench();
    const records = Array.from({ length: 4_500 }, () =>
      issuedRecord({ mappingId: fresh("mapping"), at: hour + 3600, token: null }),
    );
    await commitAll(store, records);
    await store.sums.catchUp();
    const wanted = new Set(records.map(({ mappingId }) => mappingId));
    const found = async (from: number, to: number) =>
      (await rowsOf(store.sums.mappingHours({ from, to }))).filter(({ mappingId }) => wanted.has(mappingId))
        .length;
    expect(await found(hour + 3600, hour + 7200)).toBe(4_500);
    expect(await found(hour, hour + 3600)).toBe(0);
    const used = await rowsOf(store.sums.mappingUse());
    expect(used.filter(({ mappingId }) => wanted.has(mappingId)).length).toBe(4_500);
  });

  it("go with the records of their hour", async () => {
    const { store } = bench();
    const at = hour + 100 * day;
    bench().setTime(at);
    const record = issuedRecord({ providerId: fresh("provider"), mappingId: fresh("mapping"), at });
    await store.exchanges.commit(record, null);
    await store.sums.catchUp();
    const keep = { detailsSeconds: day, recordsSeconds: 10 * day };
    const ours = { from: at, to: at + 3600 };
    const left = async () => [
      (await rowsOf(store.sums.providerHours(ours))).length,
      (await rowsOf(store.sums.mappingHours(ours))).length,
      (await rowsOf(store.sums.mappingUse())).length,
    ];
    await store.sweep(at + 10 * day + 3599, keep);
    // When a mapping was used last is known to the second.
    expect(await left()).toEqual([1, 1, 0]);
    await store.sweep(at + 10 * day + 3600, keep);
    expect(await left()).toEqual([0, 0, 0]);
  });

  it("pass over what retention took before it was summed up", async () => {
    const { store } = bench();
    const other = await bench().another();
    const [early, late] = [start + 200 * day, start + 260 * day];
    const providerId = fresh("provider");
    bench().setTime(early);
    await other.exchanges.commit(issuedRecord({ providerId, at: early }), null);
    bench().setTime(late);
    await other.exchanges.commit(issuedRecord({ providerId, at: late }), null);
    await store.sweep(late, { detailsSeconds: day, recordsSeconds: 10 * day });
    await store.sums.catchUp();
    const rows = await rowsOf(store.sums.providerHours({ from: early - 3600, to: late + 3600 }));
    expect(rows.filter((row) => row.providerId === providerId).map(({ count }) => count)).toEqual([1]);
    expect(await store.sums.areComplete()).toBe(true);
  });

  it("know the oldest record, and the name of a provider that is gone", async () => {
    const { store } = bench();
    expect(await store.sums.recordsFrom()).toBeGreaterThanOrEqual(start);
    const { configuration } = store;
    const made = await configuration.createProvider(providerDraft({ name: "gone" }), "ada", start);
    if (!made.ok) throw new Error("the provider was not created");
    const { id } = made.value;
    await configuration.deleteProvider(id, null, "ada", start);
    expect(await store.sums.lastNameOf(id)).toBe("gone");
    expect(await store.sums.lastNameOf("nobody")).toBeNull();
  });
});
