import { describe, expect, it } from "vitest";
import type { ExchangedRecord } from "../../../src/core/exchange-record.ts";
import type { ExchangeFilter } from "../../../src/store/store.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { commitAll, day, fresh, issuedRecord, refusedRecord, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("a search of the log", (kind) => {
  const bench = useBench(kind);
  const log = () => bench().store.exchanges;

  /** Recorded one after the other. @returns the provider they came through */
  async function recorded(records: readonly Partial<ExchangedRecord>[]): Promise<string> {
    const providerId = fresh("provider");
    for (const { refusal = null, token: _, ...changes } of records) {
      const record = { ...changes, providerId };
      if (refusal === null) await log().commit(issuedRecord(record), null);
      else await log().recordRefusal(refusedRecord({ ...record, refusal }));
    }
    return providerId;
  }
  const pageOf = (filter: ExchangeFilter, limit = 100, before: string | null = null) =>
    log().list(filter, { limit, before });
  async function subjectsOf(filter: ExchangeFilter): Promise<readonly (string | null)[]> {
    return (await pageOf(filter)).records.map(({ subject }) => subject);
  }

  it("finds by the name the mapping had, and by the face", async () => {
    const providerId = await recorded([
      { subject: "a", mappingName: "deploy" },
      { subject: "b", mappingName: "Deploy" },
      { subject: "c", mappingName: 'de"ploy', face: "access" },
      { subject: "d", mappingName: null },
    ]);
    expect(await subjectsOf({ providerId, mapping: "deploy" })).toEqual(["a"]);
    expect(await subjectsOf({ providerId, mapping: 'de"ploy' })).toEqual(["c"]);
    expect(await subjectsOf({ providerId, face: "access" })).toEqual(["c"]);
  });

  it("finds a part of the subject as it stands, in upper and lower case alike", async () => {
    const providerId = await recorded([
      { subject: "repo:Acme/app" },
      { subject: "repo:acme/100%" },
      { subject: "100 repo_" },
      { subject: "\u212A" },
      { subject: null },
    ]);
    expect(await subjectsOf({ providerId, text: "ACME/" })).toEqual(["repo:acme/100%", "repo:Acme/app"]);
    expect(await subjectsOf({ providerId, text: "100%" })).toEqual(["repo:acme/100%"]);
    expect(await subjectsOf({ providerId, text: "o_" })).toEqual(["100 repo_"]);
    expect(await subjectsOf({ providerId, text: "k" })).toEqual([]);
  });

  it("finds a reference id by its beginning, and not by its end", async () => {
    const requestId = "01a201aa-85fa-7132-a0a9-ca7d78a054d5";
    const providerId = await recorded([{ requestId, subject: "quoted" }, { subject: "other" }]);
    for (const text of [requestId, requestId.toUpperCase(), "01a201aa-85", "01a"]) {
      expect(await subjectsOf({ providerId, text })).toEqual(["quoted"]);
    }
    expect(await subjectsOf({ providerId, text: "78a054d5" })).toEqual([]);
  });

  it("finds a subject that looks like the beginning of a reference id", async () => {
    const subject = "6f0a2c1e-8b47-4c3e-9a52-7d1f0e5b6c39";
    const providerId = await recorded([{ subject }, { subject: "other" }]);
    expect(await subjectsOf({ providerId, text: subject })).toEqual([subject]);
    expect(await subjectsOf({ providerId, text: "6f0a2c1e" })).toEqual([subject]);
  });

  it("looks no further than where a reference id of that beginning can be", async () => {
    const providerId = fresh("provider");
    const at = start + 40 * day;
    bench().setTime(at);
    const time = (at * 1000).toString(16).padStart(12, "0");
    const requestId = `${time.slice(0, 8)}-${time.slice(8)}-7132-a0a9-ca7d78a054d5`;
    await log().commit(issuedRecord({ providerId, requestId, at, subject: "quoted" }), null);
    bench().setTime(at + day);
    await log().commit(issuedRecord({ providerId, at: at + day, subject: time.slice(0, 8) }), null);
    expect(await subjectsOf({ providerId, text: time.slice(0, 8) })).toEqual(["quoted"]);
  });

  it("finds what is newer than a record", async () => {
    const providerId = await recorded([{ subject: "a" }, { subject: "b" }, { subject: "c" }]);
    const { records } = await pageOf({ providerId });
    const ids = records.map(({ id }) => id);
    expect(await subjectsOf({ providerId, after: ids[2] ?? "" })).toEqual(["c", "b"]);
    expect(await pageOf({ providerId, after: ids[0] ?? "" })).toEqual({ records: [], next: null });
  });

  it("asks whoever searches about each record, with its details if they matter", async () => {
    const { details } = issuedRecord();
    const providerId = await recorded([
      { subject: "a", details: { ...details, project: "shop" } },
      { subject: "b" },
    ]);
    const accepts: ExchangeFilter["accepts"] = (record) => record.details?.project === "shop";
    expect(await subjectsOf({ providerId, accepts, judgesDetails: true })).toEqual(["a"]);
    expect(await subjectsOf({ providerId, accepts })).toEqual([]);
    const [found] = (await pageOf({ providerId, accepts: ({ subject }) => subject === "a" })).records;
    expect(found?.details?.project).toBe("shop");
  });

  describe("of more records than it looks at for one page", () => {
    it("goes on behind them on the next page, and finds each record once", async () => {
      const providerId = fresh("provider");
      const rare = { providerId, subject: "rare" };
      await log().commit(issuedRecord(rare), null);
      const many = Array.from({ length: 10_200 }, () => issuedRecord({ providerId, token: null }));
      await commitAll(bench().store, many);
      await log().commit(issuedRecord(rare), null);
      const first = await pageOf({ providerId, text: "rare" });
      expect(first.records.map(({ subject }) => subject)).toEqual(["rare"]);
      expect(first.next).not.toBeNull();
      const second = await pageOf({ providerId, text: "rare" }, 100, first.next);
      expect(second.records.map(({ subject }) => subject)).toEqual(["rare"]);
      expect(second.next).toBeNull();
      expect(second.records[0]?.id).not.toBe(first.records[0]?.id);
    });
  });
});
