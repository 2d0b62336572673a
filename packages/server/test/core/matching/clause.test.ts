import { describe, expect, it } from "vitest";
import { memberAt } from "../../../src/core/json.ts";
import { compileClause } from "../../../src/core/matching/clause.ts";
import { unmetered } from "../../../src/core/matching/effort.ts";
import { refuse } from "../../../src/core/refusal.ts";
import type { ClauseTest, JsonObject, JsonPrimitive, JsonValue, Matcher } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";

const equals = (value: JsonPrimitive): Matcher => ({ kind: "equals", value });
const glob = (pattern: string): Matcher => ({ kind: "glob", pattern });
const regex = (source: string): Matcher => ({ kind: "regex", source });
const is = (matcher: Matcher): ClauseTest => ({ kind: "is", matcher });
const anyOf = (...matchers: Matcher[]): ClauseTest => ({ kind: "any_of", matchers });
const noneOf = (...matchers: Matcher[]): ClauseTest => ({ kind: "none_of", matchers });
const keep = (...matchers: Matcher[]): ClauseTest => ({ kind: "keep", matchers });
const drop = (...matchers: Matcher[]): ClauseTest => ({ kind: "drop", matchers });

function holds(test: ClauseTest, claims: JsonObject, path: readonly string[] = ["c"]): boolean {
  return compileClause({ path, test }, compileRegex).holds(memberAt(claims, path), unmetered());
}

function placeholder(test: ClauseTest, value: JsonValue): readonly JsonPrimitive[] | null {
  return compileClause({ path: ["c"], test }, compileRegex).placeholder?.(value, unmetered()) ?? null;
}

describe("is", () => {
  it.each<[JsonPrimitive, JsonValue, boolean]>([
    ["1001", "1001", true],
    ["1001", 1001, false],
    [1001, "1001", false],
    [1001, 1001, true],
    [true, true, true],
    [true, "true", false],
    [false, 0, false],
    ["", "", true],
    ["", false, false],
    ["a", "A", false],
  ])("demands %j of %j without coercion: %j", (expected, presented, outcome) => {
    expect(holds(is(equals(expected)), { c: presented })).toBe(outcome);
  });

  it.each([equals("a"), glob("*"), regex("a"), { kind: "subset", value: {} } as const])(
    "never matches an array, not even of one element: %j",
    (matcher) => {
      expect(holds(is(matcher), { c: ["a"] })).toBe(false);
    },
  );

  it("matches globs and expressions only against text", () => {
    expect(holds(is(glob("1*")), { c: "1001" })).toBe(true);
    expect(holds(is(glob("1*")), { c: 1001 })).toBe(false);
    expect(holds(is(regex("1")), { c: 1001 })).toBe(false);
    expect(holds(is(glob("*")), { c: { toString: "x" } })).toBe(false);
  });

  it("searches an expression unanchored", () => {
    expect(holds(is(regex("@x")), { c: "a@x.org" })).toBe(true);
    expect(holds(is(regex("^x")), { c: "a@x.org" })).toBe(false);
  });

  it("demands of an object at least the members of a subset", () => {
    const subset = is({ kind: "subset", value: { name: "x", deep: { n: 1 } } });
    expect(holds(subset, { c: { name: "x", deep: { n: 1, m: 2 }, other: true } })).toBe(true);
    expect(holds(subset, { c: { name: "x", deep: { m: 2 } } })).toBe(false);
    expect(holds(subset, { c: { name: "x" } })).toBe(false);
    expect(holds(subset, { c: "x" })).toBe(false);
  });

  it("finds no null that a subset expects", () => {
    const subset = is({ kind: "subset", value: { name: null } });
    expect(holds(subset, { c: { name: null } })).toBe(false);
    expect(holds(subset, { c: {} })).toBe(false);
  });

  it("compares arrays within a subset element by element", () => {
    const subset = is({ kind: "subset", value: { list: [1, { a: "b" }] } });
    expect(holds(subset, { c: { list: [1, { a: "b" }] } })).toBe(true);
    expect(holds(subset, { c: { list: [1, { a: "b", c: "d" }] } })).toBe(false);
    expect(holds(subset, { c: { list: [1] } })).toBe(false);
  });
});

describe("any_of", () => {
  it("matches a scalar claim or one element of an array", () => {
    expect(holds(anyOf(equals("a"), equals("b")), { c: "b" })).toBe(true);
    expect(holds(anyOf(equals("a"), equals("b")), { c: ["x", "b"] })).toBe(true);
    expect(holds(anyOf(equals("a"), equals("b")), { c: ["x"] })).toBe(false);
    expect(holds(anyOf(), { c: "a" })).toBe(false);
  });

  it("takes elements as they are: not trimmed, not split, not one level deeper", () => {
    expect(holds(anyOf(equals("admins")), { c: ["admins "] })).toBe(false);
    expect(holds(anyOf(equals("admins")), { c: "readers,admins" })).toBe(false);
    expect(holds(anyOf(equals("admins")), { c: [["admins"]] })).toBe(false);
  });

  it("keeps types apart among its plain values", () => {
    expect(holds(anyOf(equals(1), equals(true)), { c: ["1", "true"] })).toBe(false);
    expect(holds(anyOf(equals(1)), { c: [1] })).toBe(true);
  });
});

describe("none_of", () => {
  it("holds when no value matches", () => {
    expect(holds(noneOf(equals("a")), { c: ["b", "c"] })).toBe(true);
    expect(holds(noneOf(equals("a")), { c: ["b", "a"] })).toBe(false);
    expect(holds(noneOf(), { c: "a" })).toBe(true);
  });
});

describe("present", () => {
  it.each<[JsonValue]>([["a"], [""], [0], [false], [[]], [{}]])("holds for any value: %j", (value) => {
    expect(holds({ kind: "present" }, { c: value })).toBe(true);
  });
});

describe("placeholders", () => {
  it("holds every scalar value of a claim that must be present", () => {
    expect(placeholder({ kind: "present" }, "a")).toEqual(["a"]);
    expect(placeholder({ kind: "present" }, ["a", null, 1, ["x"], { y: 1 }, "a"])).toEqual(["a", 1, "a"]);
  });

  it("keeps or drops what matches, each value once, and may come out empty", () => {
    const claim = ["dev", "ops", "dev"];
    expect(placeholder(keep(equals("dev")), claim)).toEqual(["dev"]);
    expect(placeholder(drop(equals("dev")), claim)).toEqual(["ops"]);
    expect(placeholder(keep(), claim)).toEqual([]);
    expect(placeholder(drop(), claim)).toEqual(["dev", "ops"]);
    expect(placeholder(keep(regex("^d")), claim)).toEqual(["dev"]);
    expect(holds(keep(), { c: claim })).toBe(true);
    expect(holds(drop(), { c: claim })).toBe(true);
  });

  it("comes from no other kind of clause", () => {
    for (const test of [is(equals("a")), anyOf(equals("a")), noneOf()])
      expect(placeholder(test, "a")).toBeNull();
  });
});

describe("every kind of clause", () => {
  const kinds = [is(glob("*")), anyOf(glob("*")), noneOf(), { kind: "present" } as const, keep(), drop()];

  it.each(kinds)("is not satisfied by a missing claim: %j", (test) => {
    expect(holds(test, {})).toBe(false);
  });

  it.each([...kinds, is(equals(null)), anyOf(equals(null))])("is not satisfied by null: %j", (test) => {
    expect(holds(test, { c: null })).toBe(false);
  });

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "does not find the inherited member %j",
    (name) => {
      expect(holds({ kind: "present" }, {}, [name])).toBe(false);
      expect(holds({ kind: "present" }, { a: {} }, ["a", name])).toBe(false);
    },
  );

  it("reads an own member called __proto__ as a claim of that name and no other", () => {
    const claims: JsonObject = JSON.parse('{"__proto__":{"owner":"1001"}}');
    expect(holds(is(equals("1001")), claims, ["owner"])).toBe(false);
    expect(holds(is(equals("1001")), claims, ["__proto__", "owner"])).toBe(true);
  });

  it("walks through objects only, never into arrays or text", () => {
    expect(holds(is(equals("x")), { a: { b: "x" } }, ["a", "b"])).toBe(true);
    expect(holds(is(equals("x")), { a: ["x"] }, ["a", "0"])).toBe(false);
    expect(holds({ kind: "present" }, { a: "text" }, ["a", "length"])).toBe(false);
  });

  it.each([
    is(regex("(")),
    anyOf(equals("a"), regex("(")),
    noneOf(regex("(")),
    keep(regex("(")),
    drop(regex("(")),
  ])("holds for nothing when its expression cannot be compiled: %j", (test) => {
    const broken = compileClause({ path: ["c"], test }, () => refuse("request_malformed"));
    expect(broken.holds("a", unmetered())).toBe(false);
  });
});
