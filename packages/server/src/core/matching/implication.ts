/**
 * When does one rule's demand contain another's? The answer is sound and cautious: `true` is certain, `false`
 * may only mean that it could not be seen. It rests on the same compiled clauses that judge tokens, so the
 * rules of matching are not written twice.
 */

import { refuse } from "../refusal.ts";
import type { Clause, ClauseTest, JsonPrimitive, JsonValue, Matcher } from "../terms.ts";
import { matchersOf } from "./accepted.ts";
import { readsAlike } from "./claim-reading.ts";
import { type CompileRegex, compileClause } from "./clause.ts";
import { type Effort, spend, unmetered } from "./effort.ts";

// Effort is counted in comparisons here, about a microsecond's work each: two lists of a thousand patterns are a million
// of them, and there may be thousands of such lists.

/** What is made ready before it is first compared takes as long as so many comparisons. */
const makingReady = 10;
/** So much of a text, or of an object's text, is one comparison's work. */
const comparedAtOnce = 64;

/** True when every claim set that satisfies all of `given` certainly satisfies all of `demanded`. */
export function implies(given: readonly Clause[], demanded: readonly Clause[], effort: Effort): boolean {
  return demanded.every((wanted) =>
    given.some(
      (clause) =>
        spend(effort, 1) && readsAlike(clause, wanted) && clauseImplies(clause.test, wanted.test, effort),
    ),
  );
}

function clauseImplies(known: ClauseTest, wanted: ClauseTest, effort: Effort): boolean {
  switch (wanted.kind) {
    // No clause is satisfied by a missing claim, so any condition on the claim implies that it is there.
    case "present":
    case "keep":
    case "drop":
      return true;
    case "is":
      // Only another `is` excludes arrays.
      return known.kind === "is" && covering([wanted.matcher], effort)(known.matcher);
    case "any_of":
      return (
        (known.kind === "is" || known.kind === "any_of") &&
        matchersOf(known).every(covering(wanted.matchers, effort))
      );
    case "none_of":
      return known.kind === "none_of" && wanted.matchers.every(covering(known.matchers, effort));
  }
}

/**
 * What is written out in `wide` is found at once, however much there is; patterns are tried one after another.
 * @returns true for a matcher when every value that it matches is certainly matched by one of `wide`
 */
export function covering(wide: readonly Matcher[], effort: Effort): (narrow: Matcher) => boolean {
  if (!spend(effort, wide.length)) return () => false;
  const values = new Set<JsonPrimitive>();
  const texts = { glob: new Set<string>(), regex: new Set<string>() };
  const open: ((value: JsonValue) => boolean)[] = [];
  for (const matcher of wide) {
    switch (matcher.kind) {
      case "equals":
        if (matcher.value !== null) values.add(matcher.value);
        break;
      case "regex":
        texts.regex.add(matcher.source);
        break;
      case "glob":
        texts.glob.add(matcher.pattern);
        open.push(readyOnce(matcher, effort));
        break;
      case "subset":
        open.push(readyOnce(matcher, effort));
        break;
    }
  }
  const fitsOne = (value: JsonValue) => open.some((holds) => holds(value));
  return (narrow) => {
    if (!spend(effort, 1)) return false;
    switch (narrow.kind) {
      case "regex":
        return texts.regex.has(narrow.source);
      case "equals":
        return values.has(narrow.value) || fitsOne(narrow.value);
      case "subset":
        return fitsOne(narrow.value);
      case "glob":
        // Read as plain text, the narrow pattern's `*` can only be taken up by a `*` of the wide one: if that
        // fits, so does everything the narrow pattern stands for.
        return texts.glob.has(narrow.pattern) || fitsOne(narrow.pattern);
    }
  };
}

/** `fits`, made ready when it is first asked. */
function readyOnce(
  matcher: Exclude<Matcher, { kind: "equals" | "regex" }>,
  effort: Effort,
): (value: JsonValue) => boolean {
  let ready: { readonly holds: (value: JsonValue) => boolean; readonly weight: number } | null = null;
  return (value) => {
    if (ready === null) {
      const weight = weightOf(matcher.kind === "glob" ? matcher.pattern : JSON.stringify(matcher.value));
      if (!spend(effort, makingReady * weight)) return false;
      ready = { holds: compileMatcher(matcher), weight };
    }
    if (!spend(effort, ready.weight + (typeof value === "string" ? weightOf(value) : 0))) return false;
    return ready.holds(value);
  };
}

function weightOf(text: string): number {
  return 1 + Math.floor(text.length / comparedAtOnce);
}

/** Whether the matcher fits the value. Regular expressions are not tried and never fit. */
export function fits(matcher: Matcher, value: JsonValue): boolean {
  return compileMatcher(matcher)(value);
}

function compileMatcher(matcher: Matcher): (value: JsonValue) => boolean {
  const { holds } = compileClause({ path: [], test: { kind: "is", matcher } }, noRegex);
  return (value) => holds(value, unmetered());
}

/** For judgements that leave regular expressions out: a clause that has one never holds. */
export const noRegex: CompileRegex = () => refuse("bad_claim_value");
