import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../../src/store/connect.ts";
import { insertRows } from "../../../src/store/row-insert.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { fresh, useBench } from "../fixtures.ts";

describeOnEveryDatabase("rows inserted together", (kind) => {
  const bench = useBench(kind);
  const database = () => {
    const db = connect(bench().database.url, "write");
    onTestFinished(() => db.destroy());
    return db;
  };
  const refused = (provider: string, hour: number) => ({
    provider_id: provider,
    reason: "expired",
    address_prefix: "192.0.2.0/24",
    hour,
    count: hour + 1,
  });

  it.each([1, 2, 300])("are all there with all their columns when they are %i", async (count) => {
    const db = database();
    const provider = fresh("provider");
    const rows = Array.from({ length: count }, (_, hour) => refused(provider, hour));
    await insertRows(db, "refusal_counts", rows);
    const stored = db.selectFrom("refusal_counts").selectAll().where("provider_id", "=", provider);
    expect(await stored.orderBy("hour").execute()).toEqual(rows);
  });

  it("may name their columns in another order than those before", async () => {
    const db = database();
    const provider = fresh("provider");
    const { hour, reason, ...rest } = refused(provider, 5);
    await insertRows(db, "refusal_counts", [refused(provider, 4)]);
    await insertRows(db, "refusal_counts", [{ hour, ...rest, reason }]);
    const stored = db.selectFrom("refusal_counts").selectAll().where("provider_id", "=", provider);
    expect(await stored.orderBy("hour").execute()).toEqual([refused(provider, 4), refused(provider, 5)]);
  });

  it("may be none", async () => {
    await expect(
      insertRows(database(), "refusal_counts", [refused("nobody", 1)].slice(1)),
    ).resolves.toBeUndefined();
  });

  it("are undone together where they are part of a transaction that fails", async () => {
    const db = database();
    const provider = fresh("provider");
    const failing = db.transaction().execute(async (transaction) => {
      await insertRows(transaction, "refusal_counts", [refused(provider, 1), refused(provider, 2)]);
      await insertRows(transaction, "refusal_counts", [refused(provider, 2)]);
    });
    await expect(failing).rejects.toThrow();
    const stored = db.selectFrom("refusal_counts").selectAll().where("provider_id", "=", provider);
    expect(await stored.execute()).toEqual([]);
  });
});
