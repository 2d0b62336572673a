/**
 * One condition of a rule, made ready to judge claims. Values are compared by JSON type and content and
 * never coerced; a claim that is missing or null satisfies no clause, not even `none_of`. A clause whose
 * regular expression cannot be compiled never holds, so a broken rule grants nothing. What comparing takes depends on
 * both, the claim and what is listed: it is paid for in steps, of which a token has so many.
 */

import { isJsonObject, ownMember, sameJson, scalarsOf, valuesOf } from "../json.ts";
import type { Verdict } from "../refusal.ts";
import type { Clause, ClauseTest, JsonObject, JsonPrimitive, JsonValue, Matcher } from "../terms.ts";
import { type Effort, spend } from "./effort.ts";
import { compileGlob } from "./pattern.ts";
import { stepsToCompile } from "./regex-classes.ts";

/** An RE2 regular expression, ready for unanchored search. */
export interface CompiledRegex {
  /** A search takes at most so many steps for each character of the text. */
  readonly size: number;
  matches(text: string): boolean;
}

/** The engine is an adapter's. It remembers what it compiled last, so that clauses need not keep it. */
export type CompileRegex = (source: string) => Verdict<CompiledRegex>;

/** Both methods spend effort, in the steps of `stepsPerToken`: once nothing is left, their answers say nothing. */
export interface CompiledClause {
  readonly clause: Clause;
  /** Whether the claim found at the clause's path satisfies it; undefined: the claim is missing. */
  holds(presented: JsonValue | undefined, effort: Effort): boolean;
  /** What a claim that satisfies the clause adds to the rule's placeholders; null: this kind adds none. */
  readonly placeholder: ((presented: JsonValue, effort: Effort) => readonly JsonPrimitive[]) | null;
}

type ValueTest = (value: JsonValue, effort: Effort) => boolean;

/** What a search takes however short the text is. */
const stepsToSearch = 50;
/** To look up one value of a list among the values written out. */
const stepsPerValue = 4;

/** Makes one clause ready to judge. */
export function compileClause(clause: Clause, compileRegex: CompileRegex): CompiledClause {
  const test = compileTest(clause.test, compileRegex);
  const expressions = expressionsOf(clause.test);
  const compiles = (effort: Effort) =>
    expressions.every(({ source, steps }) => spend(effort, steps) && compileRegex(source).ok);
  return {
    clause,
    holds: (presented, effort) =>
      presented !== undefined && presented !== null && compiles(effort) && test.holds(presented, effort),
    placeholder: test.placeholder,
  };
}

interface CompiledTest {
  readonly holds: ValueTest;
  readonly placeholder: CompiledClause["placeholder"];
}

/** Most clauses have none, and there may be 100 000 of them. */
const noExpressions: readonly Expression[] = [];

interface Expression {
  readonly source: string;
  /** What compiling it may take. */
  readonly steps: number;
}

function expressionsOf(test: ClauseTest): readonly Expression[] {
  const found = listedIn(test).flatMap((matcher) =>
    matcher.kind === "regex" ? [{ source: matcher.source, steps: stepsToCompile(matcher.source) }] : [],
  );
  return found.length === 0 ? noExpressions : found;
}

function listedIn(test: ClauseTest): readonly Matcher[] {
  if (test.kind === "present") return [];
  return test.kind === "is" ? [test.matcher] : test.matchers;
}

function compileTest(test: ClauseTest, compileRegex: CompileRegex): CompiledTest {
  if (test.kind === "present") {
    return { holds: () => true, placeholder: (claim, effort) => scalarsWithin(effort, claim) };
  }
  const matchesAny = compileMatchers(listedIn(test), compileRegex);
  switch (test.kind) {
    case "is":
      // No matcher takes an array, so a list never passes for one value.
      return { holds: matchesAny, placeholder: null };
    case "any_of":
      return { holds: (claim, effort) => isAnyOf(claim, matchesAny, effort), placeholder: null };
    case "none_of":
      return { holds: (claim, effort) => !isAnyOf(claim, matchesAny, effort), placeholder: null };
    case "keep":
      return {
        holds: () => true,
        placeholder: (claim, effort) =>
          distinct(scalarsWithin(effort, claim), (one) => matchesAny(one, effort)),
      };
    case "drop":
      return {
        holds: () => true,
        placeholder: (claim, effort) =>
          distinct(scalarsWithin(effort, claim), (one) => !matchesAny(one, effort)),
      };
  }
}

function isAnyOf(claim: JsonValue, matchesAny: ValueTest, effort: Effort): boolean {
  const values = valuesOf(claim);
  return spend(effort, stepsPerValue * values.length) && values.some((value) => matchesAny(value, effort));
}

function scalarsWithin(effort: Effort, claim: JsonValue): readonly JsonPrimitive[] {
  return spend(effort, stepsPerValue * valuesOf(claim).length) ? scalarsOf(claim) : [];
}

/** Filtered values form a set: each stands in it once, where it first occurred. */
function distinct(
  values: readonly JsonPrimitive[],
  isWanted: (value: JsonPrimitive) => boolean,
): readonly JsonPrimitive[] {
  return [...new Set(values.filter(isWanted))];
}

/** One test for "matches any of these"; plain values cost one look-up however many there are. */
function compileMatchers(matchers: readonly Matcher[], compileRegex: CompileRegex): ValueTest {
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
        tests.push(
          (value, effort) =>
            typeof value === "string" && spend(effort, 2 + (value.length >> 3)) && glob.matches(value),
        );
        break;
      }
      case "regex": {
        const { source } = matcher;
        tests.push(
          (value, effort) => typeof value === "string" && isFound(compileRegex(source), value, effort),
        );
        break;
      }
      case "subset": {
        const steps = 1 + (JSON.stringify(matcher.value).length >> 3);
        tests.push(
          (value, effort) => isJsonObject(value) && spend(effort, steps) && includes(value, matcher.value),
        );
        break;
      }
    }
  }
  return (value, effort) =>
    plain.has(value) || (spend(effort, 1 + (tests.length >> 3)) && tests.some((test) => test(value, effort)));
}

function isFound(compiled: Verdict<CompiledRegex>, text: string, effort: Effort): boolean {
  return (
    compiled.ok &&
    spend(effort, stepsToSearch + compiled.value.size * text.length) &&
    compiled.value.matches(text)
  );
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
