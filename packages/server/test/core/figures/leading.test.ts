import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Leading } from "../../../src/core/figures/leading.ts";
import { tried } from "../../properties/property.ts";

interface Ranked {
  readonly rank: number;
  readonly at: number;
}

function leading(limit: number, ranks: readonly number[]): readonly Ranked[] {
  const found = new Leading<Ranked>(limit, (one, other) => one.rank - other.rank);
  for (const [at, rank] of ranks.entries()) found.add({ rank, at });
  return found.list();
}

describe("the leading of very many", () => {
  it("are none of none", () => {
    expect(leading(3, [])).toEqual([]);
  });

  it("are the first of all, in order", () => {
    expect(leading(3, [5, 1, 4, 2, 3]).map(({ rank }) => rank)).toEqual([1, 2, 3]);
  });

  it("are all where there are no more", () => {
    expect(leading(3, [2, 1]).map(({ rank }) => rank)).toEqual([1, 2]);
  });

  it("are of equals those that came first", () => {
    expect(leading(3, [1, 1, 0, 1]).map(({ at }) => at)).toEqual([2, 0, 1]);
  });

  it("are what sorting all of them gives", () => {
    const ranks = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });
    fc.assert(
      fc.property(ranks, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const sorted = all.map((rank, at) => ({ rank, at })).toSorted((one, other) => one.rank - other.rank);
        expect(leading(limit, all)).toEqual(sorted.slice(0, limit));
      }),
      tried(81, 200),
    );
  });

  it("are found without comparing each with all of them", () => {
    let compared = 0;
    const found = new Leading<number>(100, (one, other) => {
      compared += 1;
      return one - other;
    });
    for (let item = 0; item < 10_000; item += 1) found.add(item);
    expect(compared).toBeLessThan(20_000);
  });
});
