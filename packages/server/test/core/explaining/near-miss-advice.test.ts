import { describe, expect, it } from "vitest";
import { nearMiss, nearMissOfClause } from "../../../src/core/explaining/near-miss.ts";
import { clausesFromClaims } from "../../../src/core/matching/claims-document.ts";
import type { JsonPrimitive, JsonValue, Matcher } from "../../../src/core/terms.ts";

const equals = (value: JsonPrimitive): Matcher => ({ kind: "equals", value });
const glob = (pattern: string): Matcher => ({ kind: "glob", pattern });

const bothFormats =
  "one has the numbers behind its names, the other has not. The issuer writes subjects in both formats; demand claims that read the same in both, such as identifiers, or";

describe("the advice on a small difference", () => {
  it.each([
    [
      equals("Main"),
      "main",
      'The mapping expects "Main" and the token carries "main": they differ only in letter case. Comparison is exact: write "main" in the mapping if this workload is meant.',
    ],
    [
      equals("main"),
      "main ",
      'The mapping expects "main" and the token carries "main ": they differ only in white space around the value. Comparison is exact: write "main " in the mapping if this workload is meant.',
    ],
    [
      equals("https://a.test"),
      "https://a.test/",
      'The mapping expects "https://a.test" and the token carries "https://a.test/": they differ only in a slash at the end. Comparison is exact: write "https://a.test/" in the mapping if this workload is meant.',
    ],
    [
      equals("a:b"),
      "a%3Ab",
      'The mapping expects "a:b" and the token carries "a%3Ab": they differ only in percent-encoding. Comparison is exact: write "a%3Ab" in the mapping if this workload is meant.',
    ],
    [
      glob("Acme/*"),
      "acme/app",
      'The mapping expects "Acme/*" and the token carries "acme/app": they differ only in letter case. Comparison is exact: spell the pattern the way the token does if this workload is meant.',
    ],
    [
      equals("repo:acme/app:x"),
      "repo:acme@1/app@2:x",
      `The mapping expects "repo:acme/app:x" and the token carries "repo:acme@1/app@2:x": ${bothFormats} write the subject with its numbers.`,
    ],
    [
      equals("repo:acme@1/app@2:x"),
      "repo:acme/app:x",
      `The mapping expects "repo:acme@1/app@2:x" and the token carries "repo:acme/app:x": ${bothFormats} have the issuer send the format with numbers.`,
    ],
    [
      equals("1001"),
      1001,
      'The mapping expects the string "1001" and the token carries the number 1001. Values are never converted: write 1001 in the mapping.',
    ],
    [
      equals(true),
      "true",
      'The mapping expects the boolean true and the token carries the string "true". Values are never converted: write "true" in the mapping.',
    ],
    [
      equals("a"),
      ["b", "a"],
      'The token carries a list that has "a", and the mapping demands a single value. Write the expected value as a list, ["a"]: then any element may match.',
    ],
  ] as const)("on %j and %j says what differs and what to write", (expected, presented, advice) => {
    expect(nearMiss(expected, presented)?.advice).toBe(advice);
  });

  it("on the name of a claim says which one the token has", () => {
    const [clause] = clausesFromClaims({ k: { uid: { deep: "1" } } });
    expect(clause && nearMissOfClause(clause, { k: { UID: { deep: "1" } } })).toEqual({
      kind: "claim_name",
      advice:
        'The token has no claim "k.uid", but it has "k.UID": claim names are compared exactly, so write "UID" in the mapping.',
      compared: { expected: "k.uid", presented: "k.UID", isPattern: false },
    });
  });
});

describe("what is compared in a small difference", () => {
  it.each([
    [equals("Main"), "main", { expected: "Main", presented: "main", isPattern: false }],
    [glob("Main/*"), "main/x", { expected: "Main/*", presented: "main/x", isPattern: true }],
    [
      equals("repo:a/b:x"),
      "repo:a@1/b@2:x",
      { expected: "repo:a/b:x", presented: "repo:a@1/b@2:x", isPattern: false },
    ],
    [equals("1001"), 1001, { expected: '"1001"', presented: "1001", isPattern: false }],
    [glob("10*"), 1001, { expected: '"10*"', presented: "1001", isPattern: false }],
    [equals("a"), ["a"], { expected: '"a"', presented: '["a"]', isPattern: false }],
  ] as const)("of %j and %j are the texts, or JSON where types differ", (expected, presented, compared) => {
    expect(nearMiss(expected, presented)?.compared).toEqual(compared);
  });
});

describe("a difference that is not small", () => {
  it.each([
    ["of a space that is written as one", equals("a b"), "a%20b"],
    ["of a character that cannot be seen", equals("a\u007fb"), "a%7Fb"],
    ["of a character beyond ASCII", equals("a\u0080b"), "a%80b"],
    ["of a pattern and a number that it does not fit", glob("20*"), 1001],
    ["of letters that are others in capitals", equals("straße"), "STRASSE"],
    ["of another number", equals("1002"), 1001],
    ["of a number and a number", equals(1002), 1001],
    ["of a text and null", equals("null"), null],
    ["of null and a text", equals(null), "null"],
    ["of a pattern for everything and an object", glob("*"), { a: 1 }],
    ["of a list without the value", equals("a"), ["b"]],
    ["of a list of an object that the pattern would fit as text", glob("*"), [{}]],
    ["of a list where an object is expected", { kind: "subset", value: { a: "X" } }, [{ a: "x" }]],
    ["of a text where an object is expected", { kind: "subset", value: { a: "X" } }, "x"],
    ["of a regular expression that would fit in a list", { kind: "regex", source: "a" }, ["a"]],
  ] satisfies [string, Matcher, JsonValue][])("is no near miss: that %s", (_, expected, presented) => {
    expect(nearMiss(expected, presented)).toBeNull();
  });

  it("of a character next to those that are decoded is small", () => {
    expect(nearMiss(equals("a!~b"), "a%21%7Eb")?.kind).toBe("percent_encoding");
  });
});
