/**
 * Repairs: what a machine can do about a finding. Each stands beside its finding. Its values come from what is at hand
 * (the draft, the preset, the claims on trial, the other mappings, the projects there are) and are never made up: where
 * only a person knows the value there is none.
 */

import { quote } from "../explaining/quote.ts";
import { memberAt } from "../json.ts";
import { presentedTo } from "../matching/claim-reading.ts";
import { compileClause } from "../matching/clause.ts";
import { unmetered } from "../matching/effort.ts";
import { noRegex } from "../matching/implication.ts";
import type { Claims, Clause, GrantTemplate, JsonPrimitive, MappingDraft, Matcher, Rule } from "../terms.ts";
import { type ClaimPath, readablePath, samePath } from "./issuer-traits.ts";
import { type Finding, severityRank } from "./lint.ts";

/** One change that makes its finding go away. */
export interface Repair<Draft> {
  /** What it does, in the words of a button: `Set the lifetime to 1 hour`. */
  readonly title: string;
  /** What these members of the draft become; the others stay. */
  readonly members: Partial<Draft>;
}

/** The draft with the repair made. */
export function repaired<Draft>(draft: Draft, { members }: Repair<Draft>): Draft {
  return { ...draft, ...members };
}

/**
 * Whether a repair was worth making: there is less of what it was made for, and nothing new that is as grave.
 * @param before all findings, the one that was to be mended among them
 */
export function mends(finding: Finding, before: readonly Finding[], after: readonly Finding[]): boolean {
  const countIn = (findings: readonly Finding[], { code, field }: Finding) =>
    findings.filter((one) => one.code === code && one.field === field).length;
  return (
    countIn(after, finding) < countIn(before, finding) &&
    after.every(
      (one) =>
        severityRank[one.severity] > severityRank[finding.severity] ||
        countIn(after, one) <= countIn(before, one),
    )
  );
}

/** Changes of one rule, as members of its mapping; and what is at hand for them. */
export interface RuleEdits {
  /** The clause as it was written, with its other names. */
  clauseAt(at: number): Clause | undefined;
  /** @param next null: the clause is left out */
  replace(at: number, next: Clause | null): Partial<MappingDraft>;
  /** The claim has this value: instead of what is demanded of it now, or beside the rest. */
  demand(path: ClaimPath, value: JsonPrimitive): Partial<MappingDraft>;
  /** The value that the claim has in the claims on trial, where they are those of a workload that is meant; else undefined. */
  meantValue(path: ClaimPath): JsonPrimitive | undefined;
}

/**
 * @param sample claims on trial; null: there are none
 * @param index of the rule
 */
export function ruleEdits(draft: MappingDraft, index: number, sample: Claims | null): RuleEdits {
  const clauses = draft.rules[index]?.when ?? [];
  const write = (when: readonly Clause[]) => withRule(draft, index, (rule) => ({ ...rule, when }));
  const others = (path: ClaimPath) => clauses.filter((clause) => !samePath(clause.path, path));
  return {
    clauseAt: (at) => clauses[at],
    replace: (at, next) => write(clauses.toSpliced(at, 1, ...(next === null ? [] : [next]))),
    demand(path, value) {
      const clause: Clause = { path, test: { kind: "is", matcher: { kind: "equals", value } } };
      const at = clauses.findIndex((one) => samePath(one.path, path));
      return write(at === -1 ? [...clauses, clause] : clauses.toSpliced(at, 1, clause));
    },
    meantValue(path) {
      if (sample === null || !others(path).every((clause) => holds(clause, sample))) return undefined;
      const value = memberAt(sample, path);
      return typeof value === "object" ? undefined : value;
    },
  };
}

/** The mapping's rules with this one changed. */
export function withRule(
  draft: MappingDraft,
  index: number,
  change: (rule: Rule) => Rule,
): Pick<MappingDraft, "rules"> {
  return { rules: draft.rules.map((rule, at) => (at === index ? change(rule) : rule)) };
}

/** The mapping's rules with what each of them grants changed. */
export function withEveryGrant(
  draft: MappingDraft,
  change: (grant: GrantTemplate) => GrantTemplate,
): Pick<MappingDraft, "rules"> {
  return { rules: draft.rules.map((rule) => ({ ...rule, grant: change(rule.grant) })) };
}

function holds(clause: Clause, sample: Claims): boolean {
  return compileClause(clause, noRegex).holds(presentedTo(clause, sample), unmetered());
}

/** Demands the value that the claims on trial have there. */
export function demandMeant(path: ClaimPath, edits: RuleEdits): readonly Repair<MappingDraft>[] {
  const value = edits.meantValue(path);
  return value === undefined
    ? []
    : [{ title: `Pin ${readablePath(path)} to ${quote(value)}`, members: edits.demand(path, value) }];
}

/** Leaves a clause out. @param alone the rule has no other, and without any it would hold for everybody */
export function leaveOut(at: number, edits: RuleEdits, alone: boolean): readonly Repair<MappingDraft>[] {
  const clause = edits.clauseAt(at);
  return clause === undefined || alone
    ? []
    : [{ title: `Leave ${readablePath(clause.path)} out`, members: edits.replace(at, null) }];
}

/**
 * Writes other matchers in the place of one; in the place of all where the clause demands a single one.
 * @param isWrong which are written anew
 * @param right what is written in its place; none: it is left out
 */
export function rewriteMatcher(
  at: number,
  edits: RuleEdits,
  isWrong: (matcher: Matcher) => boolean,
  right: readonly Matcher[],
): Partial<MappingDraft> | null {
  const clause = edits.clauseAt(at);
  if (clause === undefined || clause.test.kind === "present") return null;
  const { test } = clause;
  if (test.kind === "is") {
    const [only, ...more] = right;
    if (only === undefined || more.length > 0) return null;
    return edits.replace(at, { ...clause, test: { kind: "is", matcher: only } });
  }
  const first = test.matchers.findIndex(isWrong);
  const matchers = test.matchers.flatMap((matcher, index) =>
    index === first ? right : isWrong(matcher) ? [] : [matcher],
  );
  return matchers.length === 0 ? null : edits.replace(at, { ...clause, test: { ...test, matchers } });
}
