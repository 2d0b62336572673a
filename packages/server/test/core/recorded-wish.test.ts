import { describe, expect, it } from "vitest";
import { recordedWish, type Wish, wishOf } from "../../src/core/recorded-wish.ts";

const usual: Wish = {
  entry: { kind: "exchange" },
  project: null,
  mapping: null,
  audience: { requested: [], rule: "known_only" },
  scope: [],
  target: null,
  requiresAudience: true,
};
const recorded = { project: null, mapping: null, entry: { kind: "exchange" }, requestedAudience: [] };
const rest = { claims: null, context: {}, grant: null };
const target = { kind: "project", id: "p1", name: null } as const;

describe("the record of a wish", () => {
  it("says nothing of what is usual", () => {
    expect(recordedWish(usual)).toEqual(recorded);
    const { target: _, ...without } = usual;
    expect(recordedWish(without)).toEqual(recorded);
    expect(recordedWish({ ...usual, audience: { requested: ["a"], rule: "known_only" } })).toEqual({
      ...recorded,
      requestedAudience: ["a"],
    });
  });

  it("says nothing of how an audience is judged where none is asked for", () => {
    expect(recordedWish({ ...usual, audience: { requested: [], rule: "covered" } })).toEqual(recorded);
  });

  it.each<[Partial<Wish>, object]>([
    [{ audience: { requested: ["a"], rule: "all_known" } }, { audienceRule: "all_known" }],
    [{ scope: ["applied-permissions/user"] }, { scope: ["applied-permissions/user"] }],
    [{ target }, { target }],
    [{ requiresAudience: false }, { takesAnyAudience: true }],
  ])("says what is not: %j", (changes, wish) => {
    expect(recordedWish({ ...usual, ...changes }).wish).toEqual(wish);
  });

  it.each<Partial<Wish>>([
    {},
    { project: "blue", mapping: "m", entry: { kind: "protocol", protocol: "openid" } },
    { audience: { requested: ["a"], rule: "covered" } },
    { scope: ["applied-permissions/user"] },
    { target },
    { requiresAudience: false },
  ])("gives back the wish: %j", (changes) => {
    const wish = { ...usual, ...changes };
    expect(wishOf({ ...rest, ...recordedWish(wish) })).toEqual(wish);
  });
});
