import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareMappings,
  compileMapping,
  judgeMapping,
  placeholderClaims,
} from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import { chooseMapping, emptyRegistry, type MappingChoice } from "../../../src/core/matching/registry.ts";
import type { Reason } from "../../../src/core/reasons.ts";
import type { Clause, JsonObject, Mapping } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { tried } from "../../properties/property.ts";
import { adaptersOf, mappingOf, projectChange, providerOf, ruleOf } from "../samples.ts";

const provider = providerOf();
const anyMapping: MappingChoice = { entry: { kind: "exchange" }, project: null, mapping: null };

function choose(mappings: readonly Mapping[], claims: JsonObject, wanted: Partial<MappingChoice> = {}) {
  const registry = emptyRegistry(adaptersOf(compileRegex)).withChanges([
    projectChange("blue"),
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
  return chooseMapping(registry, provider, claims, { ...anyMapping, ...wanted });
}

/** The winner's name, or the reason there is none. */
function winner(...question: Parameters<typeof choose>): string | Reason {
  const chosen = choose(...question);
  return chosen.ok ? chosen.value.mapping.name : chosen.refusal.reason;
}

const claims = { sub: "a", ref: "main" };
const named = (name: string, changes: Partial<Mapping> = {}) =>
  mappingOf({ sub: "a" }, { name, id: `id-${name}-${changes.project ?? "global"}`, ...changes });

describe("judging that would take too long", () => {
  const patterns = (count: number, kind: "glob" | "regex") =>
    Array.from({ length: count }, (_, number) =>
      kind === "glob" ? { kind, pattern: `*-${number}` } : { kind, source: `-${number}$` },
    );
  const demanding = (test: Clause["test"]) =>
    mappingOf({}, { rules: [{ ...ruleOf({}), when: [{ path: ["groups"], test }] }] });
  const groups = (count: number) => Array.from({ length: count }, (_, number) => `g${number}`);

  it.each<[string, Clause["test"], JsonObject]>([
    [
      "regular expressions for a long list",
      { kind: "any_of", matchers: patterns(500, "regex") },
      { groups: groups(2_000) },
    ],
    [
      "the same where they exclude",
      { kind: "none_of", matchers: patterns(500, "regex") },
      { groups: groups(2_000) },
    ],
    [
      "the same where they collect",
      { kind: "keep", matchers: patterns(500, "regex") },
      { groups: groups(2_000) },
    ],
    [
      "a regular expression for a long text",
      { kind: "is", matcher: { kind: "regex", source: "[ab]*a[ab]{900}[cd]" } },
      { groups: "ab".repeat(20_000) },
    ],
  ])("is refused: %s", (_, test, presented) => {
    expect(winner([demanding(test)], presented)).toBe("too_much_to_judge");
  });

  it("is refused also when another mapping has matched, which might not be the one that goes first", () => {
    const costly = { ...demanding({ kind: "any_of", matchers: patterns(500, "regex") }), priority: 1 };
    const cheap = mappingOf({}, { name: "cheap", id: "cheap", priority: 2 });
    expect(winner([cheap, costly], { groups: groups(2_000) })).toBe("too_much_to_judge");
    expect(winner([cheap, costly], { groups: groups(20) })).toBe("cheap");
  });

  it("is refused also of a mapping that is asked for by name, and says how much there is", () => {
    const costly = demanding({ kind: "any_of", matchers: patterns(500, "regex") });
    expect(choose([costly], { groups: groups(2_000) }, { mapping: costly.name })).toEqual({
      ok: false,
      refusal: { reason: "too_much_to_judge", evidence: { provider: "ci", most: 10_000_000 } },
    });
  });

  it("leaves room for what people have: hundreds of groups, dozens of expressions, thousands of globs", () => {
    const some = demanding({
      kind: "any_of",
      matchers: [...patterns(50, "regex"), { kind: "regex", source: "^team-[a-z]+-(dev|ops)$" }],
    });
    expect(winner([some], { groups: [...groups(300), "team-sre-ops"] })).toBe(some.name);
    const many = demanding({ kind: "any_of", matchers: patterns(1_000, "glob") });
    expect(winner([many], { groups: [...groups(2_000), "a-999"] })).toBe(many.name);
  });

  it("is refused for many mappings together of which none is costly alone", () => {
    const each = Array.from({ length: 400 }, (_, number) => ({
      ...demanding({ kind: "any_of", matchers: patterns(20, "regex") }),
      id: `m${number}`,
      name: `m${number}`,
    }));
    expect(winner(each, { groups: groups(100) })).toBe("too_much_to_judge");
    expect(winner(each.slice(0, 4), { groups: groups(100) })).toBe("no_matching_mapping");
  });
});

describe("choosing among mappings", () => {
  it("takes the lowest priority number", () => {
    expect(winner([named("x", { priority: 7 }), named("y", { priority: 5 })], claims)).toBe("y");
  });

  it("takes the one with more clauses where priorities are equal", () => {
    const more = mappingOf({ sub: "a", ref: "main" }, { name: "zzz" });
    expect(winner([named("aaa"), more], claims)).toBe("zzz");
  });

  it("takes the first name where that is equal, too, upper case before lower", () => {
    expect(winner([named("b"), named("a"), named("C")], claims)).toBe("C");
  });

  it("takes the first id where nothing else differs", () => {
    const [one, other] = ["1", "2"].map((id) => compileMapping(named("m", { id }), compileRegex));
    if (one === undefined || other === undefined) throw new Error("there are two");
    expect(compareMappings(one, other)).toBeLessThan(0);
    expect(compareMappings(other, one)).toBeGreaterThan(0);
    expect(compareMappings(one, one)).toBe(0);
  });

  it("takes a project's mapping before a stronger global one", () => {
    const mappings = [named("global", { priority: 1 }), named("own", { priority: 9, project: "blue" })];
    expect(winner(mappings, claims, { project: "blue" })).toBe("own");
  });

  it("falls back to global mappings when none of the project matches", () => {
    const mappings = [named("global"), mappingOf({ sub: "b" }, { name: "own", project: "blue" })];
    expect(winner(mappings, claims, { project: "blue" })).toBe("global");
  });

  it("uses global mappings only where no project, or an unknown one, is asked for", () => {
    const mappings = [named("own", { project: "blue" })];
    expect(winner(mappings, claims)).toBe("no_matching_mapping");
    expect(winner([...mappings, named("global")], claims, { project: "red" })).toBe("global");
  });

  it("uses global mappings only where there is no such project, though mappings bear its key", () => {
    const orphan = named("orphan", { project: "gone" });
    expect(winner([orphan], claims, { project: "gone" })).toBe("no_matching_mapping");
    expect(winner([orphan], claims, { project: "gone", mapping: "orphan" })).toBe("mapping_not_found");
    expect(winner([orphan, named("global")], claims, { project: "gone" })).toBe("global");
  });

  it("never grants through a door the mapping was not made for", () => {
    const protocol = { kind: "protocol", protocol: "openid" } as const;
    const mappings = [named("m", { entry: protocol })];
    expect(winner(mappings, claims, { entry: protocol })).toBe("m");
    expect(winner(mappings, claims)).toBe("no_matching_mapping");
    expect(winner(mappings, claims, { entry: { kind: "console" } })).toBe("no_matching_mapping");
    expect(winner(mappings, claims, { entry: { kind: "protocol", protocol: "saml" } })).toBe(
      "no_matching_mapping",
    );
    expect(winner(mappings, claims, { mapping: "m" })).toBe("mapping_not_found");
  });

  it("tells how many mappings it considered, and which name it did not find", () => {
    expect(choose([named("x")], { sub: "b" })).toMatchObject({ refusal: { evidence: { considered: 1 } } });
    expect(choose([named("x")], { sub: "a" }, { mapping: "y" })).toEqual({
      ok: false,
      refusal: { reason: "mapping_not_found", evidence: { provider: "ci", mapping: "y" } },
    });
    expect(choose([named("x"), named("y", { project: "blue" })], { sub: "b" }, { project: "blue" })).toEqual({
      ok: false,
      refusal: {
        reason: "no_matching_mapping",
        evidence: { provider: "ci", considered: 2, nearest: "" },
      },
    });
  });
});

describe("a mapping asked for by name", () => {
  it("decides even where a stronger one matches", () => {
    const mappings = [named("strong", { priority: 1 }), named("weak", { priority: 9 })];
    expect(winner(mappings, claims, { mapping: "weak" })).toBe("weak");
  });

  it("does not fall through to others when it does not match", () => {
    const mappings = [named("matching"), mappingOf({ sub: "b" }, { name: "other" })];
    expect(winner(mappings, claims, { mapping: "other" })).toBe("no_matching_mapping");
  });

  it.each(["nope", "constructor", "__proto__", "Matching"])("is not found as %j", (mapping) => {
    expect(winner([named("matching")], claims, { mapping })).toBe("mapping_not_found");
  });

  it("is the project's where both have one, without falling through", () => {
    const mappings = [named("m"), mappingOf({ sub: "b" }, { name: "m", id: "own", project: "blue" })];
    expect(winner(mappings, claims, { mapping: "m", project: "blue" })).toBe("no_matching_mapping");
    expect(winner(mappings, claims, { mapping: "m" })).toBe("m");
  });

  it("is the global one where the project has none of the name", () => {
    expect(winner([named("m")], claims, { mapping: "m", project: "blue" })).toBe("m");
    expect(winner([named("m", { project: "blue" })], claims, { mapping: "m" })).toBe("mapping_not_found");
  });
});

describe("rules inside a mapping", () => {
  it("contribute whenever they hold, each with what it captured", () => {
    const rules = [
      { ...ruleOf({}), when: [{ path: ["groups"], test: { kind: "present" } }] as const },
      ruleOf({ sub: "b" }),
      ruleOf({ sub: "a" }),
    ];
    const chosen = choose([mappingOf({}, { rules })], { sub: "a", groups: ["x", "y"] });
    expect(chosen.ok && chosen.value.matched).toEqual([
      { rule: 0, placeholders: [["x", "y"]] },
      { rule: 2, placeholders: [] },
    ]);
  });

  it("name the claim behind each of their placeholders", () => {
    const when: readonly Clause[] = [
      { path: ["deep", "name"], test: { kind: "present" } },
      { path: ["sub"], test: { kind: "is", matcher: { kind: "equals", value: "a" } } },
      { path: ["groups"], test: { kind: "keep", matchers: [] } },
      { path: ["ref"], test: { kind: "none_of", matchers: [] } },
      { path: ["teams"], test: { kind: "drop", matchers: [] } },
    ];
    expect(placeholderClaims({ ...ruleOf({}), when })).toEqual(["deep.name", "groups", "teams"]);
  });

  it("give nothing where they are idle, and leave their numbers to the others", () => {
    const idle = { ...ruleOf({ sub: "a" }), idle: true };
    const chosen = choose([mappingOf({}, { rules: [idle, ruleOf({ sub: "a" })] })], claims);
    expect(chosen.ok && chosen.value.matched).toEqual([{ rule: 1, placeholders: [] }]);
  });

  it("make no match where all are idle, also when the mapping is asked for by name", () => {
    const idle = mappingOf({}, { name: "idle", rules: [{ ...ruleOf({}), idle: true }] });
    expect(winner([idle], claims)).toBe("no_matching_mapping");
    expect(winner([idle], claims, { mapping: "idle" })).toBe("no_matching_mapping");
  });

  it("count where they say that they are not idle", () => {
    expect(winner([mappingOf({}, { name: "m", rules: [{ ...ruleOf({}), idle: false }] })], claims)).toBe("m");
  });

  it("make no match when there are none", () => {
    expect(winner([mappingOf({}, { rules: [] })], claims)).toBe("no_matching_mapping");
  });
});

describe("the choice as a whole", () => {
  it("equals the first match of a sorted scan, whatever the order of arrival", () => {
    const value = fc.constantFrom("a", "b", "a*", "*", "ab");
    const document = fc.dictionary(fc.constantFrom("sub", "ref"), value, { maxKeys: 2 });
    const draft = fc.tuple(document, fc.integer({ min: 1, max: 2 }), fc.constantFrom(null, "blue"));
    fc.assert(
      fc.property(
        fc.array(draft, { maxLength: 15 }),
        fc.dictionary(fc.constantFrom("sub", "ref"), value),
        fc.constantFrom(null, "blue"),
        (drafts, presented, project) => {
          const mappings = drafts.map(([wanted, priority, owner], index) =>
            mappingOf(wanted, { name: `m${index % 7}`, id: `id${index}`, priority, project: owner }),
          );
          const scan = [project, null].flatMap((owner) =>
            mappings
              .filter((one) => one.project === owner)
              .map((one) => compileMapping(one, compileRegex))
              .sort(compareMappings)
              .filter((one) => judgeMapping(one, presentedBy(presented)).length > 0),
          );
          const chosen = choose(mappings, presented, { project });
          expect(chosen.ok ? chosen.value.mapping.id : null).toBe(scan[0]?.mapping.id ?? null);
        },
      ),
      tried(6, 2_000),
    );
  });
});
