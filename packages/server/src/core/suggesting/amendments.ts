/**
 * Mappings that nearly accept a token, each with the one clause or two that failed widened to what the token carries. Only
 * by values written out, never by a wildcard; and only where the clauses that do hold say whose workload it is, because
 * otherwise the mapping is somebody else's.
 */

import { mayManageMapping, type Principal } from "../access.ts";
import { quote } from "../explaining/quote.ts";
import { type Attempt, attemptWithin, expectation } from "../explaining/trial.ts";
import type { KnownIssuer } from "../linting/issuer-traits.ts";
import { readablePath } from "../linting/issuer-traits.ts";
import { identifies } from "../linting/lint-clauses.ts";
import { matchersOf } from "../matching/accepted.ts";
import { presentedTo } from "../matching/claim-reading.ts";
import type { CompiledClause } from "../matching/clause.ts";
import type { CompiledMapping } from "../matching/mapping.ts";
import type { Presented } from "../matching/presented.ts";
import type { Claims, Clause, Mapping, MappingDraft, Rule } from "../terms.ts";
import { exactValue } from "./claim-leaves.ts";

/** A mapping that misses more is for another workload. */
const failuresAtMost = 2;

/** Nobody chooses among more. */
export const amendmentsAtMost = 5;

export interface Amendment {
  readonly mapping: Mapping;
  readonly amended: MappingDraft;
  /** What would be let in that is not now. */
  readonly sentence: string;
}

export interface Workload {
  /** What it presents, and how much judging is left for all mappings together. */
  readonly judging: Presented;
  readonly traits: KnownIssuer;
}

/** @returns null where the mapping is out of the principal's reach, fits already, or cannot be made to fit like this */
export function amend(compiled: CompiledMapping, workload: Workload, by: Principal): Amendment | null {
  const { mapping } = compiled;
  const [attempt] = attemptWithin(workload.judging, compiled);
  if (attempt === undefined || !isNear(attempt) || !isOfSameOwner(attempt, workload)) return null;
  const widened = attempt.failures.flatMap((failed) => widen(failed, workload.judging.claims) ?? []);
  if (widened.length < attempt.failures.length) return null;
  const amended: MappingDraft = {
    ...draftOf(mapping),
    rules: mapping.rules.map((rule, index) =>
      isRuleOf(attempt, compiled, index) ? withClauses(rule, widened) : rule,
    ),
  };
  return mayManageMapping(by, amended)
    ? { mapping, amended, sentence: sentenceOf(mapping, attempt, widened) }
    : null;
}

function isNear({ failures }: Attempt): boolean {
  return failures.length > 0 && failures.length <= failuresAtMost;
}

/** Whether a clause that holds says whose workload it is. */
function isOfSameOwner({ rule, failures }: Attempt, { traits }: Workload): boolean {
  return rule.some(
    (compiled) =>
      !failures.includes(compiled) &&
      matchersOf(compiled.clause.test).length > 0 &&
      identifies(compiled.clause.path, traits),
  );
}

interface Widened {
  readonly from: Clause;
  readonly to: Clause;
  readonly value: string | number | boolean;
}

/** The clause with what is presented as one value more; null: it excludes, collects, or there is no value to add. */
function widen({ clause }: CompiledClause, claims: Claims): Widened | null {
  const { test } = clause;
  const value = exactValue(presentedTo(clause, claims));
  if (value === null || (test.kind !== "is" && test.kind !== "any_of")) return null;
  const matchers = [...matchersOf(test), { kind: "equals" as const, value }];
  return { from: clause, to: { ...clause, test: { kind: "any_of", matchers } }, value };
}

function isRuleOf(attempt: Attempt, compiled: CompiledMapping, index: number): boolean {
  return compiled.rules()[index] === attempt.rule;
}

function withClauses(rule: Rule, widened: readonly Widened[]): Rule {
  return {
    ...rule,
    when: rule.when.map((clause) => widened.find(({ from }) => from === clause)?.to ?? clause),
  };
}

function draftOf({ id: _, revision: __, createdAt: ___, updatedAt: ____, ...draft }: Mapping): MappingDraft {
  return draft;
}

function sentenceOf(mapping: Mapping, { rule }: Attempt, widened: readonly Widened[]): string {
  const also = widened.map(
    ({ from, value }) => `${readablePath(from.path)} ${quote(value)} beside ${expectation(from.test)}`,
  );
  const kept = rule
    .map(({ clause }) => clause)
    .filter((clause) => !widened.some(({ from }) => from === clause))
    .map(({ path }) => readablePath(path));
  const mixed = widened.length > 1 ? ", in every combination" : "";
  return `Mapping ${quote(mapping.name)} would also accept ${also.join(" and ")}${mixed}, with everything it grants; ${kept.join(", ")} would still be demanded.`;
}
