import { describe, expect, it } from "vitest";
import { stepsToCompile } from "../../../src/core/matching/regex-classes.ts";
import { maxRangesWrittenOut, rangesWrittenOut, writtenOut } from "../../../src/core/matching/regex-size.ts";

describe("an expression written out", () => {
  it.each([
    ["abc", 3],
    ["a b", 3],
    ["a{3}", 3],
    ["a{2,5}", 5],
    ["a{2}{3}", 6],
    ["a+{3}", 6],
    ["a\\+{3}", 4],
    ["x(ab){3}", 13],
    ["a){2}", 4],
    ["\\d", 1],
    ["\\ ", 1],
    ["\\pL", 1],
    ["\\p{L}", 1],
    ["\\x{41}", 1],
    ["[[:alpha:]]", 1],
    ["[[:^alpha:]]", 1],
    ["[\\ ]", 1],
    ["\\Qab\\E", 6],
    ["\\Qa b\\E", 7],
    ["\\Qab", 4],
    ["\\Q[ab]", 6],
    ["\\Qab\\E{3}", 8],
  ])("%j has the length %i", (source, length) => {
    expect(writtenOut(source)).toBe(length);
  });

  it.each([
    ["a{3}", 3],
    ["\\pL", 703],
    ["[\\pL\\p{N}]{2}", 2 * (2 * 700 + 10)],
    ["\\Q\\pL\\E", 7],
  ])("%j goes through %i ranges", (source, ranges) => {
    expect(rangesWrittenOut(source)).toBe(ranges);
  });

  it("is paid for up to the most ranges there may be, and beyond that not compiled", () => {
    const [most, more] = [`a{${maxRangesWrittenOut}}`, `a{${maxRangesWrittenOut + 1}}`];
    expect(rangesWrittenOut(most)).toBe(maxRangesWrittenOut);
    expect(stepsToCompile(most)).toBeGreaterThan(maxRangesWrittenOut);
    expect(stepsToCompile(more)).toBeLessThan(maxRangesWrittenOut);
  });
});
