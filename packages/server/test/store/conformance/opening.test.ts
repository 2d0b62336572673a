import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { changesIn, issuedRecord, providerDraft, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("opening a store", (kind) => {
  const bench = useBench(kind);

  it("works for several that start at once on an empty database", async () => {
    const database = await kind.create();
    const opening = Array.from({ length: 4 }, () =>
      openStore({ url: database.url, clock: Date.now, random: randomBytes }),
    );
    const stores = await Promise.all(opening);
    onTestFinished(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.remove();
    });
    const verdicts = await Promise.all(stores.map((store) => store.exchanges.commit(issuedRecord(), null)));
    expect(verdicts.every((verdict) => verdict.ok)).toBe(true);
    expect(await stores[0]?.exchanges.verifyChain()).toEqual({ links: 4, broken: null });
  });

  it("keeps what is there", async () => {
    const provider = await bench().store.configuration.createProvider(providerDraft(), "ada", start);
    const other = await bench().another();
    expect(await changesIn(other.configuration.load())).toContainEqual(provider.ok && provider.changes[0]);
  });

  it("refuses a database that a newer version has migrated", async () => {
    const database = await kind.create();
    onTestFinished(() => database.remove());
    const open = () => openStore({ url: database.url, clock: Date.now, random: randomBytes });
    await (await open()).close();
    await database.run("insert into kysely_migration (name, timestamp) values ('9999', '2030-01-01')");
    await expect(open()).rejects.toThrow(
      "a newer version of Countersign has changed the tables (9999), and this one does not know them. Start the newer version; to go back to this one, restore a backup that was made before",
    );
  });

  it("closes once, however often it is asked to", async () => {
    const store = await bench().another();
    await Promise.all([store.close(), store.close()]);
    await expect(store.close()).resolves.toBeUndefined();
  });
});
