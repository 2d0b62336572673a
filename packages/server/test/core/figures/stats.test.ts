/** What was exchanged and which mappings are used, for whoever may know of it. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../../src/core/access.ts";
import { gatherStats, type Stats, type StatsQuestion } from "../../../src/core/figures/stats.ts";
import type {
  Hours,
  MappingHour,
  MappingUse,
  ProviderHour,
  Runs,
  Sums,
} from "../../../src/core/figures/sums.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import type { Mapping, Provider } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { adaptersOf, administrator, mappingOf, providerOf } from "../samples.ts";

const hour = 3_600;
const buckets = { from: 10 * hour, to: 12 * hour, seconds: hour };
const lead: Principal = {
  ...administrator,
  role: "workload",
  projectRoles: [{ project: "blue", roles: ["Project Admin"] }],
};

const provider = (id: string, changes: Partial<Provider> = {}) => providerOf({ id, name: id, ...changes });
const mapping = (id: string, changes: Partial<Mapping> = {}) =>
  mappingOf({ sub: id }, { id, name: id, providerId: "p", ...changes });
const issued = (providerId: string, count: number): ProviderHour => ({
  hour: 10 * hour,
  providerId,
  reason: null,
  count,
});
const granted = (mappingId: string, count: number, at = 10): MappingHour => ({
  hour: at * hour,
  mappingId,
  count,
});

interface Recorded {
  readonly providers?: readonly Provider[];
  readonly mappings?: readonly Mapping[];
  readonly providerHours?: readonly (readonly ProviderHour[])[];
  readonly mappingHours?: Iterable<readonly MappingHour[]>;
  readonly use?: readonly (readonly MappingUse[])[];
  readonly lastNames?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
}

async function* runsOf<Row>(runs: Iterable<readonly Row[]> = []): Runs<Row> {
  yield* runs;
}

function registryOf({ providers = [provider("p")], mappings = [] }: Recorded): Registry {
  return emptyRegistry(adaptersOf(compileRegex)).withChanges([
    ...providers.map((one) => ({ kind: "provider_written" as const, revision: 1, provider: one })),
    ...mappings.map((one) => ({ kind: "mapping_written" as const, revision: 1, mapping: one })),
  ]);
}

/** The stats, and after how many mappings' runs others had their turn. */
async function gathered(
  recorded: Recorded,
  by = administrator,
  question: Partial<StatsQuestion> = {},
): Promise<Stats & { readonly turns: number }> {
  const isAsked = ({ from, to }: Hours) => from === buckets.from && to === buckets.to;
  const sums: Sums = {
    providerHours: (hours) => runsOf(isAsked(hours) ? recorded.providerHours : []),
    mappingHours: (hours) => runsOf(isAsked(hours) ? recorded.mappingHours : []),
    mappingUse: () => runsOf(recorded.use),
    recordsFrom: async () => 7,
    areComplete: async () => recorded.complete ?? true,
    lastNameOf: async (id) => recorded.lastNames?.[id] ?? null,
  };
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
  };
  const ports = { registry: registryOf(recorded), sums, nextTurn };
  return { ...(await gatherStats(ports, by, { buckets, provider: null, ...question })), turns };
}

const namesOf = ({ providers }: Stats) => providers.map(({ name }) => name);
const usedOf = ({ mappings }: Stats) => mappings.map((one) => [one.mapping.id, one.issued, one.lastUsedAt]);

describe("the stats", () => {
  it("are of the buckets asked for, and say since when there are records and whether all are summed up", async () => {
    expect(await gathered({})).toMatchObject({ buckets, recordsFrom: 7, complete: true });
    expect(await gathered({ complete: false })).toMatchObject({ complete: false });
  });
});

describe("the stats of providers", () => {
  it("add up what came through each", async () => {
    const refused = { ...issued("p", 4), hour: 11 * hour, reason: "expired" };
    const found = await gathered({ providerHours: [[issued("p", 1)], [issued("p", 2), refused]] });
    expect(found.providers).toEqual([
      {
        providerId: "p",
        name: "p",
        deleted: false,
        issued: [3, 0],
        refused: [0, 4],
        issuedTotal: 3,
        refusedTotal: 4,
        reasons: [{ reason: "expired", count: 4 }],
      },
    ]);
  });

  it("come busiest first, and those as busy by name", async () => {
    const providers = ["c", "a", "d", "b", "e"].map((id) => provider(id));
    const refused = { ...issued("d", 3), reason: "expired" };
    const found = await gathered({ providers, providerHours: [[issued("d", 1), refused, issued("e", 2)]] });
    expect(namesOf(found)).toEqual(["d", "e", "a", "b", "c"]);
  });

  it("are of 200 at most: the busiest, and of those without exchanges the first by name", async () => {
    const providers = Array.from({ length: 202 }, (_, index) => provider(String(999 - index)));
    const found = await gathered({ providers, providerHours: [[issued("999", 1)]] });
    expect([found.providers.length, found.providersTotal]).toEqual([200, 202]);
    expect([namesOf(found)[0], namesOf(found)[1], namesOf(found).at(-1)]).toEqual(["999", "798", "996"]);
  });

  it("tell of one that is gone by the name it had, or else by its id", async () => {
    const found = await gathered({
      providerHours: [[issued("gone", 1), issued("p", 1), issued("forgotten", 2)]],
      lastNames: { gone: "old", p: "never asked" },
    });
    expect(found.providers.map(({ name, deleted }) => [name, deleted])).toEqual([
      ["forgotten", true],
      ["old", true],
      ["p", false],
    ]);
  });

  it("are of one alone where one is named", async () => {
    const [p, q] = [provider("p"), provider("q")];
    const recorded = { providers: [p, q], providerHours: [[issued("p", 1), issued("q", 2)]] };
    const found = await gathered(recorded, administrator, { provider: p });
    expect([namesOf(found), found.providersTotal]).toEqual([["p"], 1]);
  });

  it("are for a project admin of its own project's alone, and never of one that is gone", async () => {
    const providers = [provider("p"), provider("own", { project: "blue" })];
    const recorded = { providers, providerHours: [[issued("p", 1), issued("own", 2), issued("gone", 3)]] };
    expect(namesOf(await gathered(recorded, lead))).toEqual(["own"]);
    expect(namesOf(await gathered({ providers }, lead))).toEqual(["own"]);
  });
});

describe("the stats of mappings", () => {
  it("say how much each granted and when it was used last, the most used first", async () => {
    const found = await gathered({
      mappings: ["d", "c", "b", "a"].map((id) => mapping(id)),
      mappingHours: [[granted("a", 1), granted("b", 4, 11)], [granted("a", 2)], [granted("c", 3)]],
      use: [[{ mappingId: "a", lastAt: 5 }], [{ mappingId: "d", lastAt: 6 }]],
    });
    expect(usedOf(found)).toEqual([
      ["b", 4, null],
      ["a", 3, 5],
      ["c", 3, null],
    ]);
    expect(found.mappingsFrom).toBe(buckets.from);
  });

  it("list those that were never used, the oldest first", async () => {
    const ages = Object.entries({ d: 3, b: 2, c: 2, a: 2, e: 1 });
    const found = await gathered({
      mappings: [...ages.map(([id, createdAt]) => mapping(id, { createdAt })), mapping("used")],
      use: [[{ mappingId: "used", lastAt: 5 }]],
    });
    expect(found.neverUsed.map(({ id }) => id)).toEqual(["e", "a", "b", "c", "d"]);
    expect(found.neverUsedTotal).toBe(5);
  });

  it("list 100 of each kind at most, and count those that were never used", async () => {
    const mappings = Array.from({ length: 101 }, (_, index) => mapping(`m${index}`));
    const found = await gathered({ mappings, mappingHours: [mappings.map(({ id }) => granted(id, 1))] });
    expect([found.mappings.length, found.neverUsed.length, found.neverUsedTotal]).toEqual([100, 100, 101]);
  });

  it("are of one provider's alone where one is named", async () => {
    const [p, q] = [provider("p"), provider("q")];
    const mappings = [mapping("of-p"), mapping("of-q", { providerId: "q" })];
    const recorded = {
      providers: [p, q],
      mappings,
      mappingHours: [[granted("of-p", 1), granted("of-q", 1)]],
    };
    const found = await gathered(recorded, administrator, { provider: q });
    expect(usedOf(found)).toEqual([["of-q", 1, null]]);
    expect(found.neverUsed.map(({ id }) => id)).toEqual(["of-q"]);
    expect(usedOf(await gathered(recorded))).toHaveLength(2);
  });

  it("are for a project admin of the mappings it sees", async () => {
    const mappings = [mapping("own", { project: "blue" }), mapping("foreign")];
    const mappingHours = [[granted("own", 1), granted("foreign", 1)]];
    const found = await gathered({ mappings, mappingHours }, lead);
    expect(usedOf(found)).toEqual([["own", 1, null]]);
    expect([found.neverUsed.length, found.neverUsedTotal]).toEqual([1, 1]);
  });

  it("let others have their turn after each run of mappings", async () => {
    const mappings = ["a", "b"].map((id) => mapping(id));
    expect((await gathered({ mappings })).turns).toBe(1);
    expect((await gathered({})).turns).toBe(0);
  });
});

describe("where very many sums of mappings are to be added up", () => {
  const many = Array.from({ length: 100_000 }, () => granted("a", 1, 30));
  const mappings = [mapping("a"), mapping("b")];

  it("the latest whole hours are, up to 2 000 000 sums, and it is said from when on", async () => {
    function* latestFirst() {
      for (let run = 0; run < 19; run += 1) yield many;
      yield [...many.slice(2), granted("a", 1, 29), granted("b", 1, 29)];
      yield [granted("b", 1, 29), granted("b", 1, 28)];
    }
    const found = await gathered({ mappings, mappingHours: latestFirst() });
    expect(usedOf(found)).toEqual([["a", 1_999_998, null]]);
    expect(found.mappingsFrom).toBe(30 * hour);
  });

  it("all are where there are fewer", async () => {
    function* latestFirst() {
      for (let run = 0; run < 19; run += 1) yield many;
      yield [...many.slice(2), granted("b", 1, 29)];
    }
    const found = await gathered({ mappings, mappingHours: latestFirst() });
    expect(usedOf(found)).toEqual([
      ["a", 1_999_998, null],
      ["b", 1, null],
    ]);
    expect(found.mappingsFrom).toBe(buckets.from);
  });
});
