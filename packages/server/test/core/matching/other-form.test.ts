import { describe, expect, it } from "vitest";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { isUsedUp, presentedBy } from "../../../src/core/matching/presented.ts";
import {
  isSubject,
  otherFormOf,
  readsSubject,
  withNamesOf,
} from "../../../src/core/matching/subject-forms.ts";
import type { Clause, ClauseTest, JsonObject, Matcher } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import { mappingOf, ruleOf } from "../samples.ts";

const ids = { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] } as const;
const forms = { ids, pins: [] };
const own = { owner_id: "12", repository_id: "34" };
const otherOf = (claims: JsonObject) => otherFormOf(claims, forms);

describe("the other form of a subject", () => {
  it("leaves out the numbers that arrived, and says whether they are the token's own", () => {
    const arrived = { ...forms, text: "repo:acme/app:x", arrived: "with_ids" };
    expect(otherOf({ sub: "repo:acme@12/app@34:x", ...own })).toEqual({ ...arrived, agreed: true });
    expect(otherOf({ sub: "repo:acme@12/app@35:x", ...own })).toEqual({ ...arrived, agreed: false });
    expect(otherOf({ sub: "repo:acme@13/app@34:x", ...own })).toEqual({ ...arrived, agreed: false });
    expect(otherOf({ sub: "repo:acme@12/app@34:x" })).toEqual({ ...arrived, agreed: false });
  });

  it("puts the token's own numbers behind bare names", () => {
    expect(otherOf({ sub: "repo:acme/app:x", ...own })).toEqual({
      ...forms,
      text: "repo:acme@12/app@34:x",
      arrived: "bare",
      agreed: true,
    });
  });

  it.each<[string, JsonObject]>([
    ["there is no subject", own],
    ["it is no text", { sub: 7, ...own }],
    ["it is a list", { sub: ["repo:acme/app:x"], ...own }],
    ["it begins otherwise", { sub: "acme/app:x", ...own }],
    ["only the owner has its number", { sub: "repo:acme@12/app:x", ...own }],
    ["only the item has its number", { sub: "repo:acme/app@34:x", ...own }],
    ["the token lacks the owner's number", { sub: "repo:acme/app:x", repository_id: "34" }],
    ["the token lacks the item's number", { sub: "repo:acme/app:x", owner_id: "12" }],
    [
      "the token's number has something before it",
      { sub: "repo:acme/app:x", owner_id: "12", repository_id: "x34" },
    ],
    [
      "the token's number has something behind it",
      { sub: "repo:acme/app:x", owner_id: "12x", repository_id: "34" },
    ],
    ["something stands before the number", { sub: "repo:acme@12/app@x34:x", ...own }],
    ["something stands behind the number", { sub: "repo:acme@12x/app@34:x", ...own }],
    ["there is one name only", { sub: "repo:acme:x", ...own }],
    ["there are three names", { sub: "repo:acme/app/x:x", ...own }],
  ])("is none where %s", (_, claims) => {
    expect(otherOf(claims)).toBeNull();
  });
});

describe("a list of an expression and a text", () => {
  it("fits the other form by the text alone, whose numbers are pinned, and never by the expression", () => {
    const claims = { sub: "repo:acme@12/app@34:x", ...own };
    const matches = (written: string) => {
      const matchers: readonly Matcher[] = [
        { kind: "regex", source: "^repo:acme/app:" },
        { kind: "equals", value: written },
      ];
      const when: readonly Clause[] = [
        ...ruleOf({ repository_id: "34" }).when,
        { path: ["sub"], test: { kind: "any_of", matchers } },
      ];
      const compiled = compileMapping(mappingOf({}, { rules: [{ ...ruleOf({}), when }] }), compileRegex);
      return judgeMapping(compiled, presentedBy(claims, otherOf(claims))).length > 0;
    };
    expect(matches("repo:acme/app:x")).toBe(true);
    expect(matches("repo:acme/web:x")).toBe(false);
  });
});

describe("judging a subject in its other form", () => {
  const claims = { sub: "repo:acme@12/app@34:x", ...own };
  const judged = (steps: number) => {
    const presented = presentedBy(claims, otherOf(claims), steps);
    const compiled = compileMapping(mappingOf({ repository_id: "34", sub: "repo:acme/app:x" }), compileRegex);
    return { matched: judgeMapping(compiled, presented).length > 0, left: presented.effort.left, presented };
  };

  it("takes a step for each clause of the rule, and fifty for each text that is looked into", () => {
    const rule = 1 + 2;
    const reading = 2;
    expect(judged(1_000)).toMatchObject({ matched: true, left: 1_000 - rule - reading - (2 + 50) });
  });

  it("matches nothing with fewer steps than that, and says that they are used up", () => {
    for (let steps = 1; steps <= 57; steps += 1) {
      const { matched, presented } = judged(steps);
      expect([steps, matched, isUsedUp(presented)]).toEqual([steps, false, true]);
    }
    expect(judged(58).matched).toBe(true);
  });
});

describe("the clauses about the subject", () => {
  const test: ClauseTest = { kind: "present" };
  const alias = (...path: readonly string[]) => ({ path, folded: false, printed: false });

  it("are those whose path is sub and nothing else", () => {
    expect([["sub"], ["ref"], ["sub", "name"], ["deep", "sub"], []].map(isSubject)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(readsSubject({ path: ["sub"], test }, {})).toBe(true);
    expect(readsSubject({ path: ["ref"], test }, { ref: "a" })).toBe(false);
  });

  it("are, where other names are given, those that find their claim there", () => {
    const clause: Clause = { path: ["user"], test, aliases: [alias("sub"), alias("ref")] };
    expect(readsSubject(clause, { sub: "a", ref: "b" })).toBe(true);
    expect(readsSubject(clause, { user: "c", sub: "a" })).toBe(false);
    expect(readsSubject(clause, { ref: "b" })).toBe(false);
    expect(readsSubject(clause, {})).toBe(false);
    expect(readsSubject({ ...clause, path: ["sub"] }, { ref: "b" })).toBe(false);
  });
});

describe("a subject that takes over what follows the names", () => {
  it("has its own names and what follows them in the other text", () => {
    expect(withNamesOf("repo:acme@12/app@34:main", "repo:old/web:dev:*", ids)).toBe(
      "repo:acme@12/app@34:dev:*",
    );
    expect(withNamesOf("repo:acme/app", "repo:old/web:dev", ids)).toBe("repo:acme/app:dev");
    expect(withNamesOf("repo:acme/app:main", "repo:old/*", ids)).toBe("repo:acme/app");
  });

  it("is none where one of the two has no names", () => {
    expect(withNamesOf("main", "repo:old/web:dev", ids)).toBeNull();
    expect(withNamesOf("repo:acme/app:main", "dev", ids)).toBeNull();
    expect(withNamesOf("main", "dev", ids)).toBeNull();
  });
});
