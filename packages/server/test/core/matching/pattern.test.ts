import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "../../../src/core/matching/pattern.ts";
import { tried } from "../../properties/property.ts";

const matches = (pattern: string, text: string) => compileGlob(pattern).matches(text);

/** The definition of a glob, character by character, in a table: slow and beyond doubt. */
function matchesByTable(pattern: string, text: string): boolean {
  let row = [true, ...Array.from({ length: text.length }, () => false)];
  for (const symbol of pattern.split("")) {
    const next = [symbol === "*" && row[0] === true];
    for (let index = 1; index <= text.length; index += 1) {
      next[index] =
        symbol === "*"
          ? row[index] === true || next[index - 1] === true
          : row[index - 1] === true && text[index - 1] === symbol;
    }
    row = next;
  }
  return row[text.length] === true;
}

describe("a glob", () => {
  it.each([
    ["refs/heads/*", "refs/heads/feature/a/b", true],
    ["refs/heads/*", "refs/heads/", true],
    ["refs/heads/*", "refs/tags/v1", false],
    ["*", "", true],
    ["*", "anything at all", true],
    ["", "", true],
    ["", "x", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*main*", "repo:main:x", true],
    ["a*b*c", "abbbc", true],
    ["a*b*c", "acb", false],
    ["a*b*c", "axc", false],
    ["*b*", "b", true],
    ["*b*c", "bc", true],
    ["a*bc*c", "abc", false],
    ["*ab*ab*", "ab", false],
    ["*ab*ab*", "abab", true],
    ["a**b", "ab", true],
    ["a**b", "axb", true],
    ["main", "xmain", false],
    ["main", "main\n", false],
  ])("%j on %j: %j", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each(["?", ".", "[a]", "\\", "a|b", "^", "$", "+", "(a)"])("takes %j literally", (text) => {
    expect(matches(text, text)).toBe(true);
    expect(matches(text, "a")).toBe(false);
  });

  it.each([
    ["token-holder", "to\u212aen-holder"],
    ["caf\u00e9", "cafe\u0301"],
    ["Main", "main"],
  ])("folds neither case nor form: %j is not %j", (pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });

  it("does not take a star in the value for a wildcard", () => {
    expect(matches("main", "*")).toBe(false);
    expect(matches("ma*", "*")).toBe(false);
  });

  it("agrees with the table of its definition", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "/", "*"), { maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        expect(matches(pattern.join(""), text.join(""))).toBe(
          matchesByTable(pattern.join(""), text.join("")),
        );
      }),
      tried(1, 20_000),
    );
  });

  it("matches its own literal prefix at the start of every text it matches", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const glob = compileGlob(pattern.join(""));
        if (glob.matches(text.join(""))) expect(text.join("").startsWith(glob.literalPrefix)).toBe(true);
      }),
      { seed: 2, numRuns: 5_000 },
    );
  });

  it("stays quick where a backtracking matcher would not end", () => {
    const glob = compileGlob(`${"a*".repeat(512)}b`);
    const text = "a".repeat(1024);
    const start = performance.now();
    for (let round = 0; round < 100; round += 1) expect(glob.matches(text)).toBe(false);
    expect((performance.now() - start) / 100).toBeLessThan(1);
  });
});
