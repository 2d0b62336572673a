import { describe, expect, it } from "vitest";
import { adoptState } from "../../src/engine/adopt.ts";
import type { Attributes } from "../../src/engine/schema.ts";

const attributes = {
  text: { type: "string", presence: "optional", description: "Text." },
  count: { type: "number", presence: "optional", description: "Count." },
  flag: { type: "bool", presence: "optional", description: "Flag." },
  spec: {
    type: { object: { on: { type: "bool", presence: "defaulted", default: true, description: "On." } } },
    presence: "optional",
    description: "Spec.",
  },
} as const satisfies Attributes;

describe("a foreign state", () => {
  it.each([
    ["text", true, "true"],
    ["text", 3, "3"],
    ["text", ["a"], null],
    ["count", "-12", -12],
    ["count", "12a", null],
    ["count", "a12", null],
    ["count", "", null],
    ["count", "99999999999999999", null],
    ["count", true, null],
    ["flag", "true", true],
    ["flag", "false", false],
    ["flag", "yes", null],
    ["flag", 1, null],
    ["spec", [{ on: "false" }], { on: false }],
    ["spec", [], null],
    ["spec", [{ on: false }, { on: false }], null],
    ["spec", {}, { on: true }],
  ])("with %s as %j is taken for %j", (name, foreign, ours) => {
    expect(adoptState(attributes, { [name]: foreign })).toMatchObject({ [name]: ours });
  });

  it("never brings a default for what is not there as a whole", () => {
    expect(adoptState(attributes, {})).toEqual({ text: null, count: null, flag: null, spec: null });
  });
});
