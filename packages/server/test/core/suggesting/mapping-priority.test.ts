import { describe, expect, it } from "vitest";
import { lowestPriority } from "../../../src/core/configuring/mapping-defaults.ts";
import { choosePriority } from "../../../src/core/suggesting/mapping-priority.ts";
import type { JsonObject } from "../../../src/core/terms.ts";
import { mappingOf, ruleOf } from "../samples.ts";

const ranked = (priority: number, ...claims: readonly JsonObject[]) => ({
  priority,
  rules: claims.map((one) => ruleOf(one)),
});

describe("the priority of a suggested mapping", () => {
  it("is the lowest where no exact mapping was ranked", () => {
    const lowest = {
      priority: lowestPriority,
      why: "It has the lowest priority, like every mapping that was given none: no exact mapping has been ranked here.",
    };
    expect(choosePriority([], null)).toEqual(lowest);
    expect(choosePriority([ranked(5, { sub: "a*" }), ranked(lowestPriority, { sub: "a" })], null)).toEqual(
      lowest,
    );
    expect(choosePriority([ranked(lowestPriority - 1, { sub: "a" })], null)).toEqual(lowest);
  });

  it("is right behind the weakest exact mapping that was ranked", () => {
    const others = [ranked(20, { sub: "a" }), ranked(7, { sub: "b" }), ranked(900, { sub: "c*" })];
    expect(choosePriority(others, null)).toEqual({
      priority: 21,
      why: "Its priority 21 comes right behind the exact mappings that are ranked, the weakest of which has 20: it takes nothing from them, and is judged before patterns that are weaker.",
    });
    expect(choosePriority([ranked(lowestPriority - 2, { sub: "a" })], null).priority).toBe(
      lowestPriority - 1,
    );
  });

  it("is not behind a mapping of which one rule, or one condition, is a pattern", () => {
    const others = [ranked(5, { sub: "a" }, { sub: "b*" }), ranked(6, { sub: "a", ref: "*" })];
    expect(choosePriority(others, null).priority).toBe(lowestPriority);
  });

  it("is before the mapping that accepts these claims today", () => {
    const wide = mappingOf({}, { name: "wide", priority: 10 });
    expect(choosePriority([ranked(3, { sub: "a" })], wide)).toEqual({
      priority: 9,
      why: 'Mapping "wide" (priority 10) accepts these claims already, so this one has priority 9, to be judged before it.',
    });
    expect(choosePriority([], { ...wide, priority: 2 }).priority).toBe(1);
  });

  it("is 1 like that of a mapping before which nothing comes, and says what to do", () => {
    expect(choosePriority([], mappingOf({}, { name: "wide", priority: 1 }))).toEqual({
      priority: 1,
      why: 'Mapping "wide" (priority 1) accepts these claims already, and nothing comes before priority 1: of the two the one with more claims wins. Delete that one, or give it a larger number, if this one shall decide.',
    });
  });
});
