import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clausesFromClaims } from "../../../src/core/matching/claims-document.ts";
import { compareMappings, compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { emptyMappingIndex, type MappingIndex } from "../../../src/core/matching/mapping-index.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import type { Clause, JsonObject, JsonValue, Mapping, Rule } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { tried } from "../../properties/property.ts";
import { mappingOf, ruleOf } from "../samples.ts";

const compiled = (mapping: Mapping) => compileMapping(mapping, compileRegex);

function indexOver(mappings: readonly Mapping[]): MappingIndex {
  return mappings.reduce((index, mapping) => index.with(compiled(mapping)), emptyMappingIndex());
}

/** Few names and values, so that mappings and claims meet often. */
const name = fc.constantFrom("sub", "ref", "groups", "deep", "__proto__");
const text = fc.constantFrom("a", "ab", "abc", "b", "*", "a*", "ab*", "*b", "a*c", "", "1");
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(text, fc.constantFrom(1, 2, true, false, null));
const demanded: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.dictionary(name, scalar, { maxKeys: 2 }) },
);
const claims: fc.Arbitrary<JsonObject> = fc.dictionary(name, demanded, { maxKeys: 4 });

const otherClause: fc.Arbitrary<Clause> = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 2 }),
  test: fc.constantFrom<Clause["test"]>(
    { kind: "present" },
    { kind: "none_of", matchers: [{ kind: "equals", value: "a" }] },
    { kind: "is", matcher: { kind: "regex", source: "b" } },
    { kind: "keep", matchers: [] },
    {
      kind: "any_of",
      matchers: [
        { kind: "regex", source: "^a" },
        { kind: "equals", value: "b" },
      ],
    },
  ),
});
const rule: fc.Arbitrary<Rule> = fc
  .tuple(fc.dictionary(name, demanded, { maxKeys: 3 }), fc.array(otherClause, { maxLength: 1 }))
  .map(([document, others]) => ({ ...ruleOf({}), when: [...clausesFromClaims(document), ...others] }));
const mappings: fc.Arbitrary<readonly Mapping[]> = fc
  .array(fc.tuple(fc.array(rule, { maxLength: 3 }), fc.integer({ min: 1, max: 3 })), { maxLength: 12 })
  .map((drafts) =>
    drafts.map(([rules, priority], index) => mappingOf({}, { name: `m${index}`, rules, priority })),
  );

function matchingAmong(candidates: Iterable<ReturnType<typeof compiled>>, presented: JsonObject) {
  return [...new Set(candidates)]
    .filter((one) => judgeMapping(one, presentedBy(presented)).length > 0)
    .sort(compareMappings)
    .map(({ mapping }) => mapping.name);
}

describe("the mapping index", () => {
  it("answers what trying every mapping in order answers, also after edits", () => {
    fc.assert(
      fc.property(
        mappings,
        mappings,
        fc.array(claims, { maxLength: 6 }),
        fc.nat(11),
        (first, second, tokens, gone) => {
          const removed = `id-m${gone}`;
          const index = [...second]
            .reduce((all, one) => all.with(compiled(one)), indexOver(first))
            .without(removed);
          const standing = [...new Map([...first, ...second].map((one) => [one.id, one])).values()].filter(
            ({ id }) => id !== removed,
          );
          expect(index.size).toBe(standing.length);
          for (const token of tokens) {
            expect(matchingAmong(index.candidates(presentedBy(token)), token)).toEqual(
              matchingAmong(standing.map(compiled), token),
            );
          }
        },
      ),
      tried(4, 1_000),
    );
  });

  it("judges one of very many mappings that differ in one claim", () => {
    const index = indexOver(
      Array.from({ length: 2_000 }, (_, number) =>
        mappingOf({ owner: "acme", repository: `acme/app-${number}` }, { name: `m${number}` }),
      ),
    );
    const found = [...index.candidates(presentedBy({ owner: "acme", repository: "acme/app-77" }))];
    expect(found.map(({ mapping }) => mapping.name)).toContain("m77");
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it("tells globs apart by what stands before the first wildcard", () => {
    const index = indexOver(
      Array.from({ length: 2_000 }, (_, number) =>
        mappingOf({ sub: `repo:acme/app-${number}:*` }, { name: `m${number}` }),
      ),
    );
    const found = [...index.candidates(presentedBy({ sub: "repo:acme/app-77:ref:refs/heads/main" }))];
    expect(found.map(({ mapping }) => mapping.name)).toEqual(["m77"]);
  });

  it("stands a mapping under the clause that fewest others share, wherever that clause stands", () => {
    const index = indexOver(
      Array.from({ length: 100 }, (_, number) =>
        mappingOf({ repository: `acme/app-${number}`, owner: "acme" }, { name: `m${number}` }),
      ),
    );
    const found = [...index.candidates(presentedBy({ owner: "acme", repository: "acme/app-77" }))];
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it("finds a mapping under each of the values it takes", () => {
    const index = indexOver(
      Array.from({ length: 100 }, (_, number) =>
        mappingOf({ sub: [`a${number}`, `b${number}*`] }, { name: `m${number}` }),
      ),
    );
    for (const sub of ["a7", "b7", "b7x"]) {
      const found = [...index.candidates(presentedBy({ sub }))].map(({ mapping }) => mapping.name);
      expect(found).toContain("m7");
      expect(found.length).toBeLessThan(3);
    }
  });

  it("finds a mapping whose clauses lie deeper, by what lies there", () => {
    const index = indexOver([
      mappingOf({ k8s: { pod: { name: "a" } } }, { name: "a" }),
      mappingOf({ k8s: { pod: { name: "b*" } } }, { name: "b" }),
      mappingOf({ k8s: "flat" }, { name: "flat" }),
      mappingOf({ k8s: "f*" }, { name: "glob" }),
    ]);
    const found = (k8s: JsonValue) =>
      [...index.candidates(presentedBy({ k8s }))].map(({ mapping }) => mapping.name).toSorted();
    expect(found({ pod: { name: "a" } })).toEqual(["a"]);
    expect(found({ pod: { name: "bb" } })).toEqual(["b"]);
    expect(found("flat")).toEqual(["flat", "glob"]);
    const rest = index.without("id-a").without("id-flat");
    expect([...rest.candidates(presentedBy({ k8s: { pod: { name: "bb" } } }))]).toHaveLength(1);
    expect([...rest.candidates(presentedBy({ k8s: "flat" }))]).toHaveLength(1);
  });

  it("judges a mapping with an empty rule for every token", () => {
    expect([...indexOver([mappingOf({})]).candidates(presentedBy({}))]).toHaveLength(1);
  });

  it("stands a mapping nowhere for a rule that is idle, whatever that demands", () => {
    const idle = (claims: JsonObject) => ({ ...ruleOf(claims), idle: true });
    const index = indexOver([mappingOf({}, { rules: [idle({}), idle({ sub: "a" }), ruleOf({ sub: "b" })] })]);
    const found = (sub: string) => index.candidates(presentedBy({ sub })).size;
    expect([found("a"), found("b")]).toEqual([0, 1]);
    expect(index.crowdFor(mappingOf({}, { name: "new" }))).toBe(0);
  });

  it.each<[string, Partial<Clause>, JsonObject]>([
    [
      "may stand under another name",
      { aliases: [{ path: ["user"], folded: false, printed: false }] },
      { user: "a" },
    ],
    ["is cut at a separator", { separator: ";" }, { sub: "a;b" }],
  ])("judges for every token what demands a claim that %s", (_, changes, claims) => {
    const test: Clause["test"] = { kind: "any_of", matchers: [{ kind: "equals", value: "a" }] };
    const when = [{ path: ["sub"], test, ...changes }];
    const index = indexOver([mappingOf({}, { rules: [{ ...ruleOf({}), when }], name: "m" })]);
    expect(matchingAmong(index.candidates(presentedBy(claims)), claims)).toEqual(["m"]);
  });

  it("finds a mapping by name and by id, and forgets it when it is taken out", () => {
    const index = indexOver([mappingOf({ a: "1" }, { name: "one" }), mappingOf({ a: "2" }, { name: "two" })]);
    expect(index.named("one").map(({ mapping }) => mapping.id)).toEqual(["id-one"]);
    expect(index.get("id-two")?.mapping.name).toBe("two");
    const rest = index.without("id-one");
    expect(rest.named("one")).toEqual([]);
    expect(rest.get("id-one")).toBeUndefined();
    expect([...rest.candidates(presentedBy({ a: "1" }))]).toEqual([]);
    expect(index.size).toBe(2);
  });

  it("keeps the others of one name when one of them is taken out", () => {
    const index = indexOver(["1", "2"].map((id) => mappingOf({ a: id }, { name: "m", id })));
    expect(index.named("m").map(({ mapping }) => mapping.id)).toEqual(["1", "2"]);
    expect(
      index
        .without("1")
        .named("m")
        .map(({ mapping }) => mapping.id),
    ).toEqual(["2"]);
    expect([...index.all()].map(({ mapping }) => mapping.id).toSorted()).toEqual(["1", "2"]);
  });

  it("counts together all that stand in no place, whatever claim they are about", () => {
    const index = indexOver([
      mappingOf({ sub: "*x" }, { name: "a" }),
      mappingOf({ ref: "*x" }, { name: "b" }),
      mappingOf({}, { name: "c" }),
    ]);
    expect(index.crowdFor(mappingOf({ sub: "*y" }, { name: "new" }))).toBe(3);
  });

  it("counts a mapping once that two of its rules would lead to the same place", () => {
    const twice = mappingOf({}, { name: "a", rules: [ruleOf({ sub: "a" }), ruleOf({ sub: "a" })] });
    expect(indexOver([twice]).crowdFor(mappingOf({ sub: "a" }, { name: "new" }))).toBe(1);
  });

  it("counts how many others would be judged together with a draft", () => {
    const alike = Array.from({ length: 5 }, (_, number) => mappingOf({ sub: "*x" }, { name: `m${number}` }));
    const index = indexOver([...alike, mappingOf({ sub: "a" }, { name: "a" })]);
    expect(index.crowdFor(mappingOf({ sub: "*y" }, { name: "new" }))).toBe(5);
    expect(index.crowdFor(mappingOf({ sub: "*y" }, { name: "m0" }))).toBe(4);
    expect(index.crowdFor(mappingOf({ sub: "a" }, { name: "new" }))).toBe(1);
    expect(index.crowdFor(mappingOf({ sub: "b" }, { name: "new" }))).toBe(0);
    expect(index.crowdFor(mappingOf({ sub: null }, { name: "new" }))).toBe(0);
  });
});
