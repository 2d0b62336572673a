import { describe, expect, it } from "vitest";
import {
  findClaim,
  meantPath,
  presentedTo,
  printedScalar,
  readsAlike,
  stepsToRead,
} from "../../../src/core/matching/claim-reading.ts";
import type { ClaimAlias, Clause, JsonObject, JsonPrimitive, JsonValue } from "../../../src/core/terms.ts";

const clauseOf = (changes: Partial<Clause> = {}): Clause => ({
  path: ["own"],
  test: { kind: "present" },
  ...changes,
});
const alias = (path: string | readonly string[], changes: Partial<ClaimAlias> = {}): ClaimAlias => ({
  path: [path].flat(),
  folded: false,
  printed: false,
  ...changes,
});
const folded = (...path: readonly string[]) => clauseOf({ aliases: [alias(path, { folded: true })] });
const printing = clauseOf({ aliases: [alias("c", { printed: true })] });
const listed = clauseOf({ separator: ";" });

describe("the claim of a clause", () => {
  it("stands under the name that was written before any other", () => {
    const clause = clauseOf({ aliases: [alias("other")] });
    expect(findClaim(clause, { other: "b", own: "a" })).toEqual({ path: ["own"], value: "a" });
    expect(findClaim(clause, { other: "b" })).toEqual({ path: ["other"], value: "b" });
    expect(findClaim(clause, { third: "c" })).toBeNull();
    expect(findClaim(clauseOf(), { other: "b" })).toBeNull();
  });

  it("is missing where it is null, so that the next name is looked for", () => {
    const clause = clauseOf({ aliases: [alias("first"), alias("second")] });
    expect(findClaim(clause, { own: null, first: null, second: "c" })).toEqual({
      path: ["second"],
      value: "c",
    });
    expect(findClaim(clause, { own: null, first: null, second: null })).toBeNull();
  });

  it("is what the clause is judged by, under whichever name it stands", () => {
    expect(presentedTo(clauseOf(), { own: "a;b" })).toBe("a;b");
    expect(presentedTo(clauseOf({ path: ["deep", "own"] }), { deep: { own: ["a"] } })).toEqual(["a"]);
    expect(presentedTo(clauseOf(), {})).toBeUndefined();
    expect(presentedTo(listed, { own: "a;b" })).toEqual(["a", "b"]);
    expect(presentedTo(clauseOf({ aliases: [alias("other")] }), { other: "b" })).toBe("b");
    expect(presentedTo(listed, {})).toBeUndefined();
  });

  it.each<[JsonValue, JsonValue]>([
    ["a;b;", ["a", "b", ""]],
    ["a", "a"],
    ["", ""],
    [
      ["a;b", "c"],
      ["a;b", "c"],
    ],
    [1, 1],
    [{ a: "b;c" }, { a: "b;c" }],
  ])("is a list where it is a text with the separator, and else stays as it is: %j", (own, value) => {
    expect(findClaim(listed, { own })).toEqual({ path: ["own"], value });
    const elsewhere = { ...listed, aliases: [alias("other")] };
    expect(findClaim(elsewhere, { other: own })).toEqual({ path: ["other"], value });
  });

  it("stays one text where the clause has no separator, whatever it says", () => {
    expect(findClaim(clauseOf(), { own: "undefined" })?.value).toBe("undefined");
  });
});

describe("a name that is folded", () => {
  it.each(["X-User", "x_user", "X_USER", "x-USER"])("is the same as x-user: %s", (name) => {
    expect(findClaim(folded("x-user"), { [name]: "a" })).toEqual({ path: [name], value: "a" });
  });

  it("is no other name, and no part of one", () => {
    expect(findClaim(folded("x-user"), { xuser: "a", "x-user-": "b", "x user": "c" })).toBeNull();
  });

  it.each([
    ["strasse", "stra\u00dfe"],
    ["email", "ema\u0131l"],
    ["kind", "\u212aind"],
    ["\u00e9t\u00e9", "\u00c9T\u00c9"],
  ])("folds no letter beside those of ASCII: %j is not %j", (wanted, name) => {
    expect(findClaim(folded(wanted), { [name]: "a" })).toBeNull();
  });

  it("folds every hyphen", () => {
    expect(findClaim(folded("a-b-c"), { a_b_c: "a" })).toEqual({ path: ["a_b_c"], value: "a" });
  });

  it("means none of several names that are the same", () => {
    expect(findClaim(folded("x-user"), { "X-User": "a", x_user: "b" })).toBeNull();
    expect(findClaim(folded("a", "b"), { a: { b: "1" }, A: { b: "2" } })).toBeNull();
    expect(findClaim(folded("a", "b"), { a: { b: "1", B: "2" } })).toBeNull();
  });

  it("leads through objects only, each with a name of its own", () => {
    expect(findClaim(folded("a", "b"), { A: { B: "1" } })).toEqual({ path: ["A", "B"], value: "1" });
    expect(findClaim(folded("a", "length"), { A: "text" })).toBeNull();
    expect(findClaim(folded("a", "0"), { A: ["text"] })).toBeNull();
    expect(findClaim(folded("constructor"), {})).toBeNull();
    expect(findClaim(folded("x-user"), { undefined: "a" })).toBeNull();
  });

  it("is not meant where a claim stands under an alias that is not folded", () => {
    expect(findClaim(clauseOf({ aliases: [alias("x-user")] }), { X_USER: "a" })).toBeNull();
  });

  it("is looked for in each token anew", () => {
    const clause = folded("x");
    expect(findClaim(clause, { X: "a" })?.value).toBe("a");
    expect(findClaim(clause, { y: "b" })).toBeNull();
    const claims: JsonObject = { X: "c" };
    expect([findClaim(clause, claims)?.value, findClaim(folded("y"), claims)]).toEqual(["c", null]);
  });
});

describe("a claim as a web server prints it", () => {
  it.each<[JsonPrimitive, string]>([
    [true, "1"],
    [false, "0"],
    ["", ""],
    ["a", "a"],
    [0, "0"],
    [-17, "-17"],
    [1_234_567_890, "1234567890"],
    [0.5, "0.5"],
    [-0.25, "-0.25"],
    [100.5, "100.5"],
    [123_456.789_01, "123456.79"],
    [12_345_678.9, "12345679"],
    [10_000_000.4, "10000000"],
    [99_999_999.9, "1e+08"],
    [123_456_789.5, "1.2345679e+08"],
    [0.000_125, "0.000125"],
    [0.000_012_5, "1.25e-05"],
    [1.000_000_000_01, "1"],
    [1.5e-10, "1.5e-10"],
    [1.5e-300, "1.5e-300"],
  ])("is the text of %j: %s", (value, text) => {
    expect(printedScalar(value)).toBe(text);
    expect(presentedTo(printing, { c: value })).toBe(text);
  });

  it("is JSON for an object, and of a list the texts and booleans, which stay a list", () => {
    expect(presentedTo(printing, { c: { a: [1] } })).toBe('{"a":[1]}');
    expect(presentedTo(printing, { c: ["a", true, false, 1, null, ["b"], { a: 1 }] })).toEqual([
      "a",
      "1",
      "0",
    ]);
  });

  it("is cut at the separator after that", () => {
    const clause = { ...printing, separator: "," };
    expect(presentedTo(clause, { c: { a: 1, b: 2 } })).toEqual(['{"a":1', '"b":2}']);
  });

  it("is not printed where it stands under the name that was written", () => {
    expect(presentedTo(printing, { own: true, c: false })).toBe(true);
  });
});

describe("where a claim most likely stands", () => {
  it("is the path itself, or the first other name, in lower case where it is folded", () => {
    expect(meantPath(clauseOf())).toEqual(["own"]);
    expect(meantPath(clauseOf({ aliases: [] }))).toEqual(["own"]);
    expect(meantPath(clauseOf({ aliases: [alias("First"), alias("second")] }))).toEqual(["First"]);
    expect(meantPath(clauseOf({ aliases: [alias(["X-User", "B"], { folded: true })] }))).toEqual([
      "x-user",
      "b",
    ]);
  });
});

describe("two clauses", () => {
  const aliased = clauseOf({ aliases: [alias("other")] });

  it("look for their claim alike where path, other names and separator are the same", () => {
    expect(readsAlike(clauseOf(), clauseOf({ test: { kind: "none_of", matchers: [] } }))).toBe(true);
    expect(readsAlike(aliased, clauseOf({ aliases: [alias("other")] }))).toBe(true);
    expect(readsAlike(aliased, aliased)).toBe(true);
    expect(readsAlike(clauseOf(), clauseOf({ aliases: [] }))).toBe(true);
    expect(readsAlike(clauseOf({ aliases: [] }), clauseOf())).toBe(true);
  });

  it.each<[string, Clause, Clause]>([
    ["the path", clauseOf(), clauseOf({ path: ["other"] })],
    ["the depth", clauseOf(), clauseOf({ path: ["own", "deeper"] })],
    ["what stands deeper", clauseOf({ path: ["own", "a"] }), clauseOf({ path: ["own", "b"] })],
    ["the other names", aliased, clauseOf({ aliases: [alias("third")] })],
    ["how those are spelt", aliased, clauseOf({ aliases: [alias("other", { folded: true })] })],
    ["whether there are any", aliased, clauseOf()],
    ["the separator", listed, clauseOf({ separator: "," })],
    ["whether there is one", listed, clauseOf()],
  ])("look for their claim otherwise where they differ in %s", (_, one, other) => {
    expect(readsAlike(one, other)).toBe(false);
    expect(readsAlike(other, one)).toBe(false);
  });
});

describe("reading a claim", () => {
  it.each<[number, Clause, JsonValue | undefined]>([
    [1, clauseOf(), "a".repeat(800)],
    [1, clauseOf(), ["a", "b"]],
    [1 + 100, listed, "a".repeat(800)],
    [1 + 8, listed, ["a", "b"]],
    [1, listed, undefined],
    [1 + 4, listed, 7],
    [1 + 100, printing, "a".repeat(800)],
  ])("takes %i steps: %j", (steps, clause, presented) => {
    expect(stepsToRead(clause, presented)).toBe(steps);
  });
});
