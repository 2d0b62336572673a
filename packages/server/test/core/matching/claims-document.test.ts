import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  claimsFromClauses,
  clausesFromClaims,
  impossibleMembers,
} from "../../../src/core/matching/claims-document.ts";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { presentedBy } from "../../../src/core/matching/presented.ts";
import type { Clause, ClauseTest, JsonObject } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { mappingOf } from "../samples.ts";

const accepts = (document: JsonObject, claims: JsonObject) =>
  judgeMapping(compileMapping(mappingOf(document), compileRegex), presentedBy(claims)).length > 0;

describe("a claims document", () => {
  it("becomes one clause per member, in order, deeper for nested objects", () => {
    const document = { b: "x*", a: 1, "k8s.io": { namespace: "ci", pod: { name: ["p", "q*"] } } };
    expect(clausesFromClaims(document)).toEqual([
      { path: ["b"], test: { kind: "is", matcher: { kind: "glob", pattern: "x*" } } },
      { path: ["a"], test: { kind: "is", matcher: { kind: "equals", value: 1 } } },
      { path: ["k8s.io", "namespace"], test: { kind: "is", matcher: { kind: "equals", value: "ci" } } },
      {
        path: ["k8s.io", "pod", "name"],
        test: {
          kind: "any_of",
          matchers: [
            { kind: "equals", value: "p" },
            { kind: "glob", pattern: "q*" },
          ],
        },
      },
    ]);
  });

  it("holds for every token when it is empty", () => {
    expect(clausesFromClaims({})).toEqual([]);
    expect(accepts({}, {})).toBe(true);
  });

  it("demands all members at once", () => {
    expect(accepts({ a: "1", b: "2" }, { a: "1", b: "2" })).toBe(true);
    expect(accepts({ a: "1", b: "2" }, { a: "1" })).toBe(false);
  });

  it("takes a list for any of its values, also against a list", () => {
    expect(accepts({ g: ["a", "b"] }, { g: "b" })).toBe(true);
    expect(accepts({ g: ["a", "b"] }, { g: ["c", "b"] })).toBe(true);
    expect(accepts({ g: "a" }, { g: ["a"] })).toBe(false);
    expect(accepts({ g: [] }, { g: ["a"] })).toBe(false);
  });

  it("is satisfied by no claim where it says null, or an array within an array", () => {
    expect(accepts({ a: null }, { a: null })).toBe(false);
    expect(accepts({ a: [null] }, { a: [null] })).toBe(false);
    expect(accepts({ a: [["x"]] }, { a: [["x"]] })).toBe(false);
    expect(clausesFromClaims({ a: [["x"], "y"] })).toEqual([
      {
        path: ["a"],
        test: {
          kind: "any_of",
          matchers: [
            { kind: "equals", value: null },
            { kind: "equals", value: "y" },
          ],
        },
      },
    ]);
  });

  it("demands an object where it says an empty one", () => {
    expect(accepts({ a: {} }, { a: { b: 1 } })).toBe(true);
    expect(accepts({ a: {} }, { a: "b" })).toBe(false);
    expect(accepts({ a: {} }, {})).toBe(false);
  });

  it("matches objects in a list by their members", () => {
    expect(accepts({ r: [{ n: "x" }] }, { r: [{ n: "y" }, { n: "x", id: 1 }] })).toBe(true);
    expect(accepts({ r: [{ n: "x" }] }, { r: [{ n: "y" }] })).toBe(false);
  });

  it("keeps member names as they are, dots and __proto__ included", () => {
    expect(accepts({ "a.b": "x" }, { a: { b: "x" } })).toBe(false);
    expect(accepts(JSON.parse('{"__proto__":"x"}'), JSON.parse('{"__proto__":"x"}'))).toBe(true);
    expect(accepts(JSON.parse('{"__proto__":"x"}'), {})).toBe(false);
    expect(accepts({ constructor: "*" }, {})).toBe(false);
  });
});

describe("a member that no claim can satisfy", () => {
  it("is found at any depth, with what is wrong with it", () => {
    expect(impossibleMembers({ a: [], b: { c: { d: ["x", ["y"]] } } })).toEqual([
      {
        path: ["a"],
        words: "is an empty list, which no claim matches. List the values that may stand there.",
      },
      {
        path: ["b", "c", "d"],
        words: "has a list within the list, which no claim matches. List the values themselves.",
      },
    ]);
  });

  it("is not one with values, lists of values or objects", () => {
    expect(impossibleMembers({ a: "x", b: 1, c: ["x", 1], d: {}, e: { f: [{ g: "x" }] } })).toEqual([]);
  });
});

describe("a claims document made from clauses", () => {
  it("leaves out what a document has no words for", () => {
    const tests: readonly ClauseTest[] = [
      { kind: "none_of", matchers: [] },
      { kind: "present" },
      { kind: "keep", matchers: [] },
      { kind: "drop", matchers: [] },
    ];
    const clauses = tests.map((test, at): Clause => ({ path: [`c${at}`], test }));
    const nowhere: Clause = { path: [], test: { kind: "is", matcher: { kind: "equals", value: "x" } } };
    expect(claimsFromClauses([...clauses, nowhere])).toStrictEqual({});
  });

  it("says null, which no claim satisfies, in place of an expression", () => {
    const test: ClauseTest = { kind: "is", matcher: { kind: "regex", source: "a" } };
    expect(claimsFromClauses([{ path: ["sub"], test }])).toStrictEqual({ sub: null });
  });

  it("is read as the same clauses again, whatever its members are called", () => {
    const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "sub", "a.b", ""), fc.string());
    const scalar = fc.oneof(fc.string(), fc.constantFrom("x*", "*"), fc.integer(), fc.boolean());
    const { document } = fc.letrec<{ document: JsonObject; value: JsonObject[string] }>((tie) => ({
      document: fc
        .array(fc.tuple(name, tie("value")), { maxLength: 5 })
        .map((members): JsonObject => Object.fromEntries(members)),
      value: fc.oneof({ depthSize: "small" }, scalar, fc.array(scalar, { maxLength: 3 }), tie("document")),
    }));
    fc.assert(
      fc.property(document, (written) => {
        const clauses = clausesFromClaims(written);
        expect(clausesFromClaims(claimsFromClauses(clauses))).toEqual(clauses);
      }),
      { seed: 20_261_122, numRuns: 1_000 },
    );
  });
});
