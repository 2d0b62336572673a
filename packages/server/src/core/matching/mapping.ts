/**
 * Judging one identity mapping. Inside a mapping every rule whose clauses all hold contributes; the
 * mapping matches when at least one does. Which of several matching mappings wins is decided by the
 * order below and nowhere else: priority, then more clauses, then name.
 */

import type { JsonPrimitive, Mapping, Rule } from "../terms.ts";
import { presentedTo } from "./claim-reading.ts";
import { type CompiledClause, type CompileRegex, compileClause } from "./clause.ts";
import { spend } from "./effort.ts";
import type { Presented } from "./presented.ts";
import { holdsInEitherForm } from "./subject-forms.ts";

/** A rule that held, and what its clauses captured. */
export interface MatchedRule {
  /** Index into the mapping's rules. */
  readonly rule: number;
  /** One list of values per `present`, `keep` or `drop` clause, in the order of the clauses. */
  readonly placeholders: readonly (readonly JsonPrimitive[])[];
}

export interface CompiledMapping {
  readonly mapping: Mapping;
  /** Clauses of all its rules together: the second criterion among mappings. */
  readonly clauseCount: number;
  /** The clauses of each rule, ready to judge. Compiled when first asked for, once. */
  rules(): readonly (readonly CompiledClause[])[];
}

/** Makes a mapping ready to judge; nothing in it can fail. */
export function compileMapping(mapping: Mapping, compileRegex: CompileRegex): CompiledMapping {
  return new CompiledOnDemand(mapping, compileRegex);
}

/** A class, because there may be 100 000 and none needs functions of its own. */
class CompiledOnDemand implements CompiledMapping {
  readonly mapping: Mapping;
  readonly clauseCount: number;
  readonly #compileRegex: CompileRegex;
  #rules: readonly (readonly CompiledClause[])[] | null = null;

  constructor(mapping: Mapping, compileRegex: CompileRegex) {
    this.mapping = mapping;
    this.clauseCount = mapping.rules.reduce((count, rule) => count + rule.when.length, 0);
    this.#compileRegex = compileRegex;
  }

  rules(): readonly (readonly CompiledClause[])[] {
    this.#rules ??= this.mapping.rules.map((rule) =>
      rule.when.map((clause) => compileClause(clause, this.#compileRegex)),
    );
    return this.#rules;
  }
}

/**
 * The rules that hold, in order.
 * @returns an empty list when the mapping does not match; whatever it is, it says nothing when the effort is used up
 */
export function judgeMapping(compiled: CompiledMapping, presented: Presented): readonly MatchedRule[] {
  const { effort } = presented;
  return compiled.rules().flatMap((clauses, rule) => {
    if (compiled.mapping.rules[rule]?.idle === true || !spend(effort, 1 + clauses.length)) return [];
    const held = clauses.every((clause) => holdsInEitherForm(clause, clauses, presented));
    return held ? [{ rule, placeholders: placeholdersOf(clauses, presented) }] : [];
  });
}

function placeholdersOf(
  clauses: readonly CompiledClause[],
  { claims, effort }: Presented,
): MatchedRule["placeholders"] {
  return clauses.flatMap(({ clause, placeholder }) => {
    const presented = presentedTo(clause, claims);
    return placeholder === null || presented === undefined ? [] : [placeholder(presented, effort)];
  });
}

/** The claim, joined with dots, behind each placeholder of a rule. */
export function placeholderClaims(rule: Rule): readonly string[] {
  return rule.when
    .filter(({ test }) => test.kind === "present" || test.kind === "keep" || test.kind === "drop")
    .map(({ path }) => path.join("."));
}

/**
 * The order in which mappings of one owner are tried: negative when the first goes first. Names are
 * compared by code unit, so that every node sorts alike; the id settles what nothing else does.
 */
export function compareMappings(one: CompiledMapping, other: CompiledMapping): number {
  return (
    one.mapping.priority - other.mapping.priority ||
    other.clauseCount - one.clauseCount ||
    compareText(one.mapping.name, other.mapping.name) ||
    compareText(one.mapping.id, other.mapping.id)
  );
}

/** By code unit: negative when the first goes first. */
export function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
