import { describe, expect, it } from "vitest";
import { exactValue, leavesOf } from "../../../src/core/suggesting/claim-leaves.ts";
import type { JsonObject, JsonValue } from "../../../src/core/terms.ts";

/** An object that holds an object, and so on, with a text at the end of a path of so many names. */
function nested(depth: number): JsonObject {
  return depth === 1 ? { n: "end" } : { n: nested(depth - 1) };
}

describe("the claims of a claim set", () => {
  it("are what stands at the end of each path, in order", () => {
    expect(leavesOf({ sub: "a", job: { name: "b", more: { n: 1 } }, last: false })).toEqual([
      { path: ["sub"], value: "a" },
      { path: ["job", "name"], value: "b" },
      { path: ["job", "more", "n"], value: 1 },
      { path: ["last"], value: false },
    ]);
  });

  it("are lists and empty objects as they are", () => {
    expect(leavesOf({ list: [{ a: 1 }], empty: {}, none: null })).toEqual([
      { path: ["list"], value: [{ a: 1 }] },
      { path: ["empty"], value: {} },
      { path: ["none"], value: null },
    ]);
  });

  it("are followed as deep as the path of a mapping may go, and no deeper", () => {
    const path = new Array(16).fill("n");
    expect(leavesOf(nested(16))).toEqual([{ path, value: "end" }]);
    expect(leavesOf(nested(17))).toEqual([{ path, value: { n: "end" } }]);
  });

  it.each<[JsonValue]>([["a"], [""], [0], [false]])("can be demanded exactly when they are %j", (value) => {
    expect(exactValue(value)).toBe(value);
  });

  it.each<[JsonValue | undefined]>([[undefined], [null], [["a"]], [{ a: 1 }]])(
    "cannot be demanded exactly when they are %j",
    (value) => {
      expect(exactValue(value)).toBeNull();
    },
  );
});
