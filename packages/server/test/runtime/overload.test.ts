import { describe, expect, it } from "vitest";
import { createTurnBudget } from "../../src/runtime/overload.ts";

/** A turn of the event loop in the test's hands. */
function turn() {
  const loop = { ms: 0, crowded: false, begin: () => {} };
  const isOneTooMany = createTurnBudget(
    () => loop.ms,
    () => loop.crowded,
    (begin) => {
      loop.begin = begin;
    },
  );
  const arrive = (requests: number, eachMs: number, waits = false) =>
    Array.from({ length: requests }, () => {
      const turnedAway = isOneTooMany(() => waits);
      if (!turnedAway) loop.ms += eachMs;
      return turnedAway;
    }).filter((turnedAway) => turnedAway).length;
  return { loop, arrive };
}

describe("the budget of one turn", () => {
  it("turns away what arrives after it is used up, and begins anew with the next turn", () => {
    const { loop, arrive } = turn();
    expect(arrive(200, 0.5)).toBe(200 - 81);
    loop.begin();
    expect(arrive(80, 0.5)).toBe(0);
  });

  it("turns nobody away for one long pause", () => {
    const { arrive } = turn();
    expect(arrive(1, 5_000)).toBe(0);
    expect(arrive(15, 0.1)).toBe(0);
  });

  it("serves one request from each of 64 connections, however slow the machine is", () => {
    const { arrive } = turn();
    expect(arrive(64, 10)).toBe(0);
    expect(arrive(1, 10)).toBe(1);
  });

  it("is never used up by requests that cost little", () => {
    expect(turn().arrive(10_000, 0.001)).toBe(0);
  });

  it("turns away who would wait for a turn while many do, and nobody else", () => {
    const { loop, arrive } = turn();
    loop.crowded = true;
    expect(arrive(3, 0, true)).toBe(3);
    expect(arrive(3, 0)).toBe(0);
    loop.crowded = false;
    expect(arrive(3, 0, true)).toBe(0);
  });
});
