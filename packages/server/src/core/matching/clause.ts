/**
 * One condition of a rule, made ready to judge claims. Values are compared by JSON type and content and
 * never coerced; a claim that is missing or null satisfies no clause, not even `none_of`. A clause whose
 * regular expression cannot be compiled never holds, so a broken rule grants nothing.
 */

import { isJsonObject, ownMember, sameJson, scalarsOf, valuesOf } from "../json.ts";
import type { Verdict } from "../refusal.ts";
import type { Clause, ClauseTest, JsonObject, JsonPrimitive, JsonValue, Matcher } from "../terms.ts";
import { compileGlob } from "./pattern.ts";

/** Compiles an RE2 regular expression for unanchored search; the engine is an adapter's. */
export type CompileRegex = (source: string) => Verdict<(text: string) => boolean>;

export interface CompiledClause {
  readonly clause: Clause;
  /** Whether the claim found at the clause's path satisfies it; undefined: the claim is missing. */
  holds(presented: JsonValue | undefined): boolean;
  /** What a claim that satisfies the clause adds to the rule's placeholders; null: this kind adds none. */
  readonly placeholder: ((presented: JsonValue) => readonly JsonPrimitive[]) | null;
}

type ValueTest = (value: JsonValue) => boolean;

/** Makes one clause ready to judge. */
export function compileClause(clause: Clause, compileRegex: CompileRegex): CompiledClause {
  const test = compileTest(clause.test, compileRegex);
  return {
    clause,
    holds: (presented) =>
      test !== null && presented !== undefined && presented !== null && test.holds(presented),
    placeholder: test?.placeholder ?? null,
  };
}

interface CompiledTest {
  readonly holds: ValueTest;
  readonly placeholder: CompiledClause["placeholder"];
}

/** @returns null when a regular expression in it cannot be compiled */
function compileTest(test: ClauseTest, compileRegex: CompileRegex): CompiledTest | null {
  if (test.kind === "present") return { holds: () => true, placeholder: scalarsOf };
  const matchesAny = compileMatchers(test.kind === "is" ? [test.matcher] : test.matchers, compileRegex);
  if (matchesAny === null) return null;
  switch (test.kind) {
    case "is":
      // No matcher takes an array, so a list never passes for one value.
      return { holds: matchesAny, placeholder: null };
    case "any_of":
      return { holds: (claim) => valuesOf(claim).some(matchesAny), placeholder: null };
    case "none_of":
      return { holds: (claim) => !valuesOf(claim).some(matchesAny), placeholder: null };
    case "keep":
      return { holds: () => true, placeholder: (claim) => distinct(claim, matchesAny) };
    case "drop":
      return { holds: () => true, placeholder: (claim) => distinct(claim, (value) => !matchesAny(value)) };
  }
}

/** Filtered values form a set: each stands in it once, where it first occurred. */
function distinct(claim: JsonValue, wanted: ValueTest): readonly JsonPrimitive[] {
  return [...new Set(scalarsOf(claim).filter(wanted))];
}

/** One test for "matches any of these"; plain values cost one look-up however many there are. */
function compileMatchers(matchers: readonly Matcher[], compileRegex: CompileRegex): ValueTest | null {
  const [first] = matchers;
  // By far the most clauses there are demand one plain value; a set for each would be most of what they weigh.
  if (matchers.length === 1 && first?.kind === "equals") {
    const { value } = first;
    return (presented) => presented === value;
  }
  const plain = new Set<JsonValue>();
  const tests: ValueTest[] = [];
  for (const matcher of matchers) {
    switch (matcher.kind) {
      case "equals":
        plain.add(matcher.value);
        break;
      case "glob": {
        const glob = compileGlob(matcher.pattern);
        tests.push((value) => typeof value === "string" && glob.matches(value));
        break;
      }
      case "regex": {
        const found = compileRegex(matcher.source);
        if (!found.ok) return null;
        tests.push((value) => typeof value === "string" && found.value(value));
        break;
      }
      case "subset":
        tests.push((value) => isJsonObject(value) && includes(value, matcher.value));
        break;
    }
  }
  return (value) => plain.has(value) || tests.some((test) => test(value));
}

/** Whether the object holds at least the expected members. A null that is expected is never found. */
function includes(object: JsonObject, expected: JsonObject): boolean {
  return Object.entries(expected).every(([name, wanted]) => {
    const presented = ownMember(object, name);
    if (presented === undefined || wanted === null) return false;
    return isJsonObject(wanted)
      ? isJsonObject(presented) && includes(presented, wanted)
      : sameJson(wanted, presented);
  });
}
