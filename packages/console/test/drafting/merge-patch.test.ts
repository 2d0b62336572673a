import { describe, expect, it } from "vitest";
import { applyMergePatch } from "../../src/drafting/json/merge-patch.ts";

/** The table of RFC 7396, appendix A. */
const appendixA = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
] as const;

describe("a merge patch", () => {
  it.each(appendixA)("on %j, %j makes %j", (target, patch, result) => {
    expect(applyMergePatch(target, patch)).toEqual(result);
  });

  it("leaves members in their places, and takes __proto__ for a name like any other", () => {
    const target = JSON.parse('{ "a": 1, "__proto__": 2, "b": 3 }');
    const patched = applyMergePatch(target, JSON.parse('{ "a": 4, "__proto__": 5 }'));
    expect(JSON.stringify(patched)).toBe('{"a":4,"__proto__":5,"b":3}');
  });
});
