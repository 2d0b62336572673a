import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { impliesInBothForms, lintOrder } from "../../../src/core/linting/lint-order.ts";
import { standingOf } from "../../../src/core/linting/standing.ts";
import { clausesFromClaims } from "../../../src/core/matching/claims-document.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { compileMapping, judgeMapping } from "../../../src/core/matching/mapping.ts";
import { otherFormOf } from "../../../src/core/matching/subject-forms.ts";
import type { Clause } from "../../../src/core/terms.ts";
import { tried } from "../../properties/property.ts";
import { mappingOf, ruleOf } from "../samples.ts";

const forms = { ids: { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] }, pins: [] } as const;
const subjects = ["repo:a/x:m", "repo:a@1/x@2:m", "repo:b@1/x@2:m", "repo:a/y:m", "repo:a@1/y@3:m"];
const sub = fc.constantFrom(
  ...subjects,
  ...["repo:a/*", "repo:a@1/*", "repo:*", "repo:a*", "repo:a*x:m", "repo:a/x:*", "repo:a@1/x@*:m", "*"],
);
const clauses: fc.Arbitrary<readonly Clause[]> = fc
  .record(
    {
      sub: fc.oneof(sub, fc.array(sub, { minLength: 1, maxLength: 2 })),
      owner_id: fc.constantFrom("1", "*"),
      repository_id: fc.constantFrom("2", "3"),
      none: fc.constantFrom(...subjects),
    },
    { requiredKeys: ["sub"] },
  )
  .map(({ none, ...document }) => [
    ...clausesFromClaims(document),
    ...(none === undefined
      ? []
      : [{ path: ["sub"], test: { kind: "none_of", matchers: [{ kind: "equals", value: none }] } } as const]),
  ]);

describe("implication among rules whose subject comes in two forms", () => {
  it("is sound: a token that satisfies the narrow rule satisfies the wide one", () => {
    const holds = (when: readonly Clause[], token: Record<string, string>) =>
      judgeMapping(
        compileMapping(mappingOf({}, { rules: [{ ...ruleOf({}), when }] }), noRegex),
        token,
        otherFormOf(token, forms),
      ).length > 0;
    fc.assert(
      fc.property(
        clauses,
        clauses,
        fc.constantFrom(...subjects),
        fc.constantFrom("2", "3"),
        (narrow, wide, text, repository_id) => {
          fc.pre(impliesInBothForms(narrow, wide, forms, { left: Number.POSITIVE_INFINITY }));
          const token = { sub: text, owner_id: "1", repository_id };
          expect(holds(narrow, token) && !holds(wide, token)).toBe(false);
        },
      ),
      tried(24, 1_000),
    );
  });
});

/** A thousand patterns about one owner each; all but the last are those of every other owner too. */
function longList(owner: number): readonly Clause[] {
  const own = (index: number) => (index === 999 ? `owner-${owner}` : `repo:*/${index}`);
  // Written so that no two lists share a text, and every pattern has to be tried against every other.
  const written = (index: number) => own(index).replace("*", "*".repeat(1 + (owner % 40)));
  return clausesFromClaims({ sub: Array.from({ length: 1_000 }, (_, index) => written(index)) });
}

describe("many mappings that list very much", () => {
  const listing = (owner: number) =>
    mappingOf(
      {},
      {
        id: `m${owner}`,
        name: `m${owner}`,
        priority: owner + 1,
        rules: [{ ...ruleOf({}), when: longList(owner) }],
      },
    );
  const others = Array.from({ length: 195 }, (_, index) => listing(index % 39));

  it("are compared with a draft no longer than a save may take", { timeout: 5_000 }, () => {
    expect(lintOrder(listing(39), others)).toEqual([]);
  });

  it("let others have their turn while a draft's place among them is found", { timeout: 20_000 }, () => {
    let longestMs = 0;
    const steps = standingOf(listing(39), [others], null);
    for (let done = false; !done; ) {
      const began = performance.now();
      done = steps.next().done === true;
      longestMs = Math.max(longestMs, performance.now() - began);
    }
    expect(longestMs).toBeLessThan(1_000);
  });
});
