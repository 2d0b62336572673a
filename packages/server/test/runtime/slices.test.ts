import { describe, expect, it } from "vitest";
import type { Steps } from "../../src/core/steps.ts";
import { inSlices } from "../../src/runtime/slices.ts";

/** Steps that take so long each, by a clock that nothing else moves. */
function work(count: number, stepMs: number) {
  let now = 0;
  function* steps(): Steps<string> {
    for (let index = 0; index < count; index += 1) {
      now += stepMs;
      yield;
    }
    return "done";
  }
  return { steps: steps(), monotonicMs: () => now };
}

/** How many turns others had until the work was done. */
async function turnsDuring(carried: Promise<string>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const others = () => {
    if (isDone) return;
    turns += 1;
    setImmediate(others);
  };
  setImmediate(others);
  expect(await carried).toBe("done");
  isDone = true;
  return turns;
}

describe("long work in slices", () => {
  it("lets others have their turn before it has worked for 5 ms", async () => {
    const { steps, monotonicMs } = work(100, 1);
    expect(await turnsDuring(inSlices(steps, monotonicMs))).toBeGreaterThanOrEqual(100 / 5);
  });

  it("goes on at once while it is quick", async () => {
    const { steps, monotonicMs } = work(100, 0.01);
    expect(await turnsDuring(inSlices(steps, monotonicMs))).toBe(0);
  });
});
