import { describe, expect, it } from "vitest";
import { misleadV8, misreadable } from "../../v8-names.ts";
import { describeOnEveryDatabase } from "../databases.ts";
import { day, fresh, issuedRecord, refusedRecord, replayClaim, start, useBench } from "../fixtures.ts";

describeOnEveryDatabase("the exchange log", (kind) => {
  const bench = useBench(kind);
  const log = () => bench().store.exchanges;
  const accepted = { ok: true, value: undefined };

  describe("a committed exchange", () => {
    it("reads back whole, with its token's id and expiry and without the token", async () => {
      const record = issuedRecord();
      expect(await log().commit(record, null)).toEqual(accepted);
      const { token, ...rest } = record;
      expect(await log().findByRequestId(record.requestId)).toEqual({
        ...rest,
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        tokenId: token?.tokenId,
        tokenExpiresAt: token?.expiresAt,
      });
    });

    it("is there for a store that is opened afterwards", async () => {
      const record = issuedRecord();
      await log().commit(record, null);
      const other = await bench().another();
      expect(await other.exchanges.findByRequestId(record.requestId)).not.toBeNull();
    });

    it("keeps names of claims that V8 would misread", async () => {
      const record = issuedRecord();
      const details = { ...record.details, claims: { nested: misreadable("recorded") } };
      await log().commit({ ...record, details }, null);
      misleadV8("recorded");
      expect((await log().findByRequestId(record.requestId))?.details).toEqual(details);
    });

    it("keeps characters that are awkward in databases and JSON", async () => {
      const subject = 'quote " \\ slash é 汉 \u{1f600} \u2028 null\u0000end';
      const record = issuedRecord({ subject });
      expect(await log().commit({ ...record, token: null }, null)).toEqual(accepted);
      expect((await log().findByRequestId(record.requestId))?.subject).toBe(subject);
    });
  });

  it("records a refusal with its evidence", async () => {
    const record = refusedRecord();
    await log().recordRefusal(record);
    const stored = await log().findByRequestId(record.requestId);
    expect(stored).toMatchObject({ refusal: record.refusal, tokenId: null, tokenExpiresAt: null });
  });

  it.each(["unheard-of", "un\u0000heard"])(
    "finds nothing under a reference id nobody was given: %j",
    async (requestId) => {
      expect(await log().findByRequestId(requestId)).toBeNull();
    },
  );

  describe("a unit the database cannot take", () => {
    it("is refused as overloaded and does not disturb those committed with it", async () => {
      const broken = issuedRecord();
      const duplicate = { ...broken, requestId: fresh("request") };
      const neighbours = Array.from({ length: 20 }, () => issuedRecord());
      await log().commit(broken, null);
      const [first, ...others] = await Promise.all([
        log().commit(duplicate, null),
        ...neighbours.map((record) => log().commit(record, replayClaim())),
      ]);
      expect(first).toMatchObject({ ok: false, refusal: { reason: "overloaded" } });
      expect(others).toEqual(neighbours.map(() => accepted));
      expect(await log().findByRequestId(duplicate.requestId)).toBeNull();
    });
  });

  describe("listing", () => {
    it("gives the newest first, a page at a time, each record once", async () => {
      const providerId = fresh("provider");
      const records = Array.from({ length: 7 }, () => issuedRecord({ providerId }));
      for (const record of records) await log().commit(record, null);
      const seen: string[] = [];
      let before: string | null = null;
      for (;;) {
        const page = await log().list({ providerId }, { limit: 3, before });
        seen.push(...page.records.map((record) => record.requestId));
        before = page.next;
        if (before === null) break;
      }
      expect(seen).toEqual(records.map((record) => record.requestId).reverse());
    });

    it("filters by outcome and reason", async () => {
      const providerId = fresh("provider");
      const issued = issuedRecord({ providerId });
      const pin = refusedRecord({ providerId });
      const expired = refusedRecord({ providerId, refusal: { reason: "expired", evidence: {} } });
      await log().commit(issued, null);
      await log().recordRefusal(pin);
      await log().recordRefusal(expired);
      const ids = async (filter: object) =>
        (await log().list({ providerId, ...filter }, { limit: 10, before: null })).records.map(
          (record) => record.requestId,
        );
      expect(await ids({ outcome: "issued" })).toEqual([issued.requestId]);
      expect(await ids({ outcome: "refused" })).toEqual([expired.requestId, pin.requestId]);
      expect(await ids({ reason: "pin_mismatch" })).toEqual([pin.requestId]);
      expect(await ids({ outcome: "issued", reason: "pin_mismatch" })).toEqual([]);
    });

    it("filters by time, the beginning included and the end not", async () => {
      const providerId = fresh("provider");
      for (const at of [start, start + day, start + 2 * day]) {
        bench().setTime(at + 1);
        await log().commit(issuedRecord({ providerId, at }), null);
      }
      const times = async (since: number, until: number) =>
        (await log().list({ providerId, since, until }, { limit: 10, before: null })).records.map(
          ({ at }) => at,
        );
      expect(await times(start, start + day)).toEqual([start]);
      expect(await times(start + 1, start + 2 * day + 1)).toEqual([start + 2 * day, start + day]);
      expect(await times(start + 1, start + day)).toEqual([]);
    });
  });

  describe("counted refusals", () => {
    it("add up per provider, reason, address prefix and hour", async () => {
      const providerId = fresh("provider");
      const hour = start - (start % 3600) + 50 * 3600;
      const count = (changes: object) => ({
        providerId,
        reason: "bad_signature",
        addressPrefix: "192.0.2.0/24",
        count: 1,
        at: hour,
        ...changes,
      });
      await log().countRefusals([count({ count: 5 }), count({ count: 2, at: hour + 3599 })]);
      await log().countRefusals([count({ count: 10, at: hour + 60 }), count({ at: hour + 3600 })]);
      await log().countRefusals([count({ addressPrefix: "2001:db8::/48" }), count({ reason: "expired" })]);
      expect(await log().listRefusalCounts(hour + 3600)).toEqual([count({ at: hour + 3600 })]);
      const counts = await log().listRefusalCounts(hour + 120);
      expect(counts).toHaveLength(4);
      expect(counts).toContainEqual(count({ count: 17 }));
    });

    it("may be none", async () => {
      await expect(log().countRefusals([])).resolves.toBeUndefined();
    });
  });
});
