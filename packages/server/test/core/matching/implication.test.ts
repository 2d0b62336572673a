import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileClause } from "../../../src/core/matching/clause.ts";
import type { Effort } from "../../../src/core/matching/effort.ts";
import { covering, fits, implies as impliesWithin, noRegex } from "../../../src/core/matching/implication.ts";
import type { Clause, ClauseTest, JsonValue, Matcher } from "../../../src/core/terms.ts";

const run = { seed: 20260101, numRuns: 2_000 };

const word = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 4 });
const glob = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 5 });
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  word.map((value): Matcher => ({ kind: "equals", value })),
  fc.constantFrom<Matcher>({ kind: "equals", value: 1 }, { kind: "equals", value: true }),
  glob.map((pattern): Matcher => ({ kind: "glob", pattern })),
);
const matchers = fc.array(matcher, { minLength: 1, maxLength: 3 });
const test: fc.Arbitrary<ClauseTest> = fc.oneof(
  matcher.map((one): ClauseTest => ({ kind: "is", matcher: one })),
  matchers.map((many): ClauseTest => ({ kind: "any_of", matchers: many })),
  matchers.map((many): ClauseTest => ({ kind: "none_of", matchers: many })),
  fc.constant<ClauseTest>({ kind: "present" }),
);
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(word, fc.constantFrom<JsonValue>(1, true, null));
const presented: fc.Arbitrary<JsonValue> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const clauseOf = (one: ClauseTest): Clause => ({ path: ["x"], test: one });
const enough = (): Effort => ({ left: Number.POSITIVE_INFINITY });
const implies = (given: readonly Clause[], demanded: readonly Clause[]) =>
  impliesWithin(given, demanded, enough());

describe("implication", () => {
  it("is sound: a value that satisfies the narrow clause satisfies the wide one", () => {
    fc.assert(
      fc.property(test, test, presented, (narrow, wide, value) => {
        fc.pre(implies([clauseOf(narrow)], [clauseOf(wide)]));
        fc.pre(compileClause(clauseOf(narrow), noRegex).holds(value, enough()));
        return compileClause(clauseOf(wide), noRegex).holds(value, enough());
      }),
      { ...run, maxSkipsPerRun: 1_000 },
    );
  });

  it("holds of every clause and itself", () => {
    fc.assert(
      fc.property(test, (one) => {
        const nullOnly = JSON.stringify(one).includes("null");
        return nullOnly || implies([clauseOf(one)], [clauseOf(one)]);
      }),
      run,
    );
  });

  it.each([
    [{ kind: "glob", pattern: "refs/*" }, { kind: "equals", value: "refs/heads/main" }, true],
    [{ kind: "glob", pattern: "refs/*" }, { kind: "glob", pattern: "refs/heads/*" }, true],
    [{ kind: "glob", pattern: "refs/heads/*" }, { kind: "glob", pattern: "refs/*" }, false],
    [{ kind: "glob", pattern: "a*c" }, { kind: "glob", pattern: "ab*bc" }, true],
    [{ kind: "equals", value: "1" }, { kind: "equals", value: 1 }, false],
    [{ kind: "subset", value: { a: 1 } }, { kind: "subset", value: { a: 1, b: 2 } }, true],
    [{ kind: "subset", value: { a: 1, b: 2 } }, { kind: "subset", value: { a: 1 } }, false],
    [{ kind: "regex", source: "a" }, { kind: "regex", source: "a" }, true],
    [{ kind: "regex", source: "a" }, { kind: "equals", value: "a" }, false],
    [{ kind: "regex", source: "a" }, { kind: "regex", source: "b" }, false],
    [{ kind: "equals", value: "a" }, { kind: "regex", source: "a" }, false],
    [{ kind: "equals", value: "a*" }, { kind: "glob", pattern: "a*" }, false],
    [{ kind: "equals", value: null }, { kind: "equals", value: null }, false],
    [{ kind: "glob", pattern: "*" }, { kind: "subset", value: {} }, false],
  ] satisfies [Matcher, Matcher, boolean][])("%j covers %j: %s", (wide, narrow, expected) => {
    expect(covering([wide], enough())(narrow)).toBe(expected);
  });

  it("needs every demand to be met, each by some condition", () => {
    const demand = (name: string): Clause => ({ path: [name], test: { kind: "present" } });
    expect(implies([demand("a"), demand("b")], [demand("b"), demand("a")])).toBe(true);
    expect(implies([demand("a")], [demand("a"), demand("b")])).toBe(false);
  });

  it("knows that any condition on a claim implies that it is there", () => {
    for (const kind of ["keep", "drop"] as const) {
      expect(implies([clauseOf({ kind: "present" })], [clauseOf({ kind, matchers: [] })])).toBe(true);
    }
  });

  it("knows that one value is one of several", () => {
    const a: Matcher = { kind: "equals", value: "a" };
    const b: Matcher = { kind: "equals", value: "b" };
    const given = clauseOf({ kind: "is", matcher: a });
    expect(implies([given], [clauseOf({ kind: "any_of", matchers: [b, a] })])).toBe(true);
    expect(implies([given], [clauseOf({ kind: "any_of", matchers: [b] })])).toBe(false);
  });

  it("needs every value to be among those of the other list", () => {
    const a: Matcher = { kind: "equals", value: "a" };
    const b: Matcher = { kind: "equals", value: "b" };
    const listing = (kind: "any_of" | "none_of", ...matchers: Matcher[]) => clauseOf({ kind, matchers });
    expect(implies([listing("any_of", a)], [listing("any_of", a, b)])).toBe(true);
    expect(implies([listing("any_of", a, b)], [listing("any_of", a)])).toBe(false);
    expect(implies([listing("none_of", a, b)], [listing("none_of", a)])).toBe(true);
    expect(implies([listing("none_of", a)], [listing("none_of", a, b)])).toBe(false);
  });

  it("knows that a claim under another path is another claim", () => {
    const narrow: Clause = { path: ["a", "x"], test: { kind: "present" } };
    expect(implies([narrow], [clauseOf({ kind: "present" })])).toBe(false);
  });

  it("knows that a list never satisfies a demand for one value", () => {
    const one: Matcher = { kind: "equals", value: "a" };
    const anyOf = clauseOf({ kind: "any_of", matchers: [one] });
    expect(implies([anyOf], [clauseOf({ kind: "is", matcher: one })])).toBe(false);
  });

  it("finds what is written out alike without trying it, however long the lists are", () => {
    const patterns = Array.from(
      { length: 1_000 },
      (_, index): Matcher => ({ kind: "glob", pattern: `a*${index}` }),
    );
    const reversed = clauseOf({ kind: "any_of", matchers: patterns.toReversed() });
    const effort = { left: 3_000 };
    expect(impliesWithin([clauseOf({ kind: "any_of", matchers: patterns })], [reversed], effort)).toBe(true);
  });

  it("gives up, and says no, when it has compared as much as it may", () => {
    const patterns = (name: string) =>
      Array.from({ length: 1_000 }, (_, index): Matcher => ({ kind: "glob", pattern: `${name}*${index}` }));
    const narrow = clauseOf({ kind: "any_of", matchers: [{ kind: "glob", pattern: "b*" }] });
    const wide = clauseOf({ kind: "any_of", matchers: [...patterns("a"), { kind: "glob", pattern: "*" }] });
    const effort = { left: 5_000 };
    expect(implies([narrow], [wide])).toBe(true);
    expect(impliesWithin([narrow], [wide], effort)).toBe(false);
    expect(effort.left).toBe(0);
  });

  it("says no with anything less than comparing takes", () => {
    const wide: Matcher = { kind: "glob", pattern: "a*" };
    const covers = (left: number) => covering([wide], { left })({ kind: "equals", value: "ab" });
    // One step to look at the glob, one for the value, ten to make the glob ready, two to compare.
    const within = Array.from({ length: 15 }, (_, index) => covers(index + 1));
    expect(within).toEqual([...Array.from({ length: 14 }, () => false), true]);
  });

  it.each<[number, string, Matcher, readonly string[]]>([
    [1, "nothing", { kind: "glob", pattern: "a*" }, []],
    [1 + 10 + 3, "a glob and a text", { kind: "glob", pattern: "a*" }, ["b"]],
    [1 + 10 + 3 + 3, "the same glob and two texts", { kind: "glob", pattern: "a*" }, ["b", "c"]],
    [1 + 20 + 4, "a glob of 64 characters", { kind: "glob", pattern: `${"a".repeat(63)}*` }, ["b"]],
    [1 + 10 + 4, "a text of 64 characters", { kind: "glob", pattern: "a*" }, ["b".repeat(64)]],
  ])("takes %i comparisons for %s", (comparisons, _, wide, values) => {
    const effort = { left: 1_000 };
    const covers = covering([wide], effort);
    for (const value of values) covers({ kind: "equals", value });
    expect(1_000 - effort.left).toBe(comparisons);
  });

  it("never tries a regular expression", () => {
    expect(fits({ kind: "regex", source: "a" }, "a")).toBe(false);
  });
});
