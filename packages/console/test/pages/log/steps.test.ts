import { expect, test } from "vitest";
import { stepFor } from "../../../src/pages/log/list/steps.ts";

const press = (key: string, index: number, count: number, held = {}) =>
  stepFor({ key, altKey: false, ctrlKey: false, metaKey: false, ...held }, index, count);

test.each([
  ["ArrowDown", 4, 5],
  ["ArrowUp", 4, 3],
  ["PageDown", 4, 14],
  ["PageUp", 14, 4],
  ["Home", 14, 0],
  ["End", 4, 99],
])("%s leads from row %i to row %i", (key, from, to) => {
  expect(press(key, from, 100)).toBe(to);
});

test("no key leads beyond the rows there are", () => {
  expect([press("ArrowUp", 0, 3), press("PageDown", 1, 3), press("ArrowDown", 2, 3)]).toEqual([0, 2, 2]);
});

test("other keys, keys held with another, and an empty list lead nowhere", () => {
  expect([press("a", 1, 3), press("Home", 1, 3, { ctrlKey: true }), press("ArrowDown", 0, 0)]).toEqual([
    null,
    null,
    null,
  ]);
});
