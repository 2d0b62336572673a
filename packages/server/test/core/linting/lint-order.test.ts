import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Finding, lintMapping } from "../../../src/core/linting/lint.ts";
import { impliesInBothForms, lintOrder, shadows } from "../../../src/core/linting/lint-order.ts";
import { standingOf } from "../../../src/core/linting/standing.ts";
import { clausesFromClaims } from "../../../src/core/matching/claims-document.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import { otherFormOf } from "../../../src/core/matching/subject-forms.ts";
import type { Clause, JsonObject, Mapping, MappingDraft } from "../../../src/core/terms.ts";
import { tried } from "../../properties/property.ts";
import {
  adminGrant,
  mappingDraft,
  mappingOf,
  noProjects,
  providerDraft,
  ruleOf,
  sharedIssuer,
  unknownIssuer,
} from "../samples.ts";

const forms = { ids: { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] }, pins: [] } as const;
const subjects = ["repo:a/x:m", "repo:a@1/x@2:m", "repo:b@1/x@2:m", "repo:a/y:m", "repo:a@1/y@3:m"];
const sub = fc.constantFrom(
  ...subjects,
  ...["repo:a/*", "repo:a@1/*", "repo:*", "repo:a*", "repo:a*x:m", "repo:a/x:*", "repo:a@1/x@*:m", "*"],
);
const clauses: fc.Arbitrary<readonly Clause[]> = fc
  .record(
    {
      sub: fc.oneof(sub, fc.array(sub, { minLength: 1, maxLength: 2 })),
      owner_id: fc.constantFrom("1", "*"),
      repository_id: fc.constantFrom("2", "3"),
      none: fc.constantFrom(...subjects),
    },
    { requiredKeys: ["sub"] },
  )
  .map(({ none, ...document }) => [
    ...clausesFromClaims(document),
    ...(none === undefined
      ? []
      : [{ path: ["sub"], test: { kind: "none_of", matchers: [{ kind: "equals", value: none }] } } as const]),
  ]);

describe("implication among rules whose subject comes in two forms", () => {
  it("is sound: a token that satisfies the narrow rule satisfies the wide one", () => {
    const holds = (when: readonly Clause[], token: Record<string, string>) =>
      judgeMapping(
        compileMapping(mappingOf({}, { rules: [{ ...ruleOf({}), when }] }), noRegex),
        presentedBy(token, otherFormOf(token, forms)),
      ).length > 0;
    fc.assert(
      fc.property(
        clauses,
        clauses,
        fc.constantFrom(...subjects),
        fc.constantFrom("2", "3"),
        (narrow, wide, text, repository_id) => {
          fc.pre(impliesInBothForms(narrow, wide, forms, { left: Number.POSITIVE_INFINITY }));
          const token = { sub: text, owner_id: "1", repository_id };
          expect(holds(narrow, token) && !holds(wide, token)).toBe(false);
        },
      ),
      tried(24, 1_000),
    );
  });
});

/** A thousand patterns about one owner each; all but the last are those of every other owner too. */
function longList(owner: number): readonly Clause[] {
  const own = (index: number) => (index === 999 ? `owner-${owner}` : `repo:*/${index}`);
  // Written so that no two lists share a text, and every pattern has to be tried against every other.
  const written = (index: number) => own(index).replace("*", "*".repeat(1 + (owner % 40)));
  return clausesFromClaims({ sub: Array.from({ length: 1_000 }, (_, index) => written(index)) });
}

describe("many mappings that list very much", () => {
  const listing = (owner: number) =>
    mappingOf(
      {},
      {
        id: `m${owner}`,
        name: `m${owner}`,
        priority: owner + 1,
        rules: [{ ...ruleOf({}), when: longList(owner) }],
      },
    );
  const others = Array.from({ length: 195 }, (_, index) => listing(index % 39));

  it("are compared with a draft no longer than a save may take", { timeout: 5_000 }, () => {
    expect(lintOrder(listing(39), others)).toEqual([]);
  });

  it("leave what goes behind the draft its own share of the effort", () => {
    const draft = { ...listing(39), priority: 50 };
    const [weak] = draft.rules.map(({ when }) => when);
    const same = mappingOf({}, { name: "same", priority: 60, rules: [{ ...ruleOf({}), when: weak ?? [] }] });
    expect(codes(lintOrder(draft, [...others, same]))).toEqual(["shadows_another"]);
  });

  it("have no repair made of those alone that there was effort for", () => {
    const draft = listing(39);
    const same = { ...draft, id: "same", name: "same", priority: 1 };
    const [certain] = lintOrder(draft, [same]);
    expect([certain?.code, certain?.repairs?.().length]).toEqual(["never_wins", 1]);
    const [cut] = lintOrder(draft, [same, ...others]);
    expect([cut?.code, cut?.repairs?.()]).toEqual(["never_wins", []]);
  });

  it("spend effort on each pair of rules that is looked at", () => {
    const rules = (claim: string) =>
      mappingOf({}, { rules: Array.from({ length: 100 }, () => ruleOf({ [claim]: "x" })) });
    const effort = { left: 1_000 };
    expect(shadows(rules("a"), rules("b"), null, effort)).toBe(false);
    expect(effort.left).toBeLessThanOrEqual(1_000 - 100);
  });

  it("spend effort on each subject that is read in both forms, and say no without it", () => {
    const when = clausesFromClaims({
      sub: Array.from({ length: 100 }, (_, index) => `repo:a@1/x${index}@2:m`),
    });
    const effort = { left: 1_000 };
    expect(impliesInBothForms(when, when, forms, effort)).toBe(true);
    const spent = 1_000 - effort.left;
    expect(impliesInBothForms(when, when, null, { left: spent - 100 })).toBe(true);
    expect(impliesInBothForms(when, when, forms, { left: spent - 100 })).toBe(false);
  });

  it("let others have their turn while a draft's place among them is found", { timeout: 20_000 }, () => {
    let [longestMs, taken] = [0, 0];
    const steps = standingOf(listing(39), [others], null);
    for (let done = false; !done; ) {
      const began = performance.now();
      done = steps.next().done === true;
      longestMs = Math.max(longestMs, performance.now() - began);
      taken += 1;
    }
    expect(longestMs).toBeLessThan(1_000);
    expect(taken).toBeGreaterThanOrEqual(others.length);
  });
});

const codes = (findings: readonly Finding[]) => findings.map((finding) => finding.code);
const byPriority = (one: Mapping, other: Mapping) => one.priority - other.priority;

describe("lintMapping, order", () => {
  const lintBeside = (draft: MappingDraft, ...others: ReturnType<typeof mappingOf>[]) =>
    lintMapping(draft, { provider: providerDraft(), traits: unknownIssuer, others, ...noProjects });
  const main = mappingDraft({ sub: "app", ref: "refs/heads/main" });

  it("warns of a mapping that a stronger one shadows", () => {
    const strong = mappingOf({ ref: "refs/heads/*" }, { name: "any-branch", priority: 1 });
    const [finding] = lintBeside(main, strong);
    expect(finding).toMatchObject({ code: "never_wins", severity: "warning", field: "priority" });
    expect(finding?.message).toContain('"any-branch" (priority 1)');
  });

  it("warns of a mapping that shadows a weaker one", () => {
    const weak = mappingOf({ ref: "refs/heads/main", env: "x" }, { name: "weak", priority: 20 });
    expect(codes(lintBeside(mappingDraft({ ref: "refs/heads/main" }), weak))).toEqual(["shadows_another"]);
  });

  it("knows that of two equal priorities the mapping with more clauses goes first", () => {
    const wide = mappingOf({ sub: "app" }, { name: "wide", priority: 10 });
    expect(codes(lintBeside(main, wide))).toEqual([]);
  });

  it.each([
    ["another owner", { project: "pay" }],
    ["another door", { entry: { kind: "console" } }],
    ["another provider", { providerId: "p2" }],
  ] as const)("does not compare mappings of %s", (_, changes) => {
    const strong = mappingOf({}, { name: "strong", priority: 1, ...changes });
    expect(codes(lintBeside(main, strong))).toEqual([]);
  });

  it("compares mappings of one protocol, and not those of another", () => {
    const entry = (protocol: string) => ({ kind: "protocol", protocol }) as const;
    const name = { kind: "text", text: "app" } as const;
    const user = { name, id: null, email: null, domain: null, local: false };
    const rule = ruleOf({ sub: "app" }, { ...adminGrant, admin: false, user });
    const draft = mappingDraft({}, { entry: entry("docker"), rules: [rule] });
    const strong = (protocol: string) =>
      mappingOf({ sub: "app" }, { name: "strong", priority: 1, entry: entry(protocol) });
    expect(codes(lintBeside(draft, strong("docker")))).toEqual(["never_wins"]);
    expect(codes(lintBeside(draft, strong("npm")))).toEqual([]);
  });

  it.each([0, 1, 30, 59, 60])(
    "finds the shadow among many, %i of which go before the mapping",
    (stronger) => {
      const others = Array.from({ length: 60 }, (_, index) =>
        mappingOf({ sub: `app-${index}` }, { name: `m${index}`, priority: index < stronger ? 1 : 20 }),
      );
      const beside = (at: number) =>
        codes(lintBeside(mappingDraft({ sub: `app-${at}` }), ...others.toSorted(byPriority)));
      const found = others.map((_, at) => beside(at)[0]);
      expect(found.filter((code) => code === "never_wins")).toHaveLength(stronger);
      expect(found.filter((code) => code === "shadows_another")).toHaveLength(60 - stronger);
    },
  );

  it("does not take a mapping for its own rival", () => {
    expect(codes(lintBeside(main, mappingOf({ sub: "app" }, { name: main.name, priority: 1 })))).toEqual([]);
  });

  it("sees that a mapping fits where a stronger one, which follows to no other form, does not", () => {
    const sub = "repo:acme/app:ref:refs/heads/main";
    const beside = (strong: JsonObject, weak = sub) =>
      codes(
        lintMapping(mappingDraft({ sub: weak, repository_id: "34" }), {
          provider: providerDraft(),
          traits: sharedIssuer,
          others: [mappingOf(strong, { name: "strong", priority: 1 })],
          ...noProjects,
        }),
      );
    expect(beside({ sub })).toEqual([]);
    expect(beside({ sub: ["repo:acme/*", sub] })).toEqual([]);
    expect(beside({ sub: "repo:acme/app:*" })).toEqual([]);
    expect(beside({ sub: "repo:ac*app:ref:refs/heads/main" })).toEqual([]);
    expect(beside({ sub: "repo:ac*" }, "repo:acme/app:pull_request")).toEqual(["never_wins"]);
    expect(beside({ sub: "repo:ac*app:pull_request" }, "repo:acme/app:pull_request")).toEqual([]);
    expect(beside({ sub, repository_id: "34" })).toEqual(["never_wins"]);
    expect(beside({ repository_id: "34" })).toEqual(["never_wins"]);
    expect(beside({ sub: "repo:ac*" })).toEqual(["never_wins"]);
  });

  it("sees that a mapping fits where its subject follows to no other form", () => {
    const sub = "repo:acme/app:x";
    const beside = (strong: JsonObject, weak: JsonObject) =>
      codes(
        lintMapping(mappingDraft(weak), {
          provider: providerDraft(),
          traits: sharedIssuer,
          others: [mappingOf(strong, { name: "strong", priority: 1 })],
          ...noProjects,
        }),
      ).filter((code) => code === "never_wins");
    const always = ["never_wins"];
    expect(beside({ sub: "repo:acme/app:*" }, { sub, ref: "x" })).toEqual(always);
    expect(beside({ sub: ["repo:ac*", "repo:acme/app:*"] }, { sub, repository_id: "34" })).toEqual([]);
    expect(beside({ sub: ["repo:ac*", 5] }, { sub, repository_id: "34" })).toEqual([]);
  });

  it("looks for the owner's name behind a prefix that has a slash itself", () => {
    const ids = { prefix: "x/y:", owner: ["owner_id"], item: ["item_id"] };
    const [given, demanded] = [{ sub: "x/y:acme/app:z", item_id: "2" }, { sub: "x/y:ac*" }].map(
      clausesFromClaims,
    );
    expect(impliesInBothForms(given ?? [], demanded ?? [], { ids, pins: [] }, { left: 1_000 })).toBe(true);
  });

  it.each<[string, readonly JsonObject[], readonly JsonObject[], boolean]>([
    ["a list of values that a list of patterns covers", [{ sub: ["app", "apt"] }], [{ sub: ["ap*"] }], true],
    ["rules of which one is left over", [{ sub: "app" }, { sub: "b*" }], [{ sub: "app*" }], false],
    ["a rule that one of two covers", [{ sub: "app" }], [{ sub: ["x", "y*"] }, { sub: "app*" }], true],
    ["a rule that two cover only together", [{ sub: ["a", "b"] }], [{ sub: "a" }, { sub: "b" }], false],
    ["no rule at all", [], [{ sub: "app*" }], false],
  ])("of %s: never wins", (_, weak, strong, shadowed) => {
    const of = (rules: readonly JsonObject[]) => ({ rules: rules.map((rule) => ruleOf(rule)) });
    const found = lintOrder(mappingDraft({}, of(weak)), [
      mappingOf({}, { name: "strong", priority: 1, ...of(strong) }),
    ]);
    expect(codes(found)).toEqual(shadowed ? ["never_wins"] : []);
  });

  it("compares the first two thousand", () => {
    const unlike = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        mappingOf({ z: `${index}` }, { name: `m${index}`, priority: 1 }),
      );
    const wide = mappingOf({ sub: "app" }, { name: "wide", priority: 2 });
    expect(codes(lintOrder(main, [...unlike(1_999), wide]))).toEqual(["never_wins"]);
    expect(codes(lintOrder(main, [...unlike(2_000), wide]))).toEqual([]);
  });

  it("demands that every rule is shadowed", () => {
    const strong = mappingOf({ sub: "app" }, { name: "strong", priority: 1 });
    const draft = mappingDraft({}, { rules: [ruleOf({ sub: "app", x: 1 }), ruleOf({ sub: "other" })] });
    expect(codes(lintBeside(draft, strong))).toEqual([]);
  });
});
