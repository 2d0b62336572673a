import fc from "fast-check";
import { expect, it } from "vitest";
import { RecentlyUsed } from "../../src/runtime/recently-used.ts";

const limit = 4;
const names = fc.array(
  fc.integer({ min: 0, max: 20 }).map((number) => `${number}`),
  { minLength: 1, maxLength: 80 },
);

/** Uses each in turn, as a cache is used. */
function use(used: readonly string[]) {
  const values = new RecentlyUsed<{ readonly name: string }>(limit);
  for (const name of used) if (values.get(name) === undefined) values.set(name, { name });
  return values;
}

it("remembers those used last, as many as it must", () => {
  fc.assert(
    fc.property(names, (used) => {
      const values = use(used);
      const last = [...new Set(used.toReversed())].slice(0, limit);
      // Looking counts as a use, so each is looked for among the same ones.
      for (const name of last) expect(use(used).get(name)).toEqual({ name });
      expect(values.get("never")).toBeUndefined();
    }),
  );
});

it("never remembers more than twice as many", () => {
  fc.assert(
    fc.property(names, (used) => {
      const remembered = [...new Set(used)].filter((name) => use(used).get(name) !== undefined);
      expect(remembered.length).toBeLessThanOrEqual(2 * limit);
    }),
  );
});

it("forgets what was unused while as many others came and went again", () => {
  const others = Array.from({ length: 2 * limit }, (_, number) => `other ${number}`);
  expect(use(["first", ...others]).get("first")).toBeUndefined();
});

it("has the value that was set last", () => {
  const values = new RecentlyUsed<number>(limit);
  values.set("name", 1);
  values.set("name", 2);
  expect(values.get("name")).toBe(2);
});
