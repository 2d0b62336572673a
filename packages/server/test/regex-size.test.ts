import fc from "fast-check";
import { RE2JS, RE2JSException } from "re2js";
import { describe, expect, it } from "vitest";
import { maxRangesWrittenOut, rangesWrittenOut, writtenOut } from "../src/core/matching/regex-size.ts";
import { compileRegex, maxRegexWrittenOut } from "../src/regex.ts";

/** Expressions as people write them and as they should not: groups, classes, quotes, flags and repetitions in each other. */
const expressions = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(
      "a",
      "bc",
      ".",
      "[a-z]",
      "[^]a]",
      "[)]",
      "[(]",
      "[[:alpha:](]",
      "\\d",
      "\\(",
      "\\)",
      "\\{3}",
    ),
    fc.constantFrom(
      "\\Q(a\\E",
      "\\Q){9}\\E",
      "\\pL",
      "\\p{Greek}",
      "\\x{2000}",
      "^",
      "$",
      "\\b",
      "é",
      "𝒳",
      "",
    ),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((inner) => `(?i:${inner})`),
    tie("expression").map((inner) => `(?P<name>${inner})`),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("*", "+", "?", "*?", "{3}", "{20}", "{2,}", "{0,30}", "{1,1}", "{0}"),
      )
      .map(([inner, repetition]) => `(?:${inner})${repetition}`),
    fc.constantFrom(
      "[a-z]{1,63}",
      "a{40}",
      "(a{9}){9}",
      "((?:a?){10}){9}",
      "\\d{3,}?",
      "{3}",
      "a{,3}",
      "a{b}",
    ),
  ),
})).expression;

describe("the length of an expression with its repetitions written out", () => {
  it("bounds the engine's program, whatever is in what", () => {
    fc.assert(
      fc.property(expressions, (source) => {
        expect(stepsOf(source)).toBeLessThanOrEqual(3 * writtenOut(source) + 10);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["^team-[a-z]+$", 9],
    ["[a-z]{1,63}", 63],
    ["(?:a{30}){30}", 30 * 33 + 30],
    ["\\x{1000}", 1],
    ["\\pL{1,9}", 9],
    ["\\Qab\\E{3}", 6 + 2],
    ["[0-9a-f]{8}-[0-9a-f]{4}", 13],
    ["", 0],
  ])("of %j is %i", (source, length) => {
    expect(writtenOut(source)).toBe(length);
  });

  it("is what an expression is refused for before it is compiled, with a sentence that says what to do", () => {
    const repeated = `^${"(?:a?){1000}".repeat(40)}[bc]$`;
    expect(compileRegex(repeated)).toMatchObject({
      ok: false,
      refusal: {
        reason: "request_malformed",
        evidence: {
          detail: expect.stringMatching(/comes to \d+ characters .* at most 1000 are taken\. Repeat less/),
        },
      },
    });
    expect(compileRegex("a{999}b").ok).toBe(true);
    expect(compileRegex("a{1000}b").ok).toBe(false);
  });
});

describe("the ranges of characters of an expression with its repetitions written out", () => {
  it.each([
    ["^team-[a-z]+$", 13],
    ["[a-z]{1,63}", 63 * 5],
    ["\\pL", 3 + 700],
    ["\\pL{1,255}", 255 * (3 + 700)],
    ["[\\p{L}\\PN.]{20}", 20 * (11 + 2 * 700)],
    ["(?:\\p{Greek}a){9}", 9 * (4 + 9 + 700 + 1)],
    ["\\Q\\pL\\E", 7],
    ["\\Q\\pL\\E{3}", 7 + 2],
  ])("of %j are %i at most", (source, ranges) => {
    expect(rangesWrittenOut(source)).toBe(ranges);
  });

  it("have a limit, above which the expression is refused with a sentence", () => {
    const most = Math.floor(maxRangesWrittenOut / rangesWrittenOut("\\pL"));
    expect(compileRegex(`\\pL{${most}}`)).toMatchObject({ ok: true });
    expect(compileRegex(`\\pL{${most + 1}}`)).toMatchObject({
      ok: false,
      refusal: { evidence: { detail: expect.stringMatching(/too many ranges .* Repeat them less.*\+"\.$/) } },
    });
  });
});

describe("the engine", () => {
  it("finds what it finds without a bound of its memory", () => {
    fc.assert(
      fc.property(expressions, fc.stringMatching(/^[abc(){}é-]{0,12}$/), (source, text) => {
        fc.pre(writtenOut(source) <= maxRegexWrittenOut);
        const compiled = compileRegex(source);
        const alone = withoutBound(source);
        expect(compiled.ok).toBe(alone !== null);
        if (compiled.ok) expect(compiled.value.matches(text)).toBe(alone?.test(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

function stepsOf(source: string): number {
  return withoutBound(source)?.programSize() ?? 0;
}

/** @returns null for what is no expression */
function withoutBound(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source);
  } catch (problem) {
    if (problem instanceof RE2JSException) return null;
    throw problem;
  }
}
