import { expect, it } from "vitest";
import { Unavailable } from "../../src/store/unavailable.ts";
import { begunAnew } from "../../src/store/writes.ts";

const deadlock = () => Object.assign(new Error("deadlock detected"), { code: "40P01" });

/** A transaction that ends like this, one time after another, and then well. */
function ending(...problems: readonly Error[]) {
  const left = [...problems];
  let begun = 0;
  return {
    begun: () => begun,
    async transaction() {
      begun += 1;
      const problem = left.shift();
      if (problem !== undefined) throw problem;
      return "kept";
    },
  };
}

it("A transaction that was ended because it waited in a ring is begun anew", async () => {
  const { transaction, begun } = ending(deadlock());
  expect(await begunAnew(transaction)).toBe("kept");
  expect(begun()).toBe(2);
});

it("A transaction that was ended so twice was an outage and no bug", async () => {
  const { transaction, begun } = ending(deadlock(), deadlock());
  await expect(begunAnew(transaction)).rejects.toThrow(Unavailable);
  expect(begun()).toBe(2);
});

it("A transaction that failed otherwise is not begun anew", async () => {
  const { transaction, begun } = ending(new Error("disk full"));
  await expect(begunAnew(transaction)).rejects.toThrow("disk full");
  expect(begun()).toBe(1);
});
