/** Every finding's repair, or that there is none: each repair makes its finding go away. */

import { describe, expect, it } from "vitest";
import type { KnownIssuer } from "../../../src/core/linting/issuer-traits.ts";
import { lintMapping, lintProvider, type Repairable } from "../../../src/core/linting/lint.ts";
import { repaired } from "../../../src/core/linting/repair.ts";
import type { Claims, JsonObject, Mapping, MappingDraft, ProviderDraft } from "../../../src/core/terms.ts";
import {
  adminGrant,
  mappingDraft,
  mappingOf,
  providerDraft,
  ruleOf,
  sharedIssuer,
  unknownIssuer,
} from "../samples.ts";
import { clause, clausesOf, granting, named, pinned, projects, roles, user } from "./drafts.ts";

const knowing: KnownIssuer = { ...sharedIssuer, knownClaims: ["sub", "repository", "ref", "repository_id"] };

/** The titles of a finding's repairs; each of them has been made, and the finding was gone. */
function titles<Draft>(
  draft: Draft,
  code: string,
  lint: (draft: Draft) => readonly Repairable<Draft>[],
): readonly string[] {
  const found = lint(draft).filter((finding) => finding.code === code);
  expect(found).not.toEqual([]);
  return found.flatMap(({ repairs = () => [] }) =>
    repairs().map((repair) => {
      const left = lint(repaired(draft, repair)).filter((finding) => finding.code === code);
      expect(left.length).toBeLessThan(found.length);
      return repair.title;
    }),
  );
}

describe("a finding about a provider is mended by", () => {
  it.each<[string, Partial<ProviderDraft>, Partial<KnownIssuer>, readonly string[]]>([
    ["no_audience", { audience: null }, {}, ['Set the audience to "https://here.example"']],
    ["no_audience", { audience: null }, { fixedAudience: "api://x" }, ['Set the audience to "api://x"']],
    ["audience_never_sent", {}, { fixedAudience: "api://x" }, ['Set the audience to "api://x"']],
    ["plain_http_issuer", { issuerUrl: "http://i.example" }, {}, ['Write "https://i.example"']],
    ["issuer_never_sent", {}, { spelling: "https://other.example" }, ['Write "https://other.example"']],
    [
      "issuer_never_sent",
      { tokenIssuer: "https://i.example/" },
      { spelling: "https://i.example" },
      ['Write "https://i.example"'],
    ],
    [
      "reusable_tokens",
      {},
      { advisedReplay: { policy: { policy: "single_use", key: { kind: "jti" } }, why: "" } },
      ["Accept each token once"],
    ],
    ["unknown_project", { project: "shpo" }, {}, ['Write "shop"']],
    ["unknown_project", { project: "elsewhere" }, {}, []],
  ])("%s with %j: %j %j", (code, changes, traits, expected) => {
    const lint = (draft: ProviderDraft) =>
      lintProvider(draft, { ...unknownIssuer, ...traits }, projects, { ownUrl: "https://here.example" });
    expect(titles(providerDraft(changes), code, lint)).toEqual(expected);
  });
});

/** Lints beside others, with claims on trial. */
function lintWith({ sample, others = [] }: { sample?: Claims; others?: readonly Mapping[] }) {
  return (draft: MappingDraft) =>
    lintMapping(draft, {
      provider: providerDraft(),
      traits: knowing,
      others,
      ...projects,
      ...(sample !== undefined && { sample }),
    });
}

const sample: Claims = {
  sub: "repo:acme@12/app@34:ref:refs/heads/main",
  repository: "acme/app",
  repository_id: "34",
  owner: "acme",
  owner_id: "12",
  ref: "refs/heads/main",
};

const claims = (document: JsonObject) => mappingDraft(document);

describe("a finding about what a mapping demands is mended by", () => {
  const owner = ['Pin repository_id to "34"', 'Pin owner_id to "12"'];
  it.each<[string, MappingDraft, Claims | undefined, readonly string[]]>([
    ["empty_claims", claims({}), undefined, []],
    ["empty_claims", claims({}), sample, owner],
    ["caller_controlled_only", claims({ ref: "refs/heads/main" }), undefined, []],
    ["caller_controlled_only", claims({ ref: "refs/heads/main" }), sample, owner],
    ["owner_not_bound", claims({ visibility: "private" }), { ...sample, visibility: "private" }, owner],
    ["owner_not_bound", claims({ visibility: "public" }), sample, []],
    ["name_without_pin", claims({ repository: "acme/app" }), undefined, []],
    ["name_without_pin", claims({ repository: "acme/app" }), sample, ['Pin repository_id to "34"']],
    ["name_without_pin", claims({ repository: "acme/*" }), sample, owner],
    ["name_without_pin", claims({ repository: "rival/app" }), sample, []],
    [
      "single_subject_format",
      claims({ sub: "repo:acme/app:ref:refs/heads/main" }),
      { ...sample, sub: "repo:acme/app:ref:refs/heads/main" },
      ['Pin repository_id to "34"'],
    ],
    ["null_expected", claims({ ref: null, ...pinned }), undefined, ["Leave ref out"]],
    ["null_expected", claims({ ref: ["a", null], ...pinned }), undefined, ["Write ref without it"]],
    ["null_expected", claims({ ref: [null], ...pinned }), undefined, ["Leave ref out"]],
    ["null_expected", claims({ repository_id: null }), undefined, []],
    [
      "null_expected",
      claims({ ref: null, ...pinned }),
      sample,
      ['Pin ref to "refs/heads/main"', "Leave ref out"],
    ],
    ["nothing_expected", claims({ ref: [], ...pinned }), undefined, ["Leave ref out"]],
    ["any_object", claims({ repository: {}, ...pinned }), undefined, ["Leave repository out"]],
    ["wildcard_only", claims({ ref: "*", ...pinned }), undefined, ["Leave ref out"]],
    ["wildcard_only", claims({ ref: ["*", "a"], ...pinned }), undefined, ["Write ref without it"]],
    ["wildcard_only", claims({ repository_id: "*" }), sample, ['Pin repository_id to "34"']],
    ["wildcard_before_separator", claims({ sub: "repo:*" }), undefined, []],
    ["wildcard_before_separator", claims({ sub: "repo:*" }), sample, [`Pin sub to "${sample["sub"]}"`]],
    ["wildcard_before_separator", claims({ ref: "re*", ...pinned }), undefined, []],
    ["open_name_prefix", claims({ sub: "repo:acme*" }), undefined, ['Write "repo:acme/*"']],
    ["open_name_prefix", claims({ sub: "repo:acme/app*" }), undefined, ['Write "repo:acme/app:*"']],
    ["open_name_prefix", claims({ repository: "acme*" }), undefined, ['Write "acme/*"', 'Write "acme"']],
    ["open_name_prefix", claims({ sub: "repo:acme-*" }), undefined, []],
    [
      "unanchored_regex",
      clausesOf(clause("ref", { kind: "is", matcher: { kind: "regex", source: "a|b" } })),
      undefined,
      ['Write "^(?:a|b)$"'],
    ],
    [
      "unanchored_regex",
      clausesOf(clause("ref", { kind: "any_of", matchers: [{ kind: "regex", source: "^a\\$" }] })),
      undefined,
      [String.raw`Write "^(?:a\$)$"`],
    ],
    ["unknown_claim", claims({ repositry: "acme/app" }), undefined, ['Write "repository" for "repositry"']],
    ["unknown_claim", claims({ repositry: "a", repository: "a" }), undefined, []],
    ["unknown_claim", claims({ colour: "red" }), undefined, []],
    ["not_filled_in", claims({ repository_id: "<number>" }), undefined, []],
    ["not_filled_in", claims({ repository_id: "<number>" }), sample, ['Pin repository_id to "34"']],
    [
      "unanchored_filter",
      clausesOf(clause("ref", { kind: "keep", matchers: [{ kind: "regex", source: "^a" }] })),
      undefined,
      ['Write "^(?:a)$"'],
    ],
    [
      "separator_in_value",
      clausesOf(
        clause("ref", { kind: "any_of", matchers: [{ kind: "equals", value: "a;b" }] }, { separator: ";" }),
      ),
      undefined,
      ['Write "a" and "b"'],
    ],
    [
      "printed_otherwise",
      clausesOf(
        clause(
          "x",
          { kind: "any_of", matchers: [{ kind: "equals", value: true }] },
          { aliases: [{ path: ["ref"], folded: false, printed: true }] },
        ),
      ),
      undefined,
      ['Write "1"'],
    ],
    [
      "absent_is_not_excluded",
      clausesOf(clause("ref", { kind: "none_of", matchers: [{ kind: "equals", value: "a" }] })),
      undefined,
      [],
    ],
  ])("%s in %#", (code, draft, given, expected) => {
    expect(titles(draft, code, lintWith(given === undefined ? {} : { sample: given }))).toEqual(expected);
  });
});

describe("a finding about what a mapping grants is mended by", () => {
  it.each<[string, MappingDraft, readonly string[]]>([
    ["long_lifetime", granting({}, { lifetimeSeconds: 7_200 }), ["Set the lifetime to 1 hour"]],
    [
      "broad_admin",
      mappingDraft({}, { rules: [ruleOf({ ref: "a" }, adminGrant)] }),
      ["Take the administrator's rights away"],
    ],
    [
      "split_at_commas",
      granting({
        groups: [{ kind: "each", names: { kind: "pattern", pattern: "{{groups}}" }, domain: null }],
      }),
      [],
    ],
    ["every_audience", granting({}, { audience: ["*@*"] }), []],
    ["grants_nothing", granting({}), []],
    ["literal_braces", granting({ groups: [named("a-{{ref}}")] }), ["Write it as groups_pattern"]],
    ["literal_braces", granting({ user: user("{{ref}}") }), ["Write it as user_pattern"]],
    ["not_filled_in", granting({ groups: [named("<team>"), named("a")] }), ['Leave "<team>" out']],
    ["not_filled_in", granting({ user: user("<name>") }), []],
    ["not_filled_in", granting({}, { audience: ["<service>"] }), ['Leave "<service>" out']],
    ["unknown_project", granting(roles("shpo", "Driver")), ['Write "shop"']],
    ["unknown_project", granting({}, { project: "shpo" }), ['Write "shop"']],
    ["unknown_project", granting(roles("elsewhere", "Driver")), []],
    ["unknown_role", granting(roles("shop", "Drivr")), ['Write "Driver"']],
    ["unknown_role", granting(roles("shop", "Owner")), []],
    [
      "no_list",
      granting({
        groups: [{ kind: "described", groups: { kind: "placeholders", text: "[a, b]" }, domain: null }],
      }),
      ['Write "a" and "b"'],
    ],
    ["no_list", granting({ groups: [{ kind: "each_id", ids: { kind: "placeholders", text: "[{0}" } }] }), []],
    [
      "groups_without_domain",
      granting({
        groups: [{ kind: "described", groups: { kind: "placeholders", text: "a" }, domain: null }],
      }),
      [],
    ],
    ["no_user_named", granting({}, { entry: { kind: "protocol", protocol: "openid" } }), []],
    [
      "projects_not_united",
      mappingDraft(
        {},
        { rules: ["a", "b"].map((ref) => ruleOf({ ref }, { ...adminGrant, ...roles("shop", "Driver") })) },
      ),
      [],
    ],
  ])("%s in %#", (code, draft, expected) => {
    expect(titles(draft, code, lintWith({}))).toEqual(expected);
  });
});

describe("a mapping that another keeps from winning is put", () => {
  const weak = { sub: "repo:acme@12/app@34:x", ...pinned };
  const other = (document: JsonObject, priority: number, name = `unlike-${priority}`) =>
    mappingOf(document, { name, priority });
  it.each<[string, JsonObject, number, readonly Mapping[], readonly string[]]>([
    ["never_wins", weak, 9, [other(pinned, 5)], ["Set the priority to 5"]],
    ["never_wins", pinned, 9, [other(pinned, 5, "first")], ["Set the priority to 4"]],
    ["never_wins", weak, 9, [other(pinned, 3), other(pinned, 5)], ["Set the priority to 3"]],
    ["never_wins", pinned, 9, [other(pinned, 1, "first")], []],
    ["never_wins", weak, 9, [other(pinned, 1)], ["Set the priority to 1"]],
    ["never_wins", weak, 9, [other(pinned, 5), other(weak, 5, "first")], ["Set the priority to 4"]],
    ["shadows_another", pinned, 1, [other(weak, 2_147_483_647)], ["Set the priority to 2147483647"]],
    ["shadows_another", pinned, 1, [other(weak, 5), other(pinned, 5, "unlike")], ["Set the priority to 6"]],
    ["shadows_another", pinned, 1, [other(weak, 5)], ["Set the priority to 5"]],
    ["shadows_another", pinned, 1, [other(pinned, 5), other(pinned, 8)], ["Set the priority to 9"]],
    ["shadows_another", pinned, 1, [other(pinned, 2_147_483_647)], []],
  ])("%s: %j at %d", (code, document, priority, others, expected) => {
    const draft = mappingDraft(document, { priority });
    expect(titles(draft, code, lintWith({ others }))).toEqual(expected);
  });
});
