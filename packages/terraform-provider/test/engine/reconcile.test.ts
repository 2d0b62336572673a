import { describe, expect, it } from "vitest";
import { planObject } from "../../src/engine/plan.ts";
import { reconcile } from "../../src/engine/reconcile.ts";
import type { Attributes } from "../../src/engine/schema.ts";
import { unknown } from "../../src/engine/values.ts";

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const user = { type: "string", presence: "required", sameMeaning: same, description: "Who." } as const;
const id = { type: "string", presence: "computed", description: "Given." } as const;
const attributes = {
  list: { type: { listOf: { user, id } }, presence: "optional", description: "In order." },
  set: { type: { setOf: { user, id } }, presence: "optional", description: "In no order." },
  map: { type: { map: "string" }, presence: "optional", sameMeaning: same, description: "By name." },
  names: { type: { list: "string" }, presence: "optional", sameMeaning: same, description: "In order." },
} as const satisfies Attributes;
const nothing = { list: null, set: null, map: null, names: null };
const element = (who: string) => ({ user: who, id: `id-${who.toLowerCase()}` });

const compare = (known: object, fresh: object) => {
  const { value, differences } = reconcile(attributes, { ...nothing, ...known }, { ...nothing, ...fresh });
  return { value, at: differences.map(({ at }) => at.join(".")) };
};

describe("what is known and a fresh account", () => {
  it("differ as a whole where a list is shorter or longer, and keep the words of the rest", () => {
    const two = [element("a"), element("b")];
    expect(compare({ list: two }, { list: [element("A")] })).toMatchObject({
      at: ["list"],
      value: { list: [element("a")] },
    });
    expect(compare({ list: [element("a")] }, { list: [element("A"), element("B")] })).toMatchObject({
      at: ["list"],
      value: { list: [element("a"), element("B")] },
    });
    expect(compare({ names: ["a"] }, { names: ["A", "b"] }).at).toEqual(["names"]);
  });

  it("differ as a whole where a set does, and keep the words of the elements that are the same", () => {
    const known = { set: [element("a"), element("b")] };
    expect(compare(known, { set: [element("C"), element("A")] })).toMatchObject({
      at: ["set"],
      value: { set: [element("C"), element("a")] },
    });
    expect(compare(known, { set: [element("A")] })).toMatchObject({
      at: ["set"],
      value: { set: [element("a")] },
    });
    expect(compare({ set: [element("a")] }, { set: [element("A"), element("b")] }).at).toEqual(["set"]);
    expect(compare(known, { set: [element("B"), element("A")] })).toMatchObject({ at: [], value: known });
  });

  it("differ where a map has another name, more of them, or another text", () => {
    expect(compare({ map: { a: "x" } }, { map: { a: "X" } })).toMatchObject({
      at: [],
      value: { map: { a: "x" } },
    });
    for (const map of [{ a: "x", b: "y" }, { b: "x" }, {}, { a: "z" }]) {
      expect(compare({ map: { a: "x" } }, { map })).toMatchObject({ at: ["map"], value: { map } });
    }
    expect(compare({ map: { a: "x", b: "y" } }, { map: { a: "x" } }).at).toEqual(["map"]);
  });

  it("differ where one of them has no value", () => {
    expect(compare({ list: [] }, { list: null }).at).toEqual(["list"]);
    expect(compare({ map: null }, { map: {} }).at).toEqual(["map"]);
  });

  it("agree wherever anything would do", () => {
    const known = { list: [unknown, { user: "a", id: unknown }], set: [unknown], map: unknown };
    const fresh = { list: [element("x"), element("A")], set: [element("y")], map: { a: "b" } };
    expect(compare(known, fresh)).toMatchObject({
      at: [],
      value: { ...fresh, list: [element("x"), element("a")] },
    });
  });
});

describe("a plan of elements", () => {
  it("keeps what the server gave an element of a list at its place", () => {
    const prior = { ...nothing, list: [element("a"), element("b")] };
    const given = { list: [{ user: "a" }, { user: "c" }, { user: "d" }] };
    expect(planObject(attributes, prior, given).planned["list"]).toEqual([
      element("a"),
      { user: "c", id: "id-b" },
      { user: "d", id: unknown },
    ]);
  });

  it("keeps what the server gave an element of a set wherever it stands", () => {
    const prior = { ...nothing, set: [element("a"), element("b")] };
    const given = { set: [{ user: "c" }, { user: "B" }] };
    expect(planObject(attributes, prior, given).planned["set"]).toEqual([
      { user: "c", id: unknown },
      element("b"),
    ]);
    expect(planObject(attributes, prior, { set: [{ user: "b" }, { user: "a" }] }).differences).toEqual([]);
  });

  it("takes a list and a set that are not known yet as they are", () => {
    const given = { list: unknown, set: [unknown] } as const;
    expect(planObject(attributes, null, given).planned).toMatchObject(given);
  });
});
