/**
 * When does one rule's demand contain another's? The answer is sound and cautious: `true` is certain, `false`
 * may only mean that it could not be seen. It rests on the same compiled clauses that judge tokens, so the
 * rules of matching are not written twice.
 */

import { refuse } from "../refusal.ts";
import type { Clause, JsonValue, Matcher } from "../terms.ts";
import { readsAlike } from "./claim-reading.ts";
import { type CompileRegex, compileClause } from "./clause.ts";

/** True when every claim set that satisfies all of `given` certainly satisfies all of `demanded`. */
export function implies(given: readonly Clause[], demanded: readonly Clause[]): boolean {
  return demanded.every((wanted) =>
    given.some((clause) => readsAlike(clause, wanted) && clauseImplies(clause, wanted)),
  );
}

function clauseImplies(given: Clause, demanded: Clause): boolean {
  const wanted = demanded.test;
  const known = given.test;
  switch (wanted.kind) {
    // No clause is satisfied by a missing claim, so any condition on the claim implies that it is there.
    case "present":
    case "keep":
    case "drop":
      return true;
    case "is":
      // Only another `is` excludes arrays.
      return known.kind === "is" && covers(wanted.matcher, known.matcher);
    case "any_of":
      return (
        (known.kind === "is" && coveredByOne(known.matcher, wanted.matchers)) ||
        (known.kind === "any_of" && known.matchers.every((matcher) => coveredByOne(matcher, wanted.matchers)))
      );
    case "none_of":
      return (
        known.kind === "none_of" && wanted.matchers.every((matcher) => coveredByOne(matcher, known.matchers))
      );
  }
}

function coveredByOne(narrow: Matcher, wide: readonly Matcher[]): boolean {
  return wide.some((matcher) => covers(matcher, narrow));
}

/** True when every value that `narrow` matches is certainly matched by `wide`. */
export function covers(wide: Matcher, narrow: Matcher): boolean {
  switch (narrow.kind) {
    case "regex":
      return wide.kind === "regex" && wide.source === narrow.source;
    case "equals":
      // By far the most there are, among the 100 000 that a draft may be compared with.
      return wide.kind === "equals"
        ? wide.value === narrow.value && wide.value !== null
        : fits(wide, narrow.value);
    case "subset":
      return fits(wide, narrow.value);
    case "glob":
      // Read as plain text, the narrow pattern's `*` can only be taken up by a `*` of the wide one: if that
      // fits, so does everything the narrow pattern stands for.
      return wide.kind === "glob" && fits(wide, narrow.pattern);
  }
}

/** Whether the matcher fits the value. Regular expressions are not tried and never fit. */
export function fits(matcher: Matcher, value: JsonValue): boolean {
  return compileClause({ path: [], test: { kind: "is", matcher } }, noRegex).holds(value);
}

/** For judgements that leave regular expressions out: a clause that has one never holds. */
export const noRegex: CompileRegex = () => refuse("bad_claim_value");
