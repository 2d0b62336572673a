import { describe, expect, it } from "vitest";
import { attemptMapping, expectation, trialOf } from "../../../src/core/explaining/trial.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { compileMapping } from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import type { Claims, ClauseTest, JsonPrimitive, Mapping } from "../../../src/core/terms.ts";
import { ruleOf } from "../samples.ts";
import { named, trialsOf } from "./tried.ts";

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

  it("follows the first of the rules of which as many clauses held", () => {
    const mapping = named("m", {}, { rules: [ruleOf({ a: "1", b: "1" }), ruleOf({ c: "1", d: "1" })] });
    expect(only(mapping, { a: "1", c: "1" })?.failed?.claim).toBe("b");
  });

  it("follows no rule that is idle", () => {
    const idle = { ...ruleOf({ c: "1" }), idle: true } as const;
    const mapping = named("m", {}, { rules: [ruleOf({ a: "1" }), idle] });
    expect(only(mapping, { c: "1" })).toMatchObject({ matched: false, failed: { claim: "a" } });
  });

  it("shows at most 50 clauses of a rule, held or not", () => {
    const rule = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, "1"]));
    const clauses = only(named("m", rule), { c0: "1" })?.clauses;
    expect(clauses).toHaveLength(50);
    expect(clauses?.map(({ held }) => held).slice(0, 2)).toEqual([true, false]);
  });

  it("has no clauses until it is read closely", () => {
    const presented = presentedBy({});
    const attempt = attemptMapping(compileMapping(named("m", { a: "1" }), noRegex), presented);
    expect(trialOf(attempt, presented).clauses).toEqual([]);
  });

  it("says whose mapping it is, and when it is judged", () => {
    expect(only(named("m", {}, { priority: 7 }), {})).toMatchObject({
      mappingId: "id-m",
      mapping: "m",
      project: null,
      priority: 7,
    });
  });

  it("has matched when one rule matched", () => {
    const mapping = named("m", {}, { rules: [ruleOf({ a: "1" }), ruleOf({ c: "1" })] });
    expect(only(mapping, { c: "1" })).toMatchObject({ matched: true, failed: null });
  });

  it("has matched although more clauses of another rule held", () => {
    const rules = [ruleOf({ c: "1" }), ruleOf({ a: "1", b: "1", x: "1" })];
    expect(only(named("m", {}, { rules }), { a: "1", b: "1", c: "1" })).toMatchObject({
      matched: true,
      clausesHeld: 1,
    });
  });

  it("has not matched when there is no rule", () => {
    expect(only(named("m", {}, { rules: [] }), {})).toMatchObject({ matched: false, failed: null });
  });

  const equals = (value: JsonPrimitive) => ({ kind: "equals", value }) as const;
  const two = [equals("x"), equals(5)];

  it.each<[ClauseTest, string]>([
    [{ kind: "is", matcher: equals(5) }, "5"],
    [{ kind: "is", matcher: equals(null) }, "null, which never matches"],
    [{ kind: "is", matcher: { kind: "glob", pattern: "x/*" } }, '"x/*"'],
    [
      { kind: "is", matcher: { kind: "regex", source: "^x" } },
      'a value in which the regular expression "^x" is found',
    ],
    [{ kind: "is", matcher: { kind: "subset", value: { a: 1 } } }, 'an object with at least {"a":1}'],
    [{ kind: "any_of", matchers: two }, 'one of "x", 5'],
    [{ kind: "any_of", matchers: [] }, "nothing, which never holds"],
    [{ kind: "none_of", matchers: two }, 'none of "x", 5'],
    [{ kind: "present" }, "any value"],
    [{ kind: "keep", matchers: two }, 'any value, of which is kept what is one of "x", 5'],
    [{ kind: "keep", matchers: [] }, "any value, of which is kept what is one of none"],
    [{ kind: "drop", matchers: two }, 'any value, of which is dropped what is one of "x", 5'],
    [
      { kind: "any_of", matchers: Array.from({ length: 10 }, (_, index) => equals(index)) },
      "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    ],
    [
      { kind: "any_of", matchers: Array.from({ length: 11 }, (_, index) => equals(index)) },
      "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more",
    ],
    [{ kind: "any_of", matchers: [equals("x".repeat(121))] }, `one of "${"x".repeat(119)}…"`],
  ])("words the expectation of %j", (test, expected) => {
    expect(expectation(test)).toBe(expected);
  });
});
