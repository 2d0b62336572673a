import { expect, test } from "vitest";
import {
  type Clause,
  clauseRow,
  clausesOf,
  nearestSentence,
  nearMissInWords,
  nearness,
  type Trial,
} from "../../src/explaining/clauses.ts";

const failed: Clause = {
  claim: "ref",
  path: ["ref"],
  expected: '"refs/heads/main"',
  presented: "refs/heads/Main",
  near_miss: {
    kind: "letter_case",
    advice: "Write it as the token carries it.",
    expected: "refs/heads/main",
    presented: "refs/heads/Main",
    marks: { expected: [{ from: 11, to: 12 }], presented: [{ from: 11, to: 12 }] },
  },
};
const trial: Trial = {
  mapping_id: "m",
  mapping: "deploy",
  project: null,
  priority: 100,
  matched: false,
  clauses_held: 1,
  clauses_total: 2,
  failures: [failed],
  failed,
  subject_form: null,
  clauses: [
    {
      claim: "repository",
      path: ["repository"],
      expected: '"acme/shop"',
      presented: "acme/shop",
      near_miss: null,
      held: true,
      found_at: null,
    },
    { ...failed, held: false, found_at: null },
  ],
};

test("every clause of the closest rule is shown, held or not", () => {
  expect(clausesOf(trial).map(({ claim, held }) => [claim, held])).toEqual([
    ["repository", true],
    ["ref", false],
  ]);
});

test("of a mapping further away those are shown that failed", () => {
  expect(clausesOf({ ...trial, clauses: [] }).map(({ claim }) => claim)).toEqual(["ref"]);
});

test("a claim that is missing is told from one that is null", () => {
  const { presented: _, ...absent } = failed;
  expect([clauseRow(absent).presented, clauseRow({ ...failed, presented: null }).presented]).toEqual([
    null,
    "null",
  ]);
});

test("a near miss comes in words, with what to do and where the texts differ", () => {
  expect(clauseRow(failed).nearMiss).toEqual({
    words: "Only upper and lower case differ",
    advice: "Write it as the token carries it.",
    expected: { text: "refs/heads/main", marks: [{ from: 11, to: 12 }] },
    presented: { text: "refs/heads/Main", marks: [{ from: 11, to: 12 }] },
  });
});

test("a near miss that is not known yet is still called one", () => {
  expect(nearMissInWords("half_a_moon")).toBe("A small difference: half a moon");
});

test.each([
  [{ matched: true, clauses_held: 2 }, "All 2 clauses hold"],
  [{ matched: true, clauses_held: 1, clauses_total: 1 }, "Its clause holds"],
  [{ clauses_held: 0, clauses_total: 1 }, "0 of 1 clause holds"],
  [{}, "1 of 2 clauses hold"],
])("how near a mapping came is a few words", (changed, words) => {
  expect(nearness({ ...trial, ...changed })).toBe(words);
});

test("the nearest mapping is told with what it missed, and whether that is small", () => {
  expect(nearestSentence(trial)).toBe(
    "The mapping “deploy” came nearest: its demand on ref did not hold, a near miss: only upper and lower case differ.",
  );
  const far = ["a", "b", "c", "d", "a"].map((claim) => ({ ...failed, claim, near_miss: null }));
  expect(nearestSentence({ ...trial, failures: far })).toBe(
    "The mapping “deploy” came nearest: its demands on a, b, c and 1 more did not hold.",
  );
});
