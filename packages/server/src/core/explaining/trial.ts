/**
 * One mapping's judgement in slow motion: which of its rules came furthest, and the first clause of that rule
 * that did not hold, with what was expected and what was presented. It asks the very clauses that decide an
 * exchange, so that an explanation can never disagree with the decision.
 */

import { memberAt } from "../json.ts";
import { readablePath } from "../linting/issuer-traits.ts";
import type { CompiledClause } from "../matching/clause.ts";
import type { CompiledMapping } from "../matching/mapping.ts";
import type { Claims, ClauseTest, Matcher } from "../terms.ts";
import type { FailedClause, Trial } from "./explanation.ts";
import { nearMissOfClause } from "./near-miss.ts";
import { quote } from "./quote.ts";

/** How far a mapping came; cheap, because most of very many are only counted. */
export interface Attempt {
  readonly compiled: CompiledMapping;
  readonly held: number;
  readonly total: number;
  /** The first clause that did not hold; null: the mapping matched, or has no rule. */
  readonly failed: CompiledClause | null;
  readonly matched: boolean;
}

/** The rule that matched, else the one of which most clauses held before the first that did not. */
export function attemptMapping(compiled: CompiledMapping, claims: Claims): Attempt {
  let best: Attempt = { compiled, held: 0, total: 0, failed: null, matched: false };
  for (const clauses of compiled.rules()) {
    const broken = clauses.findIndex(({ clause, holds }) => !holds(memberAt(claims, clause.path)));
    if (broken === -1) {
      return { compiled, held: clauses.length, total: clauses.length, failed: null, matched: true };
    }
    if (best.failed === null || broken > best.held) {
      best = {
        compiled,
        held: broken,
        total: clauses.length,
        failed: clauses[broken] ?? null,
        matched: false,
      };
    }
  }
  return best;
}

/** The attempt as an administrator reads it, with the small difference if there is one. */
export function trialOf(attempt: Attempt, claims: Claims): Trial {
  const { mapping } = attempt.compiled;
  return {
    mappingId: mapping.id,
    mapping: mapping.name,
    project: mapping.project,
    priority: mapping.priority,
    matched: attempt.matched,
    clausesHeld: attempt.held,
    clausesTotal: attempt.total,
    failed: attempt.failed === null ? null : failedClause(attempt.failed, claims),
  };
}

function failedClause({ clause }: CompiledClause, claims: Claims): FailedClause {
  return {
    claim: readablePath(clause.path),
    path: clause.path,
    expected: expectation(clause.test),
    presented: memberAt(claims, clause.path),
    nearMiss: nearMissOfClause(clause, claims),
  };
}

/** What the clause demands, in words. */
export function expectation(test: ClauseTest): string {
  switch (test.kind) {
    case "is":
      return matcherText(test.matcher);
    case "any_of":
      return test.matchers.length === 0 ? "nothing, which never holds" : `one of ${listed(test.matchers)}`;
    case "none_of":
      return `none of ${listed(test.matchers)}`;
    case "present":
    case "keep":
    case "drop":
      return "any value";
  }
}

/** A sentence holds only so many. */
const listedAtMost = 10;

function listed(matchers: readonly Matcher[]): string {
  const shown = matchers.slice(0, listedAtMost).map(matcherText).join(", ");
  const more = matchers.length - listedAtMost;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function matcherText(matcher: Matcher): string {
  switch (matcher.kind) {
    case "equals":
      return matcher.value === null ? "null, which never matches" : quote(matcher.value);
    case "glob":
      return quote(matcher.pattern);
    case "regex":
      return `a value in which the regular expression ${quote(matcher.source)} is found`;
    case "subset":
      return `an object with at least ${quote(matcher.value)}`;
  }
}
