import { describe, expect, it } from "vitest";
import type { ExchangedRecord } from "../../src/core/exchange-record.ts";
import type { Reason } from "../../src/core/reasons.ts";
import { refuse } from "../../src/core/refusal.ts";
import { createEarlyRefusals } from "../../src/runtime/early-refusals.ts";
import type { RefusalCount } from "../../src/store/store.ts";
import { plainDetails } from "../core/samples.ts";

const noon = 1_800_000_000 - (1_800_000_000 % 60);

interface Asked {
  readonly at?: number;
  readonly providerId?: string;
  readonly reason?: Extract<Reason, "bad_signature" | "unknown_provider">;
  readonly addressPrefix?: string;
}

function recordOf({ at = noon, providerId = "p1", reason, addressPrefix = "192.0.2.0/24" }: Asked) {
  const refusal =
    reason === "unknown_provider"
      ? refuse(reason, { provider: "x" }).refusal
      : refuse("bad_signature", { kid: "k1" }).refusal;
  return {
    requestId: crypto.randomUUID(),
    at,
    face: "oauth",
    issuedBy: null,
    refusal,
    progress: "unverified",
    providerId,
    providerName: providerId,
    mappingId: null,
    mappingName: null,
    revision: 1,
    subject: null,
    client: { addressPrefix, userAgent: null },
    token: null,
    details: plainDetails,
  } satisfies ExchangedRecord;
}

/** A log that keeps what it is given, and can be made to fail. */
function refusals() {
  const kept = { records: [] as ExchangedRecord[], counts: [] as RefusalCount[], problems: [] as unknown[] };
  const state = { broken: false };
  const attempt = async (work: () => void) => {
    if (state.broken) throw new Error("away");
    work();
  };
  const early = createEarlyRefusals(
    {
      recordRefusal: (record) => attempt(() => kept.records.push(record)),
      countRefusals: (counts) => attempt(() => kept.counts.push(...counts)),
    },
    (problem) => kept.problems.push(problem),
  );
  const note = (times: number, asked: Asked = {}) => {
    for (let time = 0; time < times; time += 1) early.note(recordOf(asked));
  };
  return { ...kept, state, note, flush: (at = noon) => early.flush(at) };
}

const total = (counts: readonly RefusalCount[]) => counts.reduce((sum, { count }) => sum + count, 0);

describe("refusals before the signature held", () => {
  it("are recorded up to sixty in a minute, and counted beyond that", async () => {
    const { note, flush, records, counts } = refusals();
    note(100);
    await flush(noon + 30);
    expect(records).toHaveLength(60);
    expect(counts).toEqual([
      {
        providerId: "p1",
        reason: "bad_signature",
        addressPrefix: "192.0.2.0/24",
        count: 40,
        at: noon + 30,
      },
    ]);
  });

  it("are recorded again in the next minute", () => {
    const { note, records } = refusals();
    note(100);
    note(100, { at: noon + 60 });
    expect(records).toHaveLength(120);
  });

  it("of one provider take no record from another", () => {
    const { note, records } = refusals();
    note(100);
    note(1, { providerId: "p2" });
    expect(records.filter(({ providerId }) => providerId === "p2")).toHaveLength(1);
  });

  it("are counted by provider, reason and address prefix", async () => {
    const { note, flush, counts } = refusals();
    note(60);
    note(60, { providerId: "p2" });
    note(1);
    note(2, { providerId: "p2" });
    note(3, { reason: "unknown_provider" });
    note(4, { addressPrefix: "198.51.100.0/24" });
    await flush();
    expect(counts.map(({ count }) => count).toSorted()).toEqual([1, 2, 3, 4]);
  });

  it("are handed over once", async () => {
    const { note, flush, counts } = refusals();
    note(61);
    await flush();
    await flush();
    expect(total(counts)).toBe(1);
  });

  it("from very many prefixes share one counter, so that memory has a bound", async () => {
    const { note, flush, counts } = refusals();
    note(60);
    for (let index = 0; index < 6_000; index += 1) note(1, { addressPrefix: `10.${index}` });
    await flush();
    expect(counts.length).toBeLessThanOrEqual(5_001);
    expect(total(counts)).toBe(6_000);
    expect(counts.find(({ addressPrefix }) => addressPrefix === "")?.count).toBe(1_000);
  });

  it("do not get lost while the log is away", async () => {
    const { note, flush, counts, problems, state } = refusals();
    state.broken = true;
    note(61);
    await flush();
    state.broken = false;
    note(1);
    await flush();
    expect(total(counts)).toBe(62);
    expect(problems).toHaveLength(61);
  });
});
