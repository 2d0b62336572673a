import { describe, expect, it } from "vitest";
import type { Clause, GrantTemplate, MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, ruleOf } from "../samples.ts";
import {
  anyOf,
  clause,
  equals,
  granting,
  is,
  nothing,
  pinned,
  pinnedClausesOf,
  placeholders,
  regex,
  roles,
  user,
} from "./drafts.ts";
import { lint } from "./linted.ts";

const found = (draft: MappingDraft, code: string) =>
  lint(draft)
    .filter((one) => one.code === code)
    .map(({ field }) => field);
const protocol = { kind: "protocol", protocol: "openid" } as const;
const rulesOf = (...grants: readonly Partial<GrantTemplate>[]) =>
  mappingDraft({}, { rules: grants.map((grant) => ruleOf(pinned, { ...nothing, ...grant })) });

describe("a user behind a protocol's door", () => {
  it("is missed where no rule names one, and nowhere else", () => {
    const named = { ...rulesOf({}, { user: user("ada") }), entry: protocol };
    expect(found(named, "no_user_named")).toEqual([]);
    expect(found({ ...rulesOf({}, {}), entry: protocol }, "no_user_named")).toEqual(["grant.user"]);
    expect(found(rulesOf({}), "no_user_named")).toEqual([]);
  });
});

describe("projects of several rules", () => {
  it("are told of where two rules give some, at the last", () => {
    const some = roles("shop", "Driver");
    expect(found(rulesOf(some, {}), "projects_not_united")).toEqual([]);
    expect(found(rulesOf({}, {}), "projects_not_united")).toEqual([]);
    expect(found(rulesOf(some, some, {}), "projects_not_united")).toEqual(["rules.1.grant.project_roles"]);
    expect(found(rulesOf(some, some, some), "projects_not_united")).toEqual(["rules.2.grant.project_roles"]);
  });
});

describe("a claim that is to be none of some values", () => {
  const noneOf = (path: string) => clause(path, { kind: "none_of", matchers: [equals("a")] });

  it.each(["iss", "sub", "aud", "exp", "iat"])(
    "is no surprise where it is %s, which is always there",
    (path) => {
      expect(found(pinnedClausesOf(noneOf(path)), "absent_is_not_excluded")).toEqual([]);
    },
  );

  it("is told of at its rule", () => {
    const rules = [ruleOf(pinned), { ...ruleOf(pinned), when: [...ruleOf(pinned).when, noneOf("ref")] }];
    expect(found(mappingDraft({}, { rules }), "absent_is_not_excluded")).toEqual(["rules.1.claims.ref"]);
  });
});

describe("an expression that keeps values", () => {
  it.each<[string, Clause["test"], number]>([
    ["is told of where it is not anchored", { kind: "keep", matchers: [regex("a$"), regex("^a")] }, 2],
    ["is sound where it is anchored", { kind: "keep", matchers: [regex("^a$")] }, 0],
    ["is not meant by values", { kind: "keep", matchers: [equals("a")] }, 0],
    ["is none where values are dropped", { kind: "drop", matchers: [regex("a")] }, 0],
  ])("%s", (_, test, count) => {
    expect(found(pinnedClausesOf(clause("ref", test)), "unanchored_filter")).toHaveLength(count);
  });

  it.each([
    ["a", false],
    ["^a", false],
    ["a$", false],
    ["^a$", true],
    [String.raw`^a\$`, false],
    ["a^b$", false],
    ["^a$b", false],
  ])("%s is anchored: %j", (source, anchored) => {
    const draft = pinnedClausesOf(clause("ref", is(regex(source))));
    expect(found(draft, "unanchored_regex")).toHaveLength(anchored ? 0 : 1);
  });

  it.each([
    ["a^b$c", "^(?:a^b$c)$"],
    ["a$b$", "^(?:a$b)$"],
    ["^a^b", "^(?:a^b)$"],
  ])("%s is anchored as %s", (source, anchored) => {
    const [finding] = lint(pinnedClausesOf(clause("ref", is(regex(source)))));
    expect(finding?.advice).toBe(`Write "${anchored}" if the whole value is meant.`);
  });
});

describe("a value that is never equal", () => {
  const separator = ";";
  const printed = { aliases: [{ path: ["ref"], folded: false, printed: true }] };

  it.each<[string, Clause, string | null]>([
    ["holds the separator", clause("ref", anyOf(equals("a;b")), { separator }), "separator_in_value"],
    [
      "is dropped",
      clause("ref", { kind: "drop", matchers: [equals("a;b")] }, { separator }),
      "separator_in_value",
    ],
    ["is sound without the separator", clause("ref", anyOf(equals("a,b"), equals(5)), { separator }), null],
    ["is sound where nothing is taken apart", clause("ref", anyOf(equals("a;b"))), null],
    ["is no pattern", clause("ref", anyOf({ kind: "glob", pattern: "a;*" }), { separator }), null],
    ["is a boolean that is printed", clause("x", anyOf(equals(false)), printed), "printed_otherwise"],
    ["is a boolean in words", clause("x", anyOf(equals("true")), printed), "printed_otherwise"],
    ["is the other in words", clause("x", anyOf(equals("false")), printed), "printed_otherwise"],
    ["is a number that is printed", clause("x", anyOf(equals(5)), printed), "printed_otherwise"],
    ["is sound as another text", clause("x", anyOf(equals("yes")), printed), null],
    ["is sound as null, of which is told elsewhere", clause("x", anyOf(equals(null)), printed), null],
    ["is sound where nothing is printed", clause("x", anyOf(equals(true))), null],
    [
      "is sound where the other name keeps its type",
      clause("x", anyOf(equals(true)), { aliases: [{ path: ["ref"], folded: false, printed: false }] }),
      null,
    ],
    ["is looked for in no claim that only has to be there", clause("x", { kind: "present" }, printed), null],
  ])("%s", (_, one, code) => {
    const codes = lint(pinnedClausesOf(one))
      .map((finding) => finding.code)
      .filter((found) => found === "separator_in_value" || found === "printed_otherwise");
    expect(codes).toEqual(code === null ? [] : [code]);
  });

  it.each([
    [true, "1"],
    [false, "0"],
    ["true", "1"],
    ["false", "0"],
    [5, "5"],
  ])("%j is printed as %s", (value, text) => {
    const [finding] = lint(pinnedClausesOf(clause("x", anyOf(equals(value)), printed))).filter(
      ({ code }) => code === "printed_otherwise",
    );
    expect(finding?.advice).toContain(`Write "${text}"`);
  });

  it("of separators alone has no repair", () => {
    const [finding] = lint(pinnedClausesOf(clause("ref", anyOf(equals(";")), { separator }))).filter(
      ({ code }) => code === "separator_in_value",
    );
    expect(finding?.repairs?.()).toEqual([]);
  });
});

describe("groups that are described", () => {
  const domain = { id: null, name: "D" };
  const described = (text: string) => ({ kind: "described", groups: placeholders(text), domain }) as const;

  it("look like a list where they begin with a bracket, at their rule", () => {
    const rules = rulesOf({}, { groups: [described("[a]")] }, { groups: [described("a]")] });
    expect(found(rules, "no_list")).toEqual(["rules.1.grant.groups"]);
  });

  it("do not where a pattern or a name begins with one", () => {
    const pattern = { kind: "pattern", pattern: "[{{a}}]" } as const;
    const name = { kind: "text", text: "[a]" } as const;
    const groups = [
      { kind: "described", groups: pattern, domain },
      { kind: "named", name, domain: null },
    ] as const;
    expect(found(granting({ groups }), "no_list")).toEqual([]);
  });

  it("are told of without a domain, at their rule", () => {
    const without = { ...described("a"), domain: null };
    const rules = rulesOf({}, { groups: [described("a"), without] });
    expect(found(rules, "groups_without_domain")).toEqual(["rules.1.grant.groups"]);
    expect(found(granting({ groups: [described("a")] }), "groups_without_domain")).toEqual([]);
    const byId = [{ kind: "by_id", id: placeholders("a") }] as const;
    expect(found(granting({ groups: byId }), "groups_without_domain")).toEqual([]);
  });
});
