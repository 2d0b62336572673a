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

  /** How many characters both have in the same order. */
  function sharedCount([first, ...rest]: readonly string[], other: readonly string[]): number {
    if (first === undefined) return 0;
    const at = other.indexOf(first);
    const without = sharedCount(rest, other);
    return at === -1 ? without : Math.max(without, 1 + sharedCount(rest, other.slice(at + 1)));
  }

  it("leaves unmarked as much as both have in the same order", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
    fc.assert(
      fc.property(short, short, (one, other) => {
        const { expected } = mark(one, other);
        expect(unmarked(one, expected)).toHaveLength(sharedCount([...one], [...other]));
      }),
      tried(84, 1_000),
    );
  });

  it("takes a wildcard for more than the star that stands there in both", () => {
    expect(mark("a*b", "a*xb", true)).toEqual({ expected: [], presented: [] });
    expect(mark("a*b", "a*xb")).toEqual({ expected: [], presented: [{ from: 2, to: 3 }] });
  });

  const turned = (length: number) => {
    const same = "-".repeat(length - 2);
    return [`a${same}b`, `b${same}a`] as const;
  };

  it("compares a million pairs of characters, and marks the stretch of more as a whole", () => {
    expect(mark(...turned(1_000)).expected).toEqual([
      { from: 0, to: 1 },
      { from: 999, to: 1_000 },
    ]);
    expect(mark(...turned(1_001)).expected).toEqual([{ from: 0, to: 1_001 }]);
  });

  it("compares so many for all texts of one answer together", () => {
    const marker = createMarker();
    const [expected, presented] = turned(800);
    const compared = { expected, presented, isPattern: false };
    expect(marker(compared).expected).toHaveLength(2);
    expect(marker(compared).expected).toEqual([{ from: 0, to: 800 }]);
  });

  it("compares nothing of what a long pattern and its value begin with", () => {
    const long = "x".repeat(1_200);
    expect(mark(`${long}*`, `${long}yz`, true)).toEqual({ expected: [], presented: [] });
    expect(mark(`*${long}`, `yz${long}`, true)).toEqual({ expected: [], presented: [] });
  });

  it("marks all between what very long texts begin and end with, in no time", () => {
    const [one, other] = [`<${"ab".repeat(5_000)}>`, `<${"ba".repeat(5_000)}>`];
    expect(mark(one, other)).toEqual({
      expected: [{ from: 1, to: 10_001 }],
      presented: [{ from: 1, to: 10_001 }],
    });
  });
});
