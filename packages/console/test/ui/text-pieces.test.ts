import fc from "fast-check";
import { expect, test } from "vitest";
import { beginningOf, endApart, piecesOf, plainly } from "../../src/ui/text-pieces.ts";

test("a plain text is one piece", () => {
  expect(piecesOf("repo:acme/shop — ünïcode ✓ 😀")).toEqual([
    { text: "repo:acme/shop — ünïcode ✓ 😀", kind: "plain", marked: false },
  ]);
});

test.each([
  ["turns the order of writing", "\u202e", "U+202E"],
  ["isolates a stretch", "\u2066", "U+2066"],
  ["has no width", "\u200b", "U+200B"],
  ["breaks a line", "\n", "U+000A"],
  ["ends a paragraph", "\u2029", "U+2029"],
  ["looks like a space", "\u00a0", "U+00A0"],
  ["begins an escape sequence", "\u001b", "U+001B"],
  ["is half of a pair", "\ud83d", "U+D83D"],
  ["tags", "\u{e0041}", "U+E0041"],
])("a character that %s is shown by its code", (_, character, code) => {
  expect(piecesOf(`a${character}b`)).toEqual([
    { text: "a", kind: "plain", marked: false },
    { text: code, kind: "unseen", marked: false },
    { text: "b", kind: "plain", marked: false },
  ]);
});

test("in a block of code a line ends where it ends", () => {
  expect(piecesOf("a\nb\t", [], true).map(({ text }) => text)).toEqual(["a\nb", "U+0009"]);
});

test("marks cut the text where they begin and end", () => {
  expect(piecesOf("refs/heads/Main", [{ from: 11, to: 12 }])).toEqual([
    { text: "refs/heads/", kind: "plain", marked: false },
    { text: "M", kind: "plain", marked: true },
    { text: "ain", kind: "plain", marked: false },
  ]);
});

test("marks beyond the text mark nothing", () => {
  expect(piecesOf("abc", [{ from: 7, to: 9 }])).toEqual([{ text: "abc", kind: "plain", marked: false }]);
});

test("no text loses a character one sees, and none that one does not see is left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const pieces = piecesOf(text);
      expect(/[\p{C}\p{Zl}\p{Zp}]/u.test(plainly(text))).toBe(false);
      const seen = pieces.filter(({ kind }) => kind === "plain").map((piece) => piece.text);
      expect(seen.join("")).toBe(text.replace(/[\p{C}\p{Zl}\p{Zp}]|[^\S ]/gu, ""));
    }),
    { seed: 11, numRuns: 300 },
  );
});

test("a long text is cut, and says how much is left", () => {
  expect(beginningOf("a".repeat(5000))).toEqual({ shown: "a".repeat(400), left: 4600 });
});

test("a text a little longer is not cut for a few characters", () => {
  expect(beginningOf("a".repeat(450)).left).toBe(0);
});

test("a cut is never in the middle of a pair", () => {
  const { shown, left } = beginningOf(`a${"😀".repeat(500)}`);
  expect([shown.length, left]).toEqual([399, 602]);
});

test("what is marked stays in sight", () => {
  expect(beginningOf("a".repeat(5000), [{ from: 900, to: 910 }]).shown).toHaveLength(910);
});

test.each([
  ["repo:acme/shop:ref:refs/heads/main", "refs/heads/main"],
  ["short", "short"],
  ["ab😀", "ab😀"],
])("the end of %j is kept apart", (text, end) => {
  expect(endApart(text, 15)).toEqual({ beginning: text.slice(0, text.length - end.length), end });
});

test("an end does not begin in the middle of a pair", () => {
  expect(endApart("ab😀c", 2)).toEqual({ beginning: "ab", end: "😀c" });
});
