import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";
import { type KeystoneCase, outcomeHere } from "./keystone-case.ts";
import { deviationOf, deviations } from "./keystone-deviations.ts";
import { complaintAbout, ruleWith } from "./rules.ts";
import { schemaDeviationOf, schemaDeviations } from "./schema-deviations.ts";

const name = { type: "name" };
const user = { user: { name: "{0}" } };
const groups = { type: "groups" };
const inDomain = { groups: "{1}", domain: { id: "d" } };
const described = 'JSON:{"name":"g","domain":{"id":"other"}}';

/** Of each reason one mapping, one assertion, and the words of the reason. */
const examples: readonly (readonly [string, JsonValue, JsonObject, string | null])[] = [
  ["a claim that is no text", ruleWith([name]), { name: 42 }, "42"],
  [
    "a claim under the name it has in a web server",
    ruleWith([{ type: "OIDC-name" }]),
    { name: "alice" },
    "alice",
  ],
  ["a claim that is one text", ruleWith([{ type: "sub" }]), { sub: "main;x" }, "main;x"],
  ["a name made of several values", ruleWith([name]), { name: "a;b" }, null],
  [
    "a claim that looks like a list",
    ruleWith([name, groups], user, inDomain),
    { name: "a", groups: "['b']" },
    "a",
  ],
  [
    "a group that has `name`",
    ruleWith([name, groups], user, inDomain),
    { name: "a", groups: "surname" },
    "a",
  ],
  [
    "a described group in another domain",
    ruleWith([name, groups], user, inDomain),
    { name: "a", groups: described },
    null,
  ],
  [
    "what the vendor's schema refuses too",
    ruleWith([name], { user: { type: "{0}" } }),
    { name: "local" },
    null,
  ],
  [
    "a list of projects that a later block replaces",
    ruleWith([name], { ...user, projects_json: "{0}" }, { projects: [] }),
    { name: "no list" },
    "no list",
  ],
  ["an empty `groups` without a domain", ruleWith([name], user, { groups: "" }), { name: "a" }, "a"],
  [
    "a project or a role without a name",
    ruleWith([name], user, { projects: [{ name: "p", roles: [{ name: "" }] }] }),
    { name: "a" },
    null,
  ],
  ["braces that are no placeholder", ruleWith([name], { user: { name: "{0[0]}" } }), { name: "ab" }, null],
  ["a name with a character that cannot be seen", ruleWith([name]), { name: "a\nb" }, null],
  [
    "a regular expression that RE2 reads otherwise",
    ruleWith([name, { ...groups, not_any_of: ["^\\w+$"], regex: true }]),
    { name: "a", groups: "Ärzte" },
    "a",
  ],
  [
    "a regular expression that takes more than linear time",
    ruleWith([{ ...name, any_one_of: ["(?!x)a"], regex: true }], { user: { name: "u" } }),
    { name: "a" },
    null,
  ],
];

describe("a case that differs from the vendor's", () => {
  it.each(examples)("has its reason: %s", (words, rules, assertion, who) => {
    const one: KeystoneCase = {
      name: words,
      schema_version: "3.0",
      rules,
      assertion,
      expected: { error: { exception: "" } },
    };
    expect(deviationOf(one)).toContain(words);
    expect(outcomeHere(one)?.user[0] ?? null).toBe(who);
  });

  it("has no other reason", () => {
    const reasons = Object.keys(deviations);
    expect(reasons.filter((reason) => !examples.some(([words]) => reason.startsWith(words)))).toEqual([]);
  });
});

/** Of each reason one mapping that the vendor's schema takes. */
const refused: Readonly<Record<string, JsonValue>> = {
  "a placeholder that no requirement fills": ruleWith([{ ...name, any_one_of: ["a"] }]),
  "braces that are no placeholder": ruleWith([name], { user: { name: "{email}" } }),
  "a regular expression that cannot be compiled": ruleWith([{ ...name, whitelist: ["("], regex: true }]),
  "a requirement that names no claim": ruleWith([{ type: "" }]),
  "a list or an object that a claim is compared with": ruleWith([name, { ...groups, any_one_of: [["a"]] }]),
  "a project or a role without a name": ruleWith([name], { projects: [{ name: "", roles: [] }] }),
  "a claim put into the JSON of a group": ruleWith([name], { groups: 'JSON:{{"name":"{0}"}}' }),
};

describe("a mapping that the vendor takes and this server refuses", () => {
  it.each(Object.keys(schemaDeviations))("has its reason: %s", (reason) => {
    const rules = refused[reason] ?? [];
    expect(schemaDeviationOf({ rules })).toBe(reason);
    expect(complaintAbout(rules)).not.toBeNull();
  });
});
