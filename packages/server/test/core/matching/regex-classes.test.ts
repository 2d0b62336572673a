import { describe, expect, it } from "vitest";
import {
  charactersInClasses,
  maxCharactersInClasses,
  stepsToCompile,
} from "../../../src/core/matching/regex-classes.ts";
import { compileRegex } from "../../../src/regex.ts";

describe("the characters that the engine goes through to make the classes of an expression", () => {
  it.each([
    ["^team-[a-z]+$", 0],
    ["[Ā-ﾟ]", 0],
    ["(?i)^team-[a-z]+$", 26],
    ["(?i)[a-c-e]", 3],
    ["(?i)[\\x{100}-\\x{1ff}]", 256],
    ["(?i)[\\x61-\\x63]", 3],
    ["(?i)[\\101-\\103]", 3],
    ["(?i)[\\102-\\103]", 2],
    ["(?i)[\\]-a]", 5],
    ["(?i)[ -c]", 35],
    ["(?i)[a-\u3000]", 12_192],
    ["(?i)[\\ Ā-ǿ]", 256],
    ["(?i)[^Ā-ǿ]", 256],
    ["(?i:[Ā-ǿĀ-ǿ])[Ā-ǿ]", 3 * 256],
    ["(?si:[Ā-ǿ])", 256],
    ["(?i)[]-_]", 3],
    ["(?i)\\[Ā-ǿ]", 0],
    ["(?i)\\Q[ Ā-ǿ]\\E", 0],
    ["(?i)\\Q[Ā-ǿ]", 0],
    ["(?i)[[:alpha:]]", 0],
    ["(?i)[[:alpha:]Ā-ǿ]", 256],
    ["(?P<i>[Ā-ǿ])", 0],
    ["\\pL\\p{Greek}[\\PL\\d]", 3 * 1_500],
    ["(?i)\\pL[\\p{Greek}]", 2 * 9_000],
  ])("of %j are %i", (source, characters) => {
    expect(charactersInClasses(source)).toBe(characters);
  });

  it("are those of letters that have cases alone, whatever a range has besides", () => {
    expect(charactersInClasses("(?i)[\\x{0}-\\x{10ffff}]")).toBe(charactersInClasses("(?i)[A-\\x{1e943}]"));
    expect(charactersInClasses("(?i)[\\x{20000}-\\x{10ffff}]")).toBe(0);
  });

  it("have a limit, above which the expression is refused with a sentence", () => {
    const most = Math.floor(maxCharactersInClasses / charactersInClasses("(?i)\\pL"));
    expect(compileRegex(`(?i)${"\\pL".repeat(most)}`)).toMatchObject({ ok: true });
    expect(compileRegex(`(?i)${"\\pL".repeat(most + 1)}`)).toMatchObject({
      ok: false,
      refusal: { evidence: { detail: expect.stringContaining("without (?i)") } },
    });
  });

  it("are counted once where a class is repeated", () => {
    expect(compileRegex("(?i)^[\\p{L}\\p{N}._-]{1,255}$")).toMatchObject({ ok: true });
  });
});

describe("the steps it takes to compile an expression", () => {
  it.each([
    ["", 5_000],
    ["^team-[a-z]+$", 5_000 + 13 * 100 + 13],
    ["(?i)[a-z]", 5_000 + 9 * 100 + 26 + 9],
    ["\\pL", 5_000 + 3 * 100 + 1_500 + 703],
    ["\\pL{1,50}", 5_000 + 9 * 100 + 1_500 + 50 * 703],
    ["a".repeat(512), 5_000 + 512 * 100 + 512],
    ["[".repeat(60_000), 5_000],
    ["\\pL{999}", 5_000],
  ])("%j are %i", (source, steps) => {
    expect(stepsToCompile(source)).toBe(steps);
  });
});
