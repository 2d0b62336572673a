import { expect, it } from "vitest";
import { createStore } from "../../src/state/store.ts";

it("a store tells of each new value, until one asks no longer", () => {
  const store = createStore(1);
  const told: number[] = [];
  const leave = store.subscribe(() => told.push(store.get()));
  store.set(2);
  store.set(2);
  leave();
  store.set(3);
  expect(told).toEqual([2]);
  expect(store.get()).toBe(3);
});
