import { describe, expect, it } from "vitest";
import { isStoredAlike, sameJson, withoutUndefined } from "../../src/core/json.ts";
import type { JsonValue } from "../../src/core/terms.ts";

describe("two JSON values", () => {
  it.each<[JsonValue, JsonValue]>([
    ["a", "a"],
    [null, null],
    [[], []],
    [
      [1, ["a"]],
      [1, ["a"]],
    ],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
  ])("are the same: %j and %j", (one, other) => {
    expect(sameJson(one, other)).toBe(true);
    expect(sameJson(other, one)).toBe(true);
  });

  it.each<[JsonValue, JsonValue]>([
    [1, "1"],
    [[], {}],
    [[], ""],
    [[], [1]],
    [[null], []],
    [
      [1, 2],
      [1, 3],
    ],
    [{}, null],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ toString: 1 }, { a: 1 }],
  ])("are not the same: %j and %j", (one, other) => {
    expect(sameJson(one, other)).toBe(false);
    expect(sameJson(other, one)).toBe(false);
  });
});

describe("two things that code writes", () => {
  it.each<[unknown, unknown]>([
    [
      { a: 1, b: { c: [2], d: null } },
      { b: { d: null, c: [2] }, a: 1 },
    ],
    [
      { b: 1, a: 2, c: 3 },
      { c: 3, b: 1, a: 2 },
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
  ])("are stored alike: %j and %j", (one, other) => {
    expect(isStoredAlike(one, other)).toBe(true);
    expect(isStoredAlike(other, one)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [1, 2],
    ["a", "b"],
    [true, false],
    [null, {}],
    [null, undefined],
    [
      [1, 2],
      [2, 1],
    ],
    [["a"], { 0: "a" }],
    [{ a: 1 }, { a: "1" }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{ a: 1 }, { a: 1, b: null }],
  ])("are not stored alike: %j and %j", (one, other) => {
    expect(isStoredAlike(one, other)).toBe(false);
    expect(isStoredAlike(other, one)).toBe(false);
  });
});

describe("an object without what is undefined", () => {
  it("has no such member at any depth, and keeps everything else", () => {
    const written = {
      a: undefined,
      b: null,
      c: "",
      d: { e: undefined, f: 0 },
      g: [{ h: undefined }, false, null],
    };
    expect(withoutUndefined(written)).toStrictEqual({
      b: null,
      c: "",
      d: { f: 0 },
      g: [{}, false, null],
    });
  });

  it("has null for an undefined element, as JSON does", () => {
    expect(withoutUndefined({ a: [undefined, 1] })).toStrictEqual({ a: [null, 1] });
  });
});
