import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countScale, labelledPlaces } from "../../src/charts/scale.ts";

describe("a scale for counts", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [41, [0, 20, 40, 60]],
    [99_999, [0, 50_000, 100_000]],
  ])("up to %i has the ticks %j", (most, ticks) => {
    expect(countScale(most)).toEqual({ top: ticks.at(-1), ticks });
  });

  it("holds every count, in few even and whole steps, and wastes at most half", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000 }), (most) => {
        const { top, ticks } = countScale(most);
        const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
        expect(top).toBeGreaterThanOrEqual(most);
        expect(new Set(steps).size).toBe(1);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(top).toBeLessThanOrEqual(Math.max(1, most) * 2);
      }),
    );
  });
});

describe("labels along an axis", () => {
  it("are at every place where there are few", () => {
    expect(labelledPlaces(3, 5)).toEqual([0, 1, 2]);
  });

  it("are even, few, and at the last place, which is the present", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 }), fc.integer({ min: 2, max: 10 }), (count, most) => {
        const places = labelledPlaces(count, most);
        const strides = places.slice(1).map((place, index) => place - (places[index] ?? 0));
        expect(places.length).toBeLessThanOrEqual(most);
        expect(places.at(-1)).toBe(count - 1);
        expect(new Set(strides).size).toBeLessThanOrEqual(1);
        expect(places[0]).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
