import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestTrials, withNearest } from "../../../src/core/explaining/nearest.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import {
  chooseMapping,
  emptyRegistry,
  type MappingChoice,
  type Registry,
} from "../../../src/core/matching/registry.ts";
import { callerSentence, refuse } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { adaptersOf, mappingOf, projectChange, providerOf, ruleOf } from "../samples.ts";

const provider = providerOf();
const anyMapping: MappingChoice = { entry: { kind: "exchange" }, project: null, mapping: null };

function registryOf(mappings: readonly Mapping[], owner: Provider = provider): Registry {
  return emptyRegistry(adaptersOf(noRegex)).withChanges([
    projectChange("pay"),
    { kind: "provider_written", revision: 1, provider: owner },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
}

const named = (name: string, claims: JsonObject, changes: Partial<Mapping> = {}) =>
  mappingOf(claims, { name, ...changes });

function trialsOf(mappings: readonly Mapping[], claims: Claims, wanted: Partial<MappingChoice> = {}) {
  return finish(nearestTrials(registryOf(mappings), provider, claims, { ...anyMapping, ...wanted }));
}
const names = (mappings: readonly Mapping[], claims: Claims, wanted: Partial<MappingChoice> = {}) =>
  trialsOf(mappings, claims, wanted).trials.map((trial) => trial.mapping);

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

describe("a trial", () => {
  const only = (mapping: Mapping, claims: Claims) => trialsOf([mapping], claims).trials[0];

  it("tells the first clause that did not hold, with both values", () => {
    const trial = only(named("m", { repository: "acme/app", ref: "refs/heads/main", x: "y" }), {
      repository: "acme/app",
      ref: "refs/heads/dev",
    });
    expect(trial).toMatchObject({ mapping: "m", matched: false, clausesHeld: 1, clausesTotal: 3 });
    expect(trial?.failed).toEqual({
      claim: "ref",
      path: ["ref"],
      expected: '"refs/heads/main"',
      presented: "refs/heads/dev",
      nearMiss: null,
    });
  });

  it("leaves the presented value undefined when the claim is missing", () => {
    expect(only(named("m", { ref: "main" }), {})?.failed?.presented).toBeUndefined();
  });

  it("shows a value that stands alone in full, as far as a subject goes", () => {
    const sub = "x".repeat(250);
    expect(only(named("m", { sub }), { sub: "y" })?.failed?.expected).toBe(`"${sub}"`);
  });

  it("joins the path of a nested claim with dots", () => {
    expect(only(named("m", { "k.io": { uid: "1" } }), { "k.io": { uid: "2" } })?.failed?.claim).toBe(
      "k.io.uid",
    );
  });

  it("counts every clause that holds, also behind one that does not, and tells all that fail", () => {
    const rule = { repository: "acme/app", ref: "main", event: "push", environment: "prod" };
    const trial = only(named("m", rule), { repository: "x/y", ref: "main", event: "push" });
    expect(trial).toMatchObject({
      clausesHeld: 2,
      clausesTotal: 4,
      failed: { claim: "repository" },
      failures: [
        { claim: "repository", presented: "x/y" },
        { claim: "environment", presented: undefined },
      ],
    });
  });

  it("tells at most 20 of the clauses that failed", () => {
    const rule = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`c${index}`, "1"]));
    const trial = only(named("m", rule), {});
    expect(trial).toMatchObject({ clausesHeld: 0, clausesTotal: 30 });
    expect(trial?.failures).toHaveLength(20);
  });

  it("follows the rule that came furthest", () => {
    const mapping = named("m", {}, { rules: [ruleOf({ a: "1", b: "1" }), ruleOf({ c: "1", d: "1" })] });
    expect(only(mapping, { c: "1" })?.failed?.claim).toBe("d");
  });

  it("has matched when one rule matched", () => {
    const mapping = named("m", {}, { rules: [ruleOf({ a: "1" }), ruleOf({ c: "1" })] });
    expect(only(mapping, { c: "1" })).toMatchObject({ matched: true, failed: null });
  });

  it("has not matched when there is no rule", () => {
    expect(only(named("m", {}, { rules: [] }), {})).toMatchObject({ matched: false, failed: null });
  });

  it.each([
    [{ a: ["x", "y"] }, 'one of "x", "y"'],
    [{ a: "x/*" }, '"x/*"'],
    [{ a: 5 }, "5"],
    [{ a: null }, "null, which never matches"],
    [{ a: [] }, "nothing, which never holds"],
    [
      { a: Array.from({ length: 12 }, (_, index) => index) },
      "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more",
    ],
  ] satisfies [JsonObject, string][])("words the expectation of %j", (claims, expected) => {
    expect(only(named("m", claims), { a: "none" })?.failed?.expected).toBe(expected);
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

describe("withNearest", () => {
  const none = refuse("no_matching_mapping", { provider: "ci", considered: 1, nearest: "" }).refusal;

  function sentence(
    mappings: readonly Mapping[],
    claims: Claims,
    wanted: Partial<MappingChoice> = {},
    owner: Provider = provider,
  ): unknown {
    const refusal = withNearest(none, registryOf(mappings, owner), owner, claims, {
      ...anyMapping,
      ...wanted,
    });
    return refusal.evidence["nearest"];
  }
  const release = named("release", { repository: "acme/app", ref: "refs/heads/main" });

  it("names the nearest mapping, the claim and both values", () => {
    expect(sentence([release], { repository: "acme/app", ref: "refs/heads/dev" })).toBe(
      'Nearest: mapping "release", where claim ref expected "refs/heads/main" and the token carries "refs/heads/dev".',
    );
  });

  it("shows where long values part that begin alike", () => {
    const connection = `/eid1/c/pub/t/${"x".repeat(90)}/sc/`;
    expect(
      sentence([named("release", { tid: "1", sub: `${connection}aaa` })], {
        tid: "1",
        sub: `${connection}bbb`,
      }),
    ).toBe(
      'Nearest: mapping "release", where claim sub expected "…xxxx/sc/aaa" and the token carries "…xxxx/sc/bbb".',
    );
  });

  it("closes the quotation marks of what it cuts", () => {
    const told = sentence([named("release", { a: "1", ref: `m${"x".repeat(90)}` })], { a: "1", ref: "dev" });
    expect(told).toMatch(/expected "m(x+)…" and the token carries "dev"\.$/);
  });

  it("says when the token has no such claim", () => {
    expect(sentence([release], { repository: "acme/app" })).toContain("and the token has no such claim.");
  });

  it("leaves other refusals as they are", () => {
    const other = refuse("expired").refusal;
    expect(withNearest(other, registryOf([release]), provider, {}, anyMapping)).toBe(other);
  });

  it("tells nothing of a mapping with which the token has nothing in common", () => {
    expect(sentence([release], { repository: "evil/app", ref: "refs/heads/main" })).toBe("");
  });

  it("tells it where the provider is pinned to an owner", () => {
    const pinned = providerOf({ pins: [{ claim: "owner", value: "acme", ignoreCase: true }] });
    expect(sentence([release], { repository: "acme/x" }, {}, pinned)).toContain('"release"');
  });

  it("tells it when the first clause was missed by a hair", () => {
    expect(sentence([release], { repository: "Acme/app" })).toContain('"Acme/app"');
  });

  it("never tells a project's mapping to a caller who did not name the project", () => {
    const ofProject = named("secret", { a: "1", b: "1" }, { project: "pay" });
    expect(sentence([ofProject], { a: "1", b: "2" })).toBe("");
    expect(sentence([ofProject], { a: "1", b: "2" }, { project: "pay" })).toContain('"secret"');
    expect(sentence([ofProject], { a: "1", b: "2" }, { mapping: "secret" })).toBe("");
  });

  it("tells of the mapping the caller named although no clause of it held", () => {
    const claims = { repository: "other/app", ref: "refs/heads/main" };
    expect(sentence([release], claims, { mapping: "release" })).toContain(
      '"release", where claim repository',
    );
  });

  it("speaks only of the mapping that was named", () => {
    const nearer = named("nearer", { a: "1", b: "1", c: "1" });
    const wanted = named("wanted", { a: "1", b: "1" });
    expect(sentence([nearer, wanted], { a: "1" }, { mapping: "wanted" })).toContain('"wanted"');
  });

  it("finds the nearest among very many by what they have in common with the token", () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      named(`m${index}`, { id: `${index}`, ref: "main" }),
    );
    expect(sentence(many, { id: "1234", ref: "dev" })).toContain('"m1234"');
  });

  it("fits into the caller's sentence whole, however long the values are", () => {
    const long = "x".repeat(1_000);
    const refusal = withNearest(
      none,
      registryOf([named("n".repeat(255), { a: "1", [long]: long })]),
      provider,
      { a: "1", [long]: `${long}y` },
      anyMapping,
    );
    expect(String(refusal.evidence["nearest"]).length).toBeLessThan(300);
    expect(callerSentence(refusal, "claims_valid", "full").endsWith('".')).toBe(true);
  });

  it("is told only once the claims hold", () => {
    const refusal = withNearest(
      none,
      registryOf([release]),
      provider,
      { repository: "acme/app" },
      anyMapping,
    );
    expect(callerSentence(refusal, "claims_valid", "full")).toContain("Nearest");
    expect(callerSentence(refusal, "signature_valid", "full")).not.toContain("Nearest");
    expect(callerSentence(refusal, "claims_valid", "minimal")).not.toContain("Nearest");
  });
});

describe("the work of judging very many mappings", () => {
  it("stops before each, so that nobody has to wait for all of them", () => {
    const mappings = Array.from({ length: 2_000 }, (_, index) =>
      named(`m-${index}`, { sub: `job-${index}` }),
    );
    const steps = nearestTrials(registryOf(mappings), provider, { sub: "job-none" }, anyMapping);
    let stops = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) stops += 1;
    expect(stops).toBeGreaterThanOrEqual(2_000);
  });
});
