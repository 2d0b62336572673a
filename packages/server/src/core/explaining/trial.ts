/**
 * One mapping's judgement in slow motion: of which of its rules most clauses held, and which clauses of that
 * rule did not, with what was expected and what was presented. It asks the very clauses that decide an
 * exchange, so that an explanation can never disagree with the decision.
 */

import { readablePath } from "../linting/issuer-traits.ts";
import { findClaim, presentedTo } from "../matching/claim-reading.ts";
import type { CompiledClause } from "../matching/clause.ts";
import { spend } from "../matching/effort.ts";
import type { CompiledMapping } from "../matching/mapping.ts";
import { isUsedUp, type Presented, presentedBy, stepsPerToken } from "../matching/presented.ts";
import { holdsInEitherForm } from "../matching/subject-forms.ts";
import type { Clause, ClauseTest, Matcher } from "../terms.ts";
import type { ClauseTrial, FailedClause, NearMiss, Trial } from "./explanation.ts";
import { nearMissOfClause } from "./near-miss.ts";
import { quote } from "./quote.ts";
import { subjectFormMiss, subjectFormNote } from "./subject-form.ts";

/** More failed clauses than this say no more than that the mapping is for another workload. */
const failuresAtMost = 20;

/** A person reads no more clauses of one rule; a rule rarely has ten. */
const clausesAtMost = 50;

/** How far a mapping came; cheap, because most of very many are only counted. */
export interface Attempt {
  readonly compiled: CompiledMapping;
  /** The rule that the rest is about. */
  readonly rule: readonly CompiledClause[];
  readonly held: number;
  readonly total: number;
  /** The clauses that did not hold, in order; none: the mapping matched, or has no rule. */
  readonly failures: readonly CompiledClause[];
  /** Whether the first clause of the rule held: the one its author thought of first. */
  readonly begun: boolean;
  readonly matched: boolean;
}

/**
 * The rule that matched, else the one of which most clauses held; of equals the first. Says nothing when the effort is
 * used up.
 */
export function attemptMapping(compiled: CompiledMapping, presented: Presented): Attempt {
  let best: Attempt | null = null;
  for (const [index, clauses] of compiled.rules().entries()) {
    if (compiled.mapping.rules[index]?.idle === true || !spend(presented.effort, 1)) continue;
    const attempt = attemptRule(compiled, clauses, presented);
    if (attempt.matched) return attempt;
    if (best === null || attempt.held > best.held) best = attempt;
  }
  return best ?? { compiled, rule: [], held: 0, total: 0, failures: [], begun: false, matched: false };
}

/**
 * The same for one of many mappings.
 * @param judging what is left for all of them together
 * @returns nothing when it takes more steps than an exchange has, or than are left
 */
export function attemptWithin(judging: Presented, compiled: CompiledMapping): readonly Attempt[] {
  const granted = Math.min(stepsPerToken, judging.effort.left);
  const presented = presentedBy(judging.claims, judging.other, granted);
  const attempt = attemptMapping(compiled, presented);
  spend(judging.effort, granted - presented.effort.left);
  return isUsedUp(presented) ? [] : [attempt];
}

function attemptRule(
  compiled: CompiledMapping,
  clauses: readonly CompiledClause[],
  presented: Presented,
): Attempt {
  const failures = clauses.filter((clause) => !holdsInEitherForm(clause, clauses, presented));
  return {
    compiled,
    rule: clauses,
    held: clauses.length - failures.length,
    total: clauses.length,
    failures,
    begun: failures[0] !== clauses[0],
    matched: failures.length === 0,
  };
}

/** The attempt as an administrator reads it, with the small differences if there are any. */
export function trialOf(attempt: Attempt, presented: Presented): Trial {
  const { mapping } = attempt.compiled;
  const failures = attempt.failures
    .slice(0, failuresAtMost)
    .map((failed) => failedClause(failed, attempt.rule, presented));
  return {
    mappingId: mapping.id,
    mapping: mapping.name,
    project: mapping.project,
    priority: mapping.priority,
    matched: attempt.matched,
    clausesHeld: attempt.held,
    clausesTotal: attempt.total,
    failed: failures[0] ?? null,
    failures,
    clauses: [],
    subjectForm: subjectFormNote(attempt.rule, presented),
  };
}

/** The trial with every clause of its rule: only the nearest are read so closely. */
export function withClauses(trial: Trial, { rule, failures }: Attempt, presented: Presented): Trial {
  return {
    ...trial,
    clauses: rule
      .slice(0, clausesAtMost)
      .map((clause) => clauseTrial(clause, rule, presented, !failures.includes(clause))),
  };
}

function nearMissOf(
  clause: Clause,
  rule: readonly CompiledClause[],
  { claims, other }: Presented,
): NearMiss | null {
  return subjectFormMiss(clause, rule, claims, other) ?? nearMissOfClause(clause, claims);
}

function failedClause(
  { clause }: CompiledClause,
  rule: readonly CompiledClause[],
  presented: Presented,
): FailedClause {
  return {
    claim: readablePath(clause.path),
    path: clause.path,
    expected: expectation(clause.test),
    presented: presentedTo(clause, presented.claims),
    nearMiss: nearMissOf(clause, rule, presented),
  };
}

/** One clause's judgement: what was expected, what was presented and where it was found. */
export function clauseTrial(
  { clause }: CompiledClause,
  rule: readonly CompiledClause[],
  presented: Presented,
  held: boolean,
): ClauseTrial {
  const found = findClaim(clause, presented.claims);
  const claim = readablePath(clause.path);
  const foundAt = found === null ? null : readablePath(found.path);
  return {
    claim,
    path: clause.path,
    expected: expectation(clause.test),
    presented: found?.value,
    foundAt: foundAt === claim ? null : foundAt,
    held,
    nearMiss: held ? null : nearMissOf(clause, rule, presented),
  };
}

/** What the clause demands, in words. */
export function expectation(test: ClauseTest): string {
  switch (test.kind) {
    case "is":
      return matcherText(test.matcher, Number.POSITIVE_INFINITY);
    case "any_of":
      return test.matchers.length === 0 ? "nothing, which never holds" : oneOf(test.matchers);
    case "none_of":
      return `none of ${listed(test.matchers)}`;
    case "present":
      return "any value";
    case "keep":
      return `any value, of which is kept what is ${oneOf(test.matchers)}`;
    case "drop":
      return `any value, of which is dropped what is ${oneOf(test.matchers)}`;
  }
}

function oneOf(matchers: readonly Matcher[]): string {
  return matchers.length === 0 ? "one of none" : `one of ${listed(matchers)}`;
}

/** A sentence holds only so many. */
const listedAtMost = 10;

function listed(matchers: readonly Matcher[]): string {
  const shown = matchers
    .slice(0, listedAtMost)
    .map((matcher) => matcherText(matcher))
    .join(", ");
  const more = matchers.length - listedAtMost;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** @param longest of a value's characters; absent: so many that several fit into one sentence */
function matcherText(matcher: Matcher, longest?: number): string {
  switch (matcher.kind) {
    case "equals":
      return matcher.value === null ? "null, which never matches" : quote(matcher.value, longest);
    case "glob":
      return quote(matcher.pattern, longest);
    case "regex":
      return `a value in which the regular expression ${quote(matcher.source)} is found`;
    case "subset":
      return `an object with at least ${quote(matcher.value)}`;
  }
}
