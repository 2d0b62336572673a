import { expect, test } from "vitest";
import { reasons } from "../../../server/src/core/reasons.ts";
import { reasonChoices } from "../../src/explaining/reason-words.ts";

test("there are words for every reason that the server refuses for, and for no other", () => {
  const worded = reasonChoices.map(({ reason }) => reason);
  expect(worded.toSorted()).toEqual(Object.keys(reasons).toSorted());
});

test("no two reasons read alike in the choice among them", () => {
  expect(new Set(reasonChoices.map(({ words }) => words)).size).toBe(reasonChoices.length);
});
