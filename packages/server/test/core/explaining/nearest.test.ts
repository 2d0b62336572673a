import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestTrials } from "../../../src/core/explaining/nearest.ts";
import { chooseMapping } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Mapping } from "../../../src/core/terms.ts";
import { mappingOf, ruleOf } from "../samples.ts";
import { anyMapping, named, names, provider, registryOf, trialsOf } from "./tried.ts";

describe("mappings that take more comparisons than an exchange may", () => {
  const costly = {
    ...mappingOf({}, { name: "costly", id: "costly" }),
    rules: [
      {
        ...ruleOf({}),
        when: [
          {
            path: ["groups"],
            test: {
              kind: "any_of" as const,
              matchers: Array.from({ length: 1_000 }, (_, n) => ({
                kind: "glob" as const,
                pattern: `*-${n}`,
              })),
            },
          },
        ],
      },
    ],
  };
  const groups = Array.from({ length: 20_000 }, (_, number) => `group ${number}`);

  it("are left out of an explanation, which says how many were judged", () => {
    const { trials, considered, inReach } = trialsOf([costly, named("cheap", { sub: "a" })], { groups });
    expect(trials.map((trial) => trial.mapping)).toEqual(["cheap"]);
    expect([considered, inReach]).toEqual([1, 2]);
  });
});

describe("nearestTrials", () => {
  it("puts the mapping of which most clauses held first", () => {
    const mappings = [named("far", { a: "0" }), named("near", { a: "1", b: "1", c: "0" })];
    expect(names(mappings, { a: "1", b: "1", c: "1" })).toEqual(["near", "far"]);
  });

  it("puts three fitting claims of four before one of four, wherever in the rule they stand", () => {
    const rule = { a: "1", b: "1", c: "1", d: "1" };
    const mappings = [
      named("one", { ...rule, b: "X", c: "0", d: "0" }, { priority: 1 }),
      named("three", { ...rule, a: "0" }, { priority: 2 }),
    ];
    expect(names(mappings, { a: "1", b: "1", c: "1", d: "1" })).toEqual(["three", "one"]);
  });

  it("lets a near miss decide between mappings of which as many clauses held", () => {
    const mappings = [
      named("held", { a: "x", b: "1" }, { priority: 1 }),
      named("hair", { a: "x", b: "Y" }, { priority: 2 }),
      named("many", { a: "x", b: "1", c: "1" }, { priority: 0 }),
    ];
    expect(names(mappings, { a: "x", b: "y" })).toEqual(["hair", "held", "many"]);
  });

  it("puts matching mappings before all others, in the order they are judged", () => {
    const mappings = [
      named("second", { a: "1" }, { priority: 2 }),
      named("first", { a: "1" }, { priority: 1 }),
      named("near", { a: "1", b: "1" }, { priority: 0 }),
    ];
    expect(names(mappings, { a: "1" })).toEqual(["first", "second", "near"]);
  });

  it("puts the one of which fewer clauses failed first where as many held", () => {
    const mappings = [
      named("many", { a: "1", b: "1", c: "1" }, { priority: 1 }),
      named("few", { a: "1", b: "1" }, { priority: 2 }),
    ];
    expect(names(mappings, { a: "1" })).toEqual(["few", "many"]);
  });

  it("leaves in the order of judging what is equally near", () => {
    const mappings = ["b", "a", "c"].map((name, index) => named(name, { a: "0" }, { priority: 3 - index }));
    expect(names(mappings, {})).toEqual(["c", "a", "b"]);
  });

  it("looks for small differences only in the 200 of which most clauses held", () => {
    const hair = named("hair", { a: "1", b: "X", c: "0" }, { priority: 900 });
    const others = (count: number) =>
      Array.from({ length: count }, (_, index) => named(`m${index}`, { a: "1", b: "0", c: "0" }));
    const claims = { a: "1", b: "x", c: "x" };
    expect(names([...others(199), hair], claims)[0]).toBe("hair");
    expect(names([...others(200), hair], claims)).not.toContain("hair");
  });

  it("examines what matched and what came nearest, however many are judged before", () => {
    const others = Array.from({ length: 300 }, (_, index) => named(`m${index}`, { a: "1", b: "0" }));
    const near = named("near", { a: "1", b: "1", c: "0" }, { priority: 900 });
    const fitting = named("fitting", { a: "1" }, { priority: 901 });
    expect(names([...others, near, fitting], { a: "1", b: "1" }).slice(0, 3)).toEqual([
      "fitting",
      "near",
      "m0",
    ]);
  });

  it("judges 10 000 that have nothing in common with the claims, and whatever has", () => {
    const unfound = Array.from({ length: 10_001 }, (_, index) => named(`m${index}`, { a: `${index}` }));
    const last = named("last", { a: "x" }, { priority: 900 });
    const { trials, considered, inReach } = trialsOf([...unfound, last], { a: "x" });
    expect(trials[0]?.mapping).toBe("last");
    expect([considered, inReach]).toEqual([10_001, 10_002]);
  });

  it("keeps the nearest 50 and counts all", () => {
    const mappings = Array.from({ length: 300 }, (_, index) => named(`m${index}`, { a: `${index}`, b: "1" }));
    const found = trialsOf(mappings, { a: "299", b: "2" });
    expect(found).toMatchObject({ considered: 300, inReach: 300 });
    expect(found.trials).toHaveLength(50);
    expect(found.trials[0]?.mapping).toBe("m299");
  });

  const owned = [named("global", { a: "1" }), named("pay", { a: "1" }, { project: "pay" })];

  it("does not look at a project's mappings unless the project is named", () => {
    expect(names(owned, {})).toEqual(["global"]);
  });

  it("looks at the named project's mappings and the global ones", () => {
    expect(names(owned, {}, { project: "pay" })).toEqual(["pay", "global"]);
  });

  it("does not look behind other doors", () => {
    expect(names(owned, {}, { entry: { kind: "console" } })).toEqual([]);
  });

  it("looks only at the mapping that is named", () => {
    const mappings = [named("a", { a: "1" }), named("b", { a: "1" })];
    expect(names(mappings, {}, { mapping: "b" })).toEqual(["b"]);
  });

  it("does not look at mappings that bear the key of no project", () => {
    const orphan = named("orphan", { a: "1" }, { project: "gone" });
    expect(names([...owned, orphan], {}, { project: "gone" })).toEqual(["global"]);
  });

  it("looks at none where the named one is not there", () => {
    expect(trialsOf([named("a", { a: "1" })], {}, { mapping: "b" })).toEqual({
      trials: [],
      considered: 0,
      inReach: 0,
    });
  });

  it("takes the project's mapping where a global one has the same name", () => {
    const both = [named("m", { a: "1" }), named("m", { a: "1" }, { id: "other", project: "pay" })];
    expect(trialsOf(both, {}, { mapping: "m", project: "pay" }).trials).toMatchObject([{ project: "pay" }]);
  });

  it("agrees with the choice on whether something matches, and on what wins", () => {
    const value = fc.constantFrom("1", "2");
    const rule = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(value, fc.constant("*")));
    const claimSet = fc.dictionary(fc.constantFrom("a", "b", "c"), value);
    const mapping = fc.record({
      rule,
      priority: fc.integer({ min: 1, max: 3 }),
      project: fc.constantFrom(null, "pay"),
    });
    fc.assert(
      fc.property(
        fc.array(mapping, { maxLength: 6 }),
        claimSet,
        fc.constantFrom(null, "pay"),
        (drafts, claims, project) => {
          const mappings = drafts.map((draft, index) =>
            named(`m${index}`, draft.rule, { priority: draft.priority, project: draft.project }),
          );
          const registry = registryOf(mappings);
          const wanted = { ...anyMapping, project };
          const chosen = chooseMapping(registry, provider, claims, wanted);
          const first = finish(nearestTrials(registry, provider, claims, wanted)).trials.find(
            (trial) => trial.matched,
          );
          expect(first?.mappingId).toBe(chosen.ok ? chosen.value.mapping.id : undefined);
        },
      ),
      { seed: 20260103, numRuns: 500 },
    );
  });
});

describe("the work of judging very many mappings", () => {
  function stopsOf(mappings: readonly Mapping[]): number {
    const steps = nearestTrials(registryOf(mappings), provider, { sub: "job" }, anyMapping);
    let stops = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) stops += 1;
    return stops;
  }
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => named(`m-${index}`, { sub: `job-${index}` }));

  it("stops before each, so that nobody has to wait for all of them", () => {
    const [lookedAt, judged, examined, read] = [2, 300, 200, 50];
    expect(stopsOf(many(300))).toBe(lookedAt + judged + examined + read);
  });

  it("stops at every 256th of those that are not judged", () => {
    const [lookedAt, judged, notJudged, examined, read] = [41, 10_000, 1, 200, 50];
    expect(stopsOf(many(10_300))).toBe(lookedAt + judged + notJudged + examined + read);
  });
});
