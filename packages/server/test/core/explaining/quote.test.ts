import { describe, expect, it } from "vitest";
import { cut, quote, quoteApart } from "../../../src/core/explaining/quote.ts";

describe("a value within a sentence", () => {
  it("stands in quotation marks when it is text, else as JSON", () => {
    expect(["a", 5, true, null, ["a"], { a: 1 }].map((value) => quote(value))).toEqual([
      '"a"',
      "5",
      "true",
      "null",
      '["a"]',
      '{"a":1}',
    ]);
  });

  it("is cut behind 120 characters unless more are wanted", () => {
    expect(quote("x".repeat(120))).toBe(`"${"x".repeat(120)}"`);
    expect(quote("x".repeat(121))).toBe(`"${"x".repeat(119)}…"`);
    expect(quote("x".repeat(121), 200)).toBe(`"${"x".repeat(121)}"`);
  });

  it("is as long as allowed with the ellipsis", () => {
    expect(cut("abcd", 4)).toBe("abcd");
    expect(cut("abcde", 4)).toBe("abc…");
  });
});

describe("two values within a sentence", () => {
  it.each([
    ["stand whole while both are short", "abcdefghij-1", "abcdefghij-2", 12, "abcdefghij-1", "abcdefghij-2"],
    [
      "lose what they share where the first is long",
      "abcdefghij-12",
      "abcdefghij-3",
      12,
      "…defghij-12",
      "…defghij-3",
    ],
    [
      "lose what they share where the second is long",
      "abcdefghij-1",
      "abcdefghij-23",
      12,
      "…defghij-1",
      "…defghij-23",
    ],
    ["keep eight characters that they share", "abcdefgh-1", "abcdefgh-23", 10, "…bcdefgh-1", "…bcdefgh-…"],
    ["stay whole where they share no more", "abcdefgh1", "abcdefgh2", 8, "abcdefg…", "abcdefg…"],
    ["are cut where they share nothing", "abcdef", "xyzxyz", 4, "abc…", "xyz…"],
    ["are the same where they are the same", "abcdefghijklm", "abcdefghijklm", 12, "…fghijklm", "…fghijklm"],
    ["part where the shorter ends", "abcdefghij", "abcdefghijklmnop", 12, "…cdefghij", "…cdefghijkl…"],
  ])("%s", (_, one, other, longest, first, second) => {
    expect(quoteApart(one, other, longest)).toEqual([`"${first}"`, `"${second}"`]);
  });
});
