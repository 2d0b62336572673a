import { describe, expect, it } from "vitest";
import { regexComplaint } from "../../../src/core/configuring/mapping-rules.ts";
import type { Clause, ClauseTest, Matcher } from "../../../src/core/terms.ts";
import { validClause, validGrant } from "../drafts.ts";
import { clause, faultOf, is, ruled } from "./validity.ts";

const lookingAhead: Matcher = { kind: "regex", source: "a(?=b)" };
const complaint = "is no regular expression that this server compiles. It has look-ahead.";

describe("a valid clause", () => {
  it.each<[string, Partial<Clause>]>([
    ["of any value", { test: { kind: "present" } }],
    ["with one exact value", { test: { kind: "is", matcher: { kind: "equals", value: "" } } }],
    ["with what an object holds", { test: { kind: "is", matcher: { kind: "subset", value: {} } } }],
    [
      "with an expression that is found everywhere",
      { test: { kind: "is", matcher: { kind: "regex", source: "" } } },
    ],
    ["of no value", { test: { kind: "none_of", matchers: [] } }],
    ["with a separator and eight other names", { separator: ",", aliases: Array(8).fill({ path: ["a"] }) }],
  ])("may be one %s", (_, change) => {
    expect(clause(change)).toBeNull();
  });
});

describe("a clause is refused", () => {
  it.each<[string, string, Partial<Clause>]>([
    ["no claim", "rules.0.when.0.path", { path: [] }],
    ["a claim without a name", "rules.0.when.0.path.0", { path: [""] }],
    ["a path of 17 members", "rules.0.when.0.path", { path: Array.from({ length: 17 }, () => "a") }],
    [
      "too many values",
      "rules.0.when.0.test.matchers",
      {
        test: {
          kind: "any_of",
          matchers: Array.from({ length: 1_001 }, (_, value) => ({ kind: "equals", value })),
        },
      },
    ],
  ])("with a clause of %s", (_, field, change) => {
    expect(clause(change)).toMatchObject({ field });
  });

  it("with more regular expressions than can be compiled in passing", () => {
    const listing = (count: number): Partial<Clause> => ({
      test: {
        kind: "any_of",
        matchers: Array.from({ length: count }, () => ({ kind: "regex", source: "a" })),
      },
    });
    expect(clause(listing(500))).toBeNull();
    expect(clause(listing(501))).toMatchObject({
      field: "rules",
      detail: expect.stringContaining("hold 501 regular expressions, and one mapping may hold 500"),
    });
  });

  it.each(["(?i)[\\pL\\pN]".repeat(7), "[\\pL\\pN]{1,100}"])(
    "with regular expressions such as %j that together take long to compile, however few they are",
    (source) => {
      const listing = (count: number): Partial<Clause> => ({
        test: { kind: "any_of", matchers: Array.from({ length: count }, () => ({ kind: "regex", source })) },
      });
      expect(clause(listing(20))).toBeNull();
      expect(clause(listing(40))).toMatchObject({
        field: "rules",
        detail: expect.stringContaining("take too long to compile"),
      });
    },
  );

  it("with a glob longer than 1024 characters", () => {
    expect(is({ kind: "glob", pattern: "a".repeat(1_025) })).toMatchObject({
      field: "rules.0.when.0.test.matcher.pattern",
    });
  });

  it("with a regular expression that does not compile, and why", () => {
    expect(is({ kind: "regex", source: "a(?=b)" })).toEqual({
      kind: "invalid",
      field: "rules.0.when.0.test.matcher.source",
      detail:
        "rules.0.when.0.test.matcher.source is no regular expression that this server compiles. It has look-ahead.",
    });
  });

  it("with more regular expressions in many rules than can be compiled in passing", () => {
    const test: ClauseTest = { kind: "is", matcher: { kind: "regex", source: "a" } };
    const rules = (count: number) =>
      Array(count).fill({ when: [{ ...validClause, test }], grant: validGrant });
    expect(ruled(rules(500))).toBeNull();
    expect(ruled(rules(501))).toMatchObject({ field: "rules" });
  });

  it.each(["any_of", "none_of", "keep", "drop"] as const)("by each of its matchers: %s", (kind) => {
    const equal: Matcher = { kind: "equals", value: "a" };
    expect(clause({ test: { kind, matchers: [equal, lookingAhead] } })).toEqual(
      faultOf("rules.0.when.0.test.matchers.1.source", complaint),
    );
    expect(clause({ test: { kind, matchers: Array(1_001).fill(equal) } })).toEqual(
      faultOf("rules.0.when.0.test.matchers", "may have at most 1000 items."),
    );
  });

  it.each<[string, string, Partial<Clause>]>([
    ["path", "must have 1 to 16 items.", { path: [] }],
    ["path.1", "must have 1 to 1024 characters, none of them invisible.", { path: ["a", ""] }],
    ["separator", "must have 1 to 1024 characters, none of them invisible.", { separator: "\n" }],
    ["aliases", "may have at most 8 items.", { aliases: Array(9).fill({ path: ["a"] }) }],
    ["aliases.1.path", "must have 1 to 16 items.", { aliases: [{ path: ["a"] }, { path: [] }] }],
    [
      "test.matcher.source",
      "must have 1 to 1024 characters, none of them invisible.",
      { test: { kind: "is", matcher: { kind: "regex", source: "a".repeat(1_025) } } },
    ],
    ["test.matcher.source", complaint, { test: { kind: "is", matcher: lookingAhead } }],
  ])("by its %s: %s", (field, rest, change) => {
    expect(clause(change)).toEqual(faultOf(`rules.0.when.0.${field}`, rest));
  });
});

it("says what a compiler says of an expression, where it says anything", () => {
  const complaintOf = (detail: string | null) =>
    regexComplaint({ reason: "template_failed", evidence: detail === null ? {} : { detail } });
  expect(complaintOf("It is long.")).toBe("is no regular expression that this server compiles. It is long.");
  expect(complaintOf(null)).toBe("is no regular expression that this server compiles.");
});
