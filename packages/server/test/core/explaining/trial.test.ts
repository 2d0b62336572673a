import { describe, expect, it } from "vitest";
import type { Claims, JsonObject, Mapping } from "../../../src/core/terms.ts";
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
