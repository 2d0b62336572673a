import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../../src/store/connect.ts";
import { cellsOf, frequentQuery, rowInsert } from "../../../src/store/frequent-queries.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { fresh, useBench } from "../fixtures.ts";

const columns = ["provider_id", "reason", "address_prefix", "hour", "count"] as const;
const insertCounts = rowInsert("refusal_counts", columns);

describeOnEveryDatabase("frequent queries", (kind) => {
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
  const cells = (provider: string, hour: number) => cellsOf(columns, refused(provider, hour));
  const stored = (db: ReturnType<typeof database>, provider: string) =>
    db.selectFrom("refusal_counts").selectAll().where("provider_id", "=", provider).orderBy("hour").execute();

  it.each([1, 2, 300])("insert all rows with all their columns when they are %i", async (count) => {
    const db = database();
    const provider = fresh("provider");
    const hours = Array.from({ length: count }, (_, hour) => hour);
    await insertCounts(
      db,
      hours.map((hour) => cells(provider, hour)),
    );
    expect(await stored(db, provider)).toEqual(hours.map((hour) => refused(provider, hour)));
  });

  it("insert into the columns they name, whatever others name", async () => {
    const db = database();
    const provider = fresh("provider");
    const turned = columns.toReversed();
    await insertCounts(db, [cells(provider, 4)]);
    await rowInsert("refusal_counts", turned)(db, [cellsOf(turned, refused(provider, 5))]);
    expect(await stored(db, provider)).toEqual([refused(provider, 4), refused(provider, 5)]);
  });

  it("insert nothing when there are no rows", async () => {
    await expect(insertCounts(database(), [])).resolves.toBeUndefined();
  });

  it("insert nothing when the transaction they are part of fails", async () => {
    const db = database();
    const provider = fresh("provider");
    const failing = db.transaction().execute(async (transaction) => {
      await insertCounts(transaction, [cells(provider, 1), cells(provider, 2)]);
      await insertCounts(transaction, [cells(provider, 2)]);
    });
    await expect(failing).rejects.toThrow();
    expect(await stored(db, provider)).toEqual([]);
  });

  it("answer with what is there each time, for the parameters of that time", async () => {
    const db = database();
    const [provider, other] = [fresh("provider"), fresh("provider")];
    const hoursOf = frequentQuery((queries) =>
      queries.selectFrom("refusal_counts").select("hour").where("provider_id", "=", "").orderBy("hour"),
    );
    await insertCounts(db, [cells(provider, 1), cells(other, 3)]);
    expect(await hoursOf(db, [provider])).toEqual([{ hour: 1 }]);
    await insertCounts(db, [cells(provider, 2)]);
    expect(await hoursOf(db, [provider])).toEqual([{ hour: 1 }, { hour: 2 }]);
    expect(await hoursOf(db, [other])).toEqual([{ hour: 3 }]);
  });
});
