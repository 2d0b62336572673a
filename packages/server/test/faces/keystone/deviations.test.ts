import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";
import { type KeystoneCase, outcomeHere } from "./keystone-case.ts";
import { deviationOf, deviations } from "./keystone-deviations.ts";
import { ruleWith } from "./rules.ts";

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
  ["braces that are no placeholder", ruleWith([name], { user: { name: "{0[0]}" } }), { name: "ab" }, null],
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
      schema_version: "1.0",
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
