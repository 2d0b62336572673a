import { describe, expect, it } from "vitest";
import { settleHeap } from "../../src/runtime/heap.ts";

/** As a start leaves it behind: large, old, and pointed to by nothing any more. */
function garbage(): WeakRef<object> {
  return new WeakRef(Array.from({ length: 10_000 }, (_, index) => ({ index })));
}

describe("settling the heap", () => {
  it("collects what the start has left, and leaves no way to collect behind", async () => {
    const left = garbage();
    // A reference that was just made is kept until the turn ends.
    await new Promise((turn) => setImmediate(turn));
    expect(left.deref()).toBeDefined();
    await new Promise((turn) => setImmediate(turn));
    settleHeap();
    expect(left.deref()).toBeUndefined();
    expect(Object.hasOwn(globalThis, "gc")).toBe(false);
  });
});
