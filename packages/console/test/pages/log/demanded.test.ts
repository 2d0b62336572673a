import { expect, test } from "vitest";
import { demandedOf } from "../../../src/pages/log/model/demanded.ts";

const claims = { sub: "job", nested: { ref: ["a", "b"] }, "https://host/claim.x": 7 };

test.each([
  ["sub", '"job"'],
  ["nested.ref", '["a","b"]'],
  ["https://host/claim.x", "7"],
  ["nested.other", null],
  ["constructor", null],
])("what is demanded of %s is read from the draft", (claim, text) => {
  expect(demandedOf({ claims }, claim)).toBe(text);
});

test("a draft in the long form says nothing of single claims", () => {
  expect(demandedOf({}, "sub")).toBeNull();
});
