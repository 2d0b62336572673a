import { describe, expect, it } from "vitest";
import { isExact, matchersOf, textOf, textsOf } from "../../../src/core/matching/accepted.ts";
import type { ClauseTest, JsonPrimitive, Matcher } from "../../../src/core/terms.ts";

const equals = (value: JsonPrimitive): Matcher => ({ kind: "equals", value });
const glob: Matcher = { kind: "glob", pattern: "a*" };
const regex: Matcher = { kind: "regex", source: "a" };
const subset: Matcher = { kind: "subset", value: { a: "b" } };
const clauseOf = (test: ClauseTest) => ({ path: ["c"], test });
const anyOf = (...matchers: readonly Matcher[]) => clauseOf({ kind: "any_of", matchers });

describe("what a clause accepts", () => {
  it("is its one value, or those of its list", () => {
    expect(matchersOf({ kind: "is", matcher: glob })).toEqual([glob]);
    expect(matchersOf({ kind: "any_of", matchers: [glob, regex] })).toEqual([glob, regex]);
  });

  it.each<ClauseTest>([
    { kind: "none_of", matchers: [glob] },
    { kind: "keep", matchers: [glob] },
    { kind: "drop", matchers: [glob] },
    { kind: "present" },
  ])("is nothing where it only excludes or collects: %j", (test) => {
    expect(matchersOf(test)).toEqual([]);
    expect(isExact(clauseOf(test))).toBe(false);
  });

  it("has a text where it is a string or a glob", () => {
    expect([equals("a"), glob, equals(1), equals(null), regex, subset].map(textOf)).toEqual([
      "a",
      "a*",
      null,
      null,
      null,
      null,
    ]);
    expect(textsOf(anyOf(equals("a"), regex, equals(1), equals(""), glob))).toEqual(["a", "", "a*"]);
  });

  it("is written out where every one of it is a value", () => {
    expect(isExact(clauseOf({ kind: "is", matcher: equals("a") }))).toBe(true);
    expect(isExact(anyOf(equals("a"), equals(1), equals(false)))).toBe(true);
  });

  it.each<readonly Matcher[]>([[glob], [regex], [subset], [equals(null)], [equals("a"), glob], []])(
    "is not written out where one of it is none, or there is nothing: %j",
    (...matchers) => {
      expect(isExact(anyOf(...matchers))).toBe(false);
    },
  );
});
