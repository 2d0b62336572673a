import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMarker, type Range } from "../../../src/core/explaining/marks.ts";
import { fits } from "../../../src/core/matching/implication.ts";
import { tried } from "../../properties/property.ts";

const mark = (expected: string, presented: string, isPattern = false) =>
  createMarker()({ expected, presented, isPattern });

/** What is not marked of a text. */
function unmarked(text: string, ranges: readonly Range[]): string {
  return ranges.reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
}

const character = fc.constantFrom("a", "b", "A", "/", "\u{1F600}", "\u{1F601}", "\uD83D", "\uDE00");
const text = fc.string({ unit: character, maxLength: 12 });

describe("marking where two texts differ", () => {
  it("leaves unmarked the same text of both, and all of it where they are the same", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const { expected, presented } = mark(one, other);
        expect(unmarked(one, expected)).toBe(unmarked(other, presented));
        expect(mark(one, one)).toEqual({ expected: [], presented: [] });
      }),
      tried(81, 1_000),
    );
  });

  it("keeps to the text, in order, with something unmarked in between, and cuts no character in two", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        let end = -1;
        for (const { from, to } of mark(one, other).expected) {
          expect(from).toBeGreaterThan(end);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(one.length);
          for (const at of [from, to]) {
            const pair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(one.slice(Math.max(0, at - 1), at + 1));
            expect(pair).toBe(false);
          }
          end = to;
        }
      }),
      tried(82, 1_000),
    );
  });

  it("takes a wildcard for no difference, whatever it stands for", () => {
    const plain = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 10 });
    const glob = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 8 });
    fc.assert(
      fc.property(glob, plain, (pattern, value) => {
        const { expected, presented } = mark(pattern, value, true);
        const left = { kind: "glob", pattern: unmarked(pattern, expected) } as const;
        expect(fits(left, unmarked(value, presented))).toBe(true);
        if (fits({ kind: "glob", pattern }, value)) expect([expected, presented]).toEqual([[], []]);
      }),
      tried(83, 1_000),
    );
  });

  it.each([
    ["refs/heads/Main", "refs/heads/main", [[11, 12]], [[11, 12]]],
    [
      "repo:acme/app:x",
      "repo:acme@12/app@34:x",
      [],
      [
        [9, 12],
        [16, 19],
      ],
    ],
    ["https://a.example", "https://a.example/", [], [[17, 18]]],
    [
      '"1001"',
      "1001",
      [
        [0, 1],
        [5, 6],
      ],
      [],
    ],
  ])("marks no more than is needed in %s and %s", (one, other, expected, presented) => {
    const ranges = (pairs: readonly (readonly number[])[]) => pairs.map(([from, to]) => ({ from, to }));
    expect(mark(one, other)).toEqual({ expected: ranges(expected), presented: ranges(presented) });
  });

  it("marks all between what very long texts begin and end with, in no time", () => {
    const [one, other] = [`<${"ab".repeat(5_000)}>`, `<${"ba".repeat(5_000)}>`];
    expect(mark(one, other)).toEqual({
      expected: [{ from: 1, to: 10_001 }],
      presented: [{ from: 1, to: 10_001 }],
    });
  });
});
