import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairUp } from "../../src/engine/pairing.ts";

describe("pairing", () => {
  it("lets one that fits everywhere make room for one that fits in one place", () => {
    const fits = (one: number, other: number) => one === 0 || other === 0;
    expect(pairUp(2, 2, fits)).toEqual([1, 0]);
  });

  it("leaves alone what fits nowhere, or where all places are taken", () => {
    expect(pairUp(3, 1, (one) => one !== 0)).toEqual([null, 0, null]);
    expect(pairUp(1, 0, () => true)).toEqual([null]);
  });

  it("pairs as many as trying out everything does", () => {
    const most = (table: readonly (readonly boolean[])[], taken: ReadonlySet<number> = new Set()): number => {
      const [row, ...rest] = table;
      if (row === undefined) return 0;
      const taking = row.map((fits, other) =>
        fits && !taken.has(other) ? 1 + most(rest, new Set([...taken, other])) : 0,
      );
      return Math.max(most(rest, taken), ...taking);
    };
    const table = fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(table, (rows) => {
        const pairs = pairUp(rows.length, 4, (one, other) => rows[one]?.[other] ?? false);
        const made = pairs.flatMap((other, one) => (other === null ? [] : [[one, other] as const]));
        expect(made.every(([one, other]) => rows[one]?.[other])).toBe(true);
        expect(new Set(made.map(([, other]) => other)).size).toBe(made.length);
        expect(made.length).toBe(most(rows));
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
