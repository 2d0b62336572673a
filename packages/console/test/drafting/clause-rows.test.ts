import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/drafting/json/json-value.ts";
import {
  pathFrom,
  pathText,
  rowsOf,
  typeOfValue,
  typesFor,
  valueAs,
  valueFrom,
  withoutRow,
  withRow,
  withRowMoved,
} from "../../src/drafting/mapping/clause-rows.ts";

const claims: JsonObject = {
  repository_id: "77001234",
  ref: "refs/tags/v*",
  event_name: ["push", "release"],
  "kubernetes.io": { serviceaccount: { uid: "f5" }, namespace: "payments" },
  admin: true,
  nothing: null,
};

describe("claims row by row", () => {
  it("has a row for each claim that must hold, also below others", () => {
    expect(rowsOf(claims).map(({ path, kind }) => `${pathText(path)} ${kind}`)).toEqual([
      "repository_id is",
      "ref pattern",
      "event_name any_of",
      "kubernetes.io › serviceaccount › uid is",
      "kubernetes.io › namespace is",
      "admin is",
      "nothing json",
    ]);
  });

  it("comes back as it was when every row is written again from nothing", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
    );
    const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
      tree: fc.dictionary(fc.string(), fc.oneof({ maxDepth: 3 }, value, tie("tree"))),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        const document = given as JsonObject;
        const again = rowsOf(document).reduce((built, row) => withRow(built, row.path, row.value), {});
        expect(JSON.stringify(again)).toBe(JSON.stringify(document));
      }),
      { seed: 7 },
    );
  });

  it("takes a row away with the objects that held nothing else", () => {
    const without = withoutRow(claims, ["kubernetes.io", "serviceaccount", "uid"]);
    expect(without["kubernetes.io"]).toEqual({ namespace: "payments" });
    expect(Object.keys(withoutRow(without, ["kubernetes.io", "namespace"]))).not.toContain("kubernetes.io");
  });

  it("keeps a renamed row in its place", () => {
    expect(Object.keys(withRowMoved({ a: 1, b: 2, c: 3 }, ["b"], ["x"], 2))).toEqual(["a", "x", "c"]);
  });

  it("moves a row to a deeper claim", () => {
    expect(withRowMoved({ a: 1, b: 2 }, ["a"], ["x", "y"], 1)).toEqual({ b: 2, x: { y: 1 } });
  });

  it("changes how a row compares without losing what was typed", () => {
    expect(valueAs("any_of", "push")).toEqual(["push"]);
    expect(valueAs("pattern", "refs/heads/")).toBe("refs/heads/*");
    expect(valueAs("is", "refs/*")).toBe("refs/");
    expect(valueAs("is", ["push", "release"])).toBe("push");
  });

  it("takes what looks like a number for text unless a number is wanted", () => {
    expect(typesFor("77001234")).toEqual(["text", "number"]);
    expect(valueFrom("77001234", "text")).toBe("77001234");
    expect(valueFrom("77001234", "number")).toBe(77_001_234);
    expect(valueFrom("077", "number")).toBe("077");
    expect(valueFrom("12345678901234567890", "number")).toBe("12345678901234567890");
    expect(valueFrom("true", "boolean")).toBe(true);
  });

  it("writes any single value again from its text and its type", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
        ),
        (value) => {
          if (Object.is(value, -0)) return;
          expect(valueFrom(String(value), typeOfValue(value))).toBe(value);
        },
      ),
      { seed: 7 },
    );
  });

  it("reads a path as it is shown, dots being part of a name", () => {
    const path = ["kubernetes.io", "serviceaccount", "uid"];
    expect(pathFrom(pathText(path))).toEqual(path);
    expect(pathFrom("kubernetes.io")).toEqual(["kubernetes.io"]);
  });
});
