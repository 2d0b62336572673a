import { describe, expect, it } from "vitest";
import { lintMapping } from "../../../src/core/linting/lint.ts";
import { mends, repaired } from "../../../src/core/linting/repair.ts";
import type { Claims, Clause, GrantTemplate, MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, providerDraft, ruleOf, sharedIssuer } from "../samples.ts";
import {
  anyOf,
  clause,
  clausesOf,
  equals,
  granting,
  is,
  named,
  nothing,
  pinned,
  placeholders,
  projects,
  regex,
  user,
} from "./drafts.ts";

const knowing = { ...sharedIssuer, knownClaims: ["sub", "repository", "ref", "run", "repository_id"] };

/** What the draft becomes by each repair of the first such finding. */
function repairedBy(draft: MappingDraft, code: string, sample?: Claims): readonly MappingDraft[] {
  const around = { provider: providerDraft(), traits: knowing, others: [], ...projects };
  const finding = lintMapping(draft, { ...around, ...(sample !== undefined && { sample }) }).find(
    (one) => one.code === code,
  );
  return (finding?.repairs?.() ?? []).map((repair) => repaired(draft, repair));
}

const clausesAfter = (draft: MappingDraft, code: string, sample?: Claims) =>
  repairedBy(draft, code, sample).map(({ rules }) => rules.map(({ when }) => when));
const grantsAfter = (draft: MappingDraft, code: string) =>
  repairedBy(draft, code).map(({ rules }) => rules.map(({ grant }) => grant));

const glob = (pattern: string) => ({ kind: "glob", pattern }) as const;
const subset = (value: Claims) => ({ kind: "subset", value }) as const;

describe("a repaired condition keeps what was not at fault", () => {
  it.each<[string, string, readonly Clause[], readonly Clause[]]>([
    [
      "the other texts beside a pattern",
      "open_name_prefix",
      [clause("repository", anyOf(glob("a*"), equals("a*"), glob("b/*"), equals(5)))],
      [clause("repository", anyOf(glob("a/*"), equals("a*"), glob("b/*"), equals(5)))],
    ],
    [
      "the other matchers beside an expression",
      "unanchored_regex",
      [clause("ref", anyOf(regex("a"), glob("a"), regex("^b$"), equals("a")))],
      [clause("ref", anyOf(regex("^(?:a)$"), glob("a"), regex("^b$"), equals("a")))],
    ],
    [
      "the expression once where it was written twice",
      "unanchored_regex",
      [clause("ref", anyOf(equals("x"), regex("a"), regex("a")))],
      [clause("ref", anyOf(equals("x"), regex("^(?:a)$")))],
    ],
    [
      "the other values beside null",
      "null_expected",
      [clause("ref", anyOf(equals("x"), equals(null), glob("y"), equals(5)))],
      [clause("ref", anyOf(equals("x"), glob("y"), equals(5)))],
    ],
    [
      "the other objects beside an empty one",
      "any_object",
      [clause("run", anyOf(subset({}), subset({ a: 1 }), equals("x")))],
      [clause("run", anyOf(subset({ a: 1 }), equals("x")))],
    ],
    [
      "the other patterns beside a wildcard",
      "wildcard_only",
      [clause("ref", anyOf(glob("**"), equals("*"), glob("a/*")))],
      [clause("ref", anyOf(equals("*"), glob("a/*")))],
    ],
    [
      "the separator of a value that is taken apart",
      "separator_in_value",
      [clause("ref", anyOf(equals("x"), equals(";a;b"), glob("a;b")), { separator: ";" })],
      [clause("ref", anyOf(equals("x"), equals("a"), equals("b"), glob("a;b")), { separator: ";" })],
    ],
    [
      "the members below a claim that is misspelt",
      "unknown_claim",
      [{ path: ["rfe", "id"], test: is(equals("1")) }],
      [{ path: ["ref", "id"], test: is(equals("1")) }],
    ],
  ])("%s", (_, code, before, after) => {
    const pin = ruleOf(pinned).when;
    expect(clausesAfter(clausesOf(...pin, ...before), code)[0]).toEqual([[...pin, ...after]]);
  });

  it("and the other rules", () => {
    const rules = [ruleOf({ ...pinned, rfe: "a" }), ruleOf({ ...pinned, rfe: "b" })];
    expect(clausesAfter(mappingDraft({}, { rules }), "unknown_claim")).toEqual([
      [ruleOf({ ...pinned, ref: "a" }).when, ruleOf({ ...pinned, rfe: "b" }).when],
    ]);
  });

  it("and is the value of the claims on trial in the place of what was demanded", () => {
    expect(
      clausesAfter(mappingDraft({ ...pinned, ref: "<ref>" }), "not_filled_in", { ...pinned, ref: "main" }),
    ).toEqual([[ruleOf({ ...pinned, ref: "main" }).when]]);
  });

  it("and is the value of the claims on trial beside the rest", () => {
    const sample = { repository: "acme/app", repository_id: 34 };
    expect(clausesAfter(mappingDraft({ repository: "acme/app" }), "name_without_pin", sample)).toEqual([
      [ruleOf({ repository: "acme/app", repository_id: 34 }).when],
    ]);
  });
});

describe("a condition is not repaired", () => {
  it.each<[string, string, MappingDraft, Claims | undefined]>([
    [
      "to a value that is no text or number",
      "name_without_pin",
      mappingDraft({ repository: "a/b" }),
      { repository: "a/b", repository_id: ["34"] },
    ],
    [
      "to null",
      "name_without_pin",
      mappingDraft({ repository: "a/b" }),
      { repository: "a/b", repository_id: null },
    ],
    [
      "to the values of another workload",
      "not_filled_in",
      mappingDraft({ ...pinned, ref: "<ref>" }),
      { repository_id: "35", ref: "main" },
    ],
    [
      "to a name that two clauses would have",
      "unknown_claim",
      clausesOf(...ruleOf(pinned).when, clause("rfe", { kind: "present" }), clause("rfe", is(equals("a")))),
      undefined,
    ],
    ["where it would hold for everybody", "nothing_expected", mappingDraft({ repository_id: [] }), undefined],
  ])("%s", (_, code, draft, sample) => {
    expect(repairedBy(draft, code, sample)).toEqual([]);
  });

  it("where its claim is looked for at another name", () => {
    const aliases = [{ path: ["rfe"], folded: false, printed: false }];
    const draft = clausesOf(...ruleOf(pinned).when, clause("OIDC-rfe", { kind: "present" }, { aliases }));
    expect(repairedBy(draft, "unknown_claim")).toEqual([]);
  });
});

describe("a repaired grant keeps what was not at fault", () => {
  it.each<[string, string, Partial<GrantTemplate>, Partial<GrantTemplate>]>([
    [
      "the other names and groups",
      "literal_braces",
      {
        user: user("ada"),
        groups: [named("{{ref}}"), named("dev"), { kind: "by_id", id: placeholders("g") }],
      },
      {
        user: user("ada"),
        groups: [
          { kind: "each", names: { kind: "pattern", pattern: "{{ref}}" }, domain: null },
          named("dev"),
          { kind: "by_id", id: placeholders("g") },
        ],
      },
    ],
    [
      "a user without a name, and a name made of placeholders",
      "literal_braces",
      {
        user: { ...user(""), name: null },
        groups: [named("{{ref}}"), { kind: "named", name: placeholders("{{ref}}"), domain: null }],
      },
      {
        user: { ...user(""), name: null },
        groups: [
          { kind: "each", names: { kind: "pattern", pattern: "{{ref}}" }, domain: null },
          { kind: "named", name: placeholders("{{ref}}"), domain: null },
        ],
      },
    ],
    [
      "what else is said of the user",
      "literal_braces",
      {
        user: { ...user("{{actor}}"), email: { kind: "text", text: "a@b.example" } },
        groups: [named("dev")],
      },
      {
        user: {
          ...user("ada"),
          name: { kind: "pattern", pattern: "{{actor}}" },
          email: { kind: "text", text: "a@b.example" },
        },
        groups: [named("dev")],
      },
    ],
    [
      "the groups that are filled in",
      "not_filled_in",
      {
        groups: [
          named("<team>"),
          named("dev"),
          { kind: "named", name: placeholders("<team>"), domain: null },
          { kind: "by_id", id: placeholders("<team>") },
        ],
      },
      {
        groups: [
          named("dev"),
          { kind: "named", name: placeholders("<team>"), domain: null },
          { kind: "by_id", id: placeholders("<team>") },
        ],
      },
    ],
    [
      "the roles of other projects and domains",
      "unknown_project",
      {
        projectRoles: [
          { project: "shpo", domain: null, roles: ["Viewer"] },
          { project: "shpo", domain: { id: null, name: "D" }, roles: ["Viewer"] },
          { project: "another", domain: null, roles: ["Viewer"] },
        ],
      },
      {
        projectRoles: [
          { project: "shop", domain: null, roles: ["Viewer"] },
          { project: "shpo", domain: { id: null, name: "D" }, roles: ["Viewer"] },
          { project: "another", domain: null, roles: ["Viewer"] },
        ],
      },
    ],
    [
      "the other roles, each once",
      "unknown_role",
      { projectRoles: [{ project: "shop", domain: null, roles: ["Viewer", "Drivr", "Driver"] }] },
      { projectRoles: [{ project: "shop", domain: null, roles: ["Viewer", "Driver"] }] },
    ],
    [
      "the groups beside what looks like a list of descriptions",
      "no_list",
      {
        groups: [
          { kind: "described", groups: placeholders("[a, b]"), domain: { id: null, name: "D" } },
          named("dev"),
        ],
      },
      {
        groups: [
          { kind: "described", groups: placeholders("a"), domain: { id: null, name: "D" } },
          { kind: "described", groups: placeholders("b"), domain: { id: null, name: "D" } },
          named("dev"),
        ],
      },
    ],
    [
      "the ids beside what looks like a list of ids",
      "no_list",
      {
        groups: [
          { kind: "each_id", ids: placeholders("[a,b]") },
          { kind: "each_id", ids: placeholders("c") },
          { kind: "described", groups: placeholders("d"), domain: { id: null, name: "D" } },
        ],
      },
      {
        groups: [
          { kind: "each_id", ids: placeholders("a") },
          { kind: "each_id", ids: placeholders("b") },
          { kind: "each_id", ids: placeholders("c") },
          { kind: "described", groups: placeholders("d"), domain: { id: null, name: "D" } },
        ],
      },
    ],
  ])("%s", (_, code, before, after) => {
    const grants = grantsAfter(granting(before), code);
    expect(grants).toEqual([[{ ...nothing, ...after }]]);
  });

  it("and the audiences that are filled in", () => {
    const draft = granting({ ownPermissions: true }, { audience: ["<service>", "registry@main"] });
    expect(repairedBy(draft, "not_filled_in").map(({ audience }) => audience)).toEqual([["registry@main"]]);
  });
});

describe("a grant is not repaired where it is in doubt what the names are", () => {
  it.each(["[a, ]", "[]", "['a', 'b']", "[a, b", "[{0}]", "[a], [b]"])("%s", (list) => {
    expect(
      repairedBy(granting({ groups: [{ kind: "each_id", ids: placeholders(list) }] }), "no_list"),
    ).toEqual([]);
  });
});

describe("a repair mends", () => {
  const found = (code: string, severity: "critical" | "warning" | "notice", field = "claims") => ({
    code,
    severity,
    field,
    message: "",
    advice: "",
  });
  const wrong = found("a", "warning");

  it.each([
    ["when there is less of its finding", [wrong, wrong], [wrong], true],
    ["although something less grave comes up", [wrong], [found("b", "notice")], true],
    ["although something as grave stays", [wrong, found("b", "warning")], [found("b", "warning")], true],
    ["not when there is as much of its finding", [wrong], [wrong], false],
    ["not when something as grave comes up", [wrong], [found("b", "warning")], false],
    ["not when something graver comes up", [wrong], [found("b", "critical")], false],
    ["not when the same goes away elsewhere", [wrong, found("a", "warning", "grant")], [wrong], false],
    [
      "not when something as grave comes up beside something less grave",
      [wrong],
      [found("c", "notice"), found("b", "warning")],
      false,
    ],
    ["not when its finding goes elsewhere", [wrong], [found("a", "warning", "grant")], false],
    [
      "not when there is more of something as grave",
      [wrong, found("b", "warning")],
      [found("b", "warning"), found("b", "warning")],
      false,
    ],
  ])("%s", (_, before, after, expected) => {
    expect(mends(wrong, before, after)).toBe(expected);
  });
});
