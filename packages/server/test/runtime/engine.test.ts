import { describe, expect, it } from "vitest";
import { collectGarbage } from "../../src/runtime/engine.ts";

/** As a start leaves it behind: large, old, and pointed to by nothing any more. */
function garbage(): WeakRef<object> {
  return new WeakRef(Array.from({ length: 10_000 }, (_, index) => ({ index })));
}

describe("a full garbage collection", () => {
  it("collects what the start has left, and leaves no way to collect behind", async () => {
    const left = garbage();
    // A reference that was just made is kept until the turn ends.
    await new Promise((turn) => setImmediate(turn));
    expect(left.deref()).toBeDefined();
    await new Promise((turn) => setImmediate(turn));
    collectGarbage();
    expect(left.deref()).toBeUndefined();
    expect(Object.hasOwn(globalThis, "gc")).toBe(false);
  });
});
