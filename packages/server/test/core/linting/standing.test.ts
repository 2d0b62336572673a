import { describe, expect, it } from "vitest";
import { standingOf } from "../../../src/core/linting/standing.ts";
import type { SubjectForms } from "../../../src/core/matching/subject-forms.ts";
import { finish } from "../../../src/core/steps.ts";
import type { JsonObject, Mapping, MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, mappingOf } from "../samples.ts";

const draft = mappingDraft({ a: "1", b: "1" }, { name: "draft", priority: 10 });
const other = (name: string, priority: number, claims: JsonObject, changes: Partial<Mapping> = {}) =>
  mappingOf(claims, { name, priority, ...changes });

function standing(others: readonly Mapping[], of: MappingDraft = draft, forms: SubjectForms | null = null) {
  const { shadows, shadowedBy, related, ...place } = finish(standingOf(of, [others], forms));
  const names = (mappings: readonly Mapping[]) => mappings.map(({ name }) => name);
  return {
    ...place,
    shadows: names(shadows.map(({ mapping }) => mapping)),
    shadowedBy: names(shadowedBy.map(({ mapping }) => mapping)),
    related: names(related),
  };
}

describe("where a draft stands", () => {
  const unlike = { c: "2" };

  it("is first and alone where there is no other", () => {
    expect(standing([])).toEqual({ position: 1, total: 1, shadows: [], shadowedBy: [], related: [] });
  });

  it("is behind all that go first: by priority, by clauses, by name", () => {
    const others = [
      other("lower number", 9, unlike),
      other("more clauses", 10, { c: "2", d: "2", e: "2" }),
      other("a name before", 10, { c: "2", d: "2" }),
      other("fewer clauses", 10, unlike),
      other("the name behind", 10, { c: "2", d: "2" }),
      other("the next name behind", 10, { c: "2", d: "2" }),
      other("higher number", 11, { c: "2", d: "2", e: "2" }),
    ];
    expect(standing(others)).toMatchObject({ position: 4, total: 8 });
  });

  it("counts itself once, and nothing of another provider, door or owner", () => {
    const others = [
      other("draft", 1, unlike),
      other("a", 1, unlike, { providerId: "p2" }),
      other("b", 1, unlike, { entry: { kind: "console" } }),
      other("c", 1, unlike, { project: "shop" }),
    ];
    expect(standing(others)).toMatchObject({ position: 1, total: 1 });
  });

  it("is found among the mappings of every run", () => {
    const runs = [[other("x", 1, unlike)], [], [other("y", 2, unlike)]];
    expect(finish(standingOf(draft, runs, null))).toMatchObject({ position: 3, total: 3 });
  });
});

describe("what a draft keeps from winning, or is kept by", () => {
  const wide = { a: "1" };
  const narrow = { a: "1", b: "1", c: "1" };

  it("is what is judged after it and fits no more, or before it and fits as much", () => {
    const others = [
      other("wide before", 5, wide),
      other("narrow before", 6, narrow),
      other("wide behind", 15, wide),
      other("narrow behind", 16, narrow),
      other("unlike", 17, { z: "1" }),
    ];
    expect(standing(others)).toMatchObject({
      shadows: ["narrow behind"],
      shadowedBy: ["wide before"],
      related: ["wide before", "narrow before", "wide behind", "narrow behind"],
    });
  });

  it("is told in a sentence each", () => {
    const found = finish(standingOf(draft, [[other("wide", 5, wide), other("narrow", 15, narrow)]], null));
    expect([...found.shadows, ...found.shadowedBy].map(({ sentence }) => sentence)).toEqual([
      '"narrow" (priority 15) never wins unless a client names it: "draft" is judged first and fits every token that it fits.',
      '"wide" (priority 5) is judged first and fits every token that "draft" fits.',
    ]);
  });

  it("is listed fifty at most, the strongest first, and so is what is related", () => {
    const many = (name: string, from: number, claims: JsonObject) =>
      Array.from({ length: 60 }, (_, index) => other(`${name} ${index}`, from + index, claims));
    const late = { ...draft, priority: 1_000 };
    const before = standing(many("wide", 100, wide), late);
    expect(before.shadowedBy).toEqual(
      many("wide", 100, wide)
        .slice(0, 50)
        .map(({ name }) => name),
    );
    expect(before.related).toHaveLength(50);
    const behind = standing(many("narrow", 100, narrow));
    expect(behind.shadows).toEqual(
      many("narrow", 100, narrow)
        .slice(0, 50)
        .map(({ name }) => name),
    );
    expect(behind.related).toHaveLength(50);
  });

  it("relates those that it shadows although fifty others go before", () => {
    const before = Array.from({ length: 50 }, (_, index) => other(`before ${index}`, 1, narrow));
    const behind = other("behind", 20, narrow);
    expect(standing([...before, behind]).related).toContain("behind");
  });

  it("is found behind many that list little", () => {
    const many = Array.from({ length: 600 }, (_, index) => other(`m${index}`, 20, { z: "1" }));
    expect(standing([...many, other("narrow", 21, narrow)]).shadows).toEqual(["narrow"]);
  });

  it("relates in the order of judging, whatever the run's", () => {
    expect(standing([other("b", 16, narrow), other("a", 15, narrow)]).related).toEqual(["a", "b"]);
  });

  it("is judged in both forms of a subject", () => {
    const forms = { ids: { prefix: "repo:", owner: ["owner_id"], item: ["item_id"] }, pins: [] };
    const sub = "repo:acme/app:x";
    const of = mappingDraft({ sub, item_id: "2" }, { name: "draft", priority: 10 });
    const others = [other("names alone", 5, { sub }), other("numbered", 6, { sub, item_id: "2" })];
    expect(standing(others, of, forms).shadowedBy).toEqual(["numbered"]);
    expect(standing(others, of).shadowedBy).toEqual(["names alone", "numbered"]);
  });
});

describe("the work of finding where a draft stands", () => {
  const stopsOf = (others: readonly Mapping[], of: MappingDraft = draft) => {
    let stops = 0;
    const steps = standingOf(of, [others], null);
    for (let step = steps.next(); step.done !== true; step = steps.next()) stops += 1;
    return stops;
  };

  it("stops before every 32nd mapping", () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, index) => other(`m${index}`, 20, { c: `${index}` }));
    expect([0, 1, 32, 33, 65].map((count) => stopsOf(others(count)))).toEqual([0, 1, 1, 2, 3]);
  });

  /** A thousand patterns, each written otherwise by everybody, none of which covers another. */
  const listing = (owner: number) =>
    mappingOf(
      { sub: Array.from({ length: 1_000 }, (_, index) => `${"*".repeat(1 + owner)}/${index}/${owner}`) },
      { name: `m${owner}`, priority: owner + 1 },
    );

  it("stops before each that lists very much", () => {
    const others = Array.from({ length: 8 }, (_, index) => listing(index));
    expect(stopsOf(others, listing(20))).toBe(8);
  });
});
