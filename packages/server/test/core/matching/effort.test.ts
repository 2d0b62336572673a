import { describe, expect, it } from "vitest";
import { type CompileRegex, compileClause } from "../../../src/core/matching/clause.ts";
import { type Effort, spend } from "../../../src/core/matching/effort.ts";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { emptyMappingIndex } from "../../../src/core/matching/mapping-index.ts";
import {
  isUsedUp,
  presentedBy,
  stepsPerQuestion,
  stepsPerToken,
} from "../../../src/core/matching/presented.ts";
import { accept } from "../../../src/core/refusal.ts";
import type { ClauseTest, JsonObject, JsonValue, Matcher, Rule } from "../../../src/core/terms.ts";
import { mappingOf, ruleOf } from "../samples.ts";

const enough = 1_000_000;
/** Every expression takes three steps for a character. */
const compileRegex: CompileRegex = () => accept({ size: 3, matches: () => false });

/** How much of the effort the work spends. */
function spentBy(work: (effort: Effort) => unknown): number {
  const effort = { left: enough };
  work(effort);
  return enough - effort.left;
}

const clauseOf = (test: ClauseTest) => compileClause({ path: ["c"], test }, compileRegex);
const equals = (value: string): Matcher => ({ kind: "equals", value });
const glob = (pattern: string): Matcher => ({ kind: "glob", pattern });
const regex = (source: string): Matcher => ({ kind: "regex", source });
const globs = (count: number) => Array.from({ length: count }, (_, number) => glob(`x${number}*`));

describe("effort", () => {
  it("is ten times as much for what people ask about all mappings as for one token", () => {
    expect([stepsPerToken, stepsPerQuestion]).toEqual([10_000_000, 100_000_000]);
  });

  it("is left until all of it is spent", () => {
    const effort = { left: 3 };
    expect([spend(effort, 2), effort.left]).toEqual([true, 1]);
    expect([spend(effort, 1), effort.left]).toEqual([false, 0]);
  });

  it("is gone when more is wanted than there is, and nothing is left for what takes less", () => {
    const effort = { left: 3 };
    expect([spend(effort, 4), effort.left]).toEqual([false, 0]);
    expect(spend(effort, 0)).toBe(false);
  });

  it("is ten million steps for one token, and used up only when none is left", () => {
    expect(presentedBy({}).effort.left).toBe(10_000_000);
    expect(isUsedUp(presentedBy({}, null, 1))).toBe(false);
    expect(isUsedUp(presentedBy({}, null, 0))).toBe(true);
  });
});

describe("judging a clause", () => {
  const list = ["r", "s", "t"];

  it.each<[number, string, ClauseTest, JsonValue]>([
    [0, "one value and a text", { kind: "is", matcher: equals("a") }, "b"],
    [0, "nothing but that there is a claim", { kind: "present" }, list],
    [4, "one value and a text that may be a list", { kind: "any_of", matchers: [equals("a")] }, "b"],
    [12, "one value and a list of three", { kind: "any_of", matchers: [equals("a")] }, list],
    [12, "one that is excluded", { kind: "none_of", matchers: [equals("a")] }, list],
    [15, "two values and a list of three", { kind: "any_of", matchers: [equals("a"), equals("b")] }, list],
    [3, "a glob and a short text", { kind: "is", matcher: glob("x*") }, "1234567"],
    [5, "a glob and a text of sixteen characters", { kind: "is", matcher: glob("x*") }, "1234567812345678"],
    [1, "a glob and a number", { kind: "is", matcher: glob("x*") }, 7],
    [4 + 1 + 7 * 2, "seven globs and a short text", { kind: "any_of", matchers: globs(7) }, "b"],
    [4 + 2 + 8 * 2, "eight globs and a short text", { kind: "any_of", matchers: globs(8) }, "b"],
    [5_101 + 1 + 50 + 6, "an expression and a text", { kind: "is", matcher: regex("a") }, "bc"],
    [5_101 + 1, "an expression and a number", { kind: "is", matcher: regex("a") }, 7],
    [
      4 + 2 * 5_101 + 1 + 2 * 56,
      "two expressions and a text",
      { kind: "any_of", matchers: [regex("a"), regex("b")] },
      "bc",
    ],
    [
      1 + 1 + 2,
      "an object whose text has sixteen characters",
      { kind: "is", matcher: { kind: "subset", value: { abcd: "12345678" } } },
      {},
    ],
    [1, "an object and a text", { kind: "is", matcher: { kind: "subset", value: {} } }, "b"],
  ])("takes %i steps: %s", (steps, _, test, presented) => {
    expect(spentBy((effort) => clauseOf(test).holds(presented, effort))).toBe(steps);
  });

  it.each<[number, string, ClauseTest, JsonValue]>([
    [4, "a text", { kind: "present" }, "b"],
    [12, "a list of three", { kind: "present" }, list],
    [12, "those of three that are kept", { kind: "keep", matchers: [equals("a")] }, list],
    [12, "those of three that are not dropped", { kind: "drop", matchers: [equals("a")] }, list],
    [12 + 3 * 3, "those of three that a glob keeps", { kind: "keep", matchers: [glob("x*")] }, list],
  ])("takes %i steps to collect %s", (steps, _, test, presented) => {
    expect(spentBy((effort) => clauseOf(test).placeholder?.(presented, effort))).toBe(steps);
  });
});

describe("judging a mapping", () => {
  function stepsFor(rules: readonly Rule[], claims: JsonObject = {}): number {
    const presented = presentedBy(claims, null, enough);
    judgeMapping(compileMapping(mappingOf({}, { rules }), compileRegex), presented);
    return enough - presented.effort.left;
  }

  it("takes a step for each rule and each of its clauses, and one for each claim that is read", () => {
    expect(stepsFor([ruleOf({})])).toBe(1);
    expect(stepsFor([ruleOf({ a: "1", b: "2" })])).toBe(3 + 1);
    expect(stepsFor([ruleOf({ a: "1", b: "2" })], { a: "1", b: "2" })).toBe(3 + 2);
    expect(stepsFor([ruleOf({ a: "1" }), ruleOf({ a: "1", b: "2" })])).toBe(3 + 4);
  });

  it("takes nothing for a rule that is idle", () => {
    expect(stepsFor([{ ...ruleOf({ a: "1" }), idle: true }])).toBe(0);
  });
});

describe("looking up mappings", () => {
  it("takes a step for each that stands where the token is looked up", () => {
    const index = ["x", "y", "z"].reduce(
      (all, name) =>
        all.with(compileMapping(mappingOf({ sub: name === "z" ? "b" : "a" }, { name }), compileRegex)),
      emptyMappingIndex(),
    );
    const presented = presentedBy({ sub: "a" }, null, enough);
    expect(index.candidates(presented).size).toBe(2);
    expect(presented.effort.left).toBe(enough - 2);
  });
});
