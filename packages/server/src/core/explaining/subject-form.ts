/**
 * Words about the two forms of a subject, where an issuer writes both: which arrived, which the mapping is
 * written for, and whether the numbers that would make them one are pinned and agree.
 */

import { memberAt } from "../json.ts";
import { type ClaimPath, readablePath, samePath } from "../linting/issuer-traits.ts";
import { withoutIds } from "../linting/subject-format.ts";
import { isExact, matchersOf, textOf } from "../matching/accepted.ts";
import { presentedTo } from "../matching/claim-reading.ts";
import type { CompiledClause } from "../matching/clause.ts";
import { unmetered } from "../matching/effort.ts";
import { fits } from "../matching/implication.ts";
import type { Presented } from "../matching/presented.ts";
import {
  followsForms,
  type IdPins,
  idPins,
  type OtherForm,
  readsSubject,
  withNamesOf,
} from "../matching/subject-forms.ts";
import type { Claims, Clause, Matcher } from "../terms.ts";
import type { ComparedTexts, NearMiss } from "./explanation.ts";
import { textsCompared } from "./near-miss.ts";
import { quote } from "./quote.ts";

/** Long lists are not searched to the end. */
const comparisonsAtMost = 200;

/** @returns what makes the rule's subject fit in the form in which it did not arrive; null: it needs no such thing */
export function subjectFormNote(
  rule: readonly CompiledClause[],
  { claims, other, effort }: Presented,
): string | null {
  if (other === null) return null;
  const clauses = rule.map(({ clause }) => clause);
  const pinsOf = idPins(clauses, other);
  for (const { clause, holds } of rule) {
    if (!readsSubject(clause, claims) || holds(presentedTo(clause, claims), effort)) continue;
    const pins = writtenTexts(clause, ({ matcher }) => fits(matcher, other.text))
      .map(({ text }) => pinsOf(text))
      .find(followsForms);
    if (pins === undefined || !other.agreed) continue;
    const differing = rule.filter(
      (one) => isIdOf(one.clause.path, other) && !one.holds(presentedTo(one.clause, claims), effort),
    );
    return `${formsMet(other)}; ${differing.length === 0 ? fitsBecause(pins, claims, other) : differs(differing, claims)}`;
  }
  return null;
}

/**
 * What keeps a clause about the subject from holding, if it has to do with the two forms.
 * @param rule the clauses of its rule
 */
export function subjectFormMiss(
  clause: Clause,
  rule: readonly CompiledClause[],
  claims: Claims,
  other: OtherForm | null,
): NearMiss | null {
  if (other === null || !readsSubject(clause, claims)) return null;
  if (clause.test.kind === "none_of")
    return exclusionMiss(clause.test.matchers, presentedText(clause, claims), other);
  return (
    otherFormMiss(clause, rule, claims, other) ??
    sameNamesMiss(clause, claims, other) ??
    renamedMiss(clause, rule, claims, other)
  );
}

function exclusionMiss(
  excluded: readonly Matcher[],
  presented: string,
  { text }: OtherForm,
): NearMiss | null {
  const matcher = excluded.find((one) => fits(one, text));
  return matcher === undefined
    ? null
    : miss(
        `What the mapping excludes is the token's sub in its other form, ${quote(text)}; an exclusion counts for both.`,
        textsCompared(matcher, textOf(matcher) ?? text, presented),
      );
}

/** The other form fits, and either contradicts itself or is not pinned. */
function otherFormMiss(
  clause: Clause,
  rule: readonly CompiledClause[],
  claims: Claims,
  other: OtherForm,
): NearMiss | null {
  const [fitting] = writtenTexts(clause, ({ matcher }) => fits(matcher, other.text));
  if (fitting === undefined) return null;
  const { ids, agreed } = other;
  const compared = textsCompared(fitting.matcher, fitting.text, presentedText(clause, claims));
  if (!agreed) {
    return miss(
      `The numbers in the token's sub are not those of its own claims ${idText(ids.owner, claims)} and ${idText(ids.item, claims)}, so it is judged as it stands. The issuer has to correct it.`,
      compared,
    );
  }
  const clauses = rule.map((one) => one.clause);
  const missing = idPins(clauses, other)(fitting.text).openItem ? ids.owner : ids.item;
  return miss(
    `${formsMet(other)}. Names alone never fit the other form, because they change hands: if this workload is meant, demand ${idText(missing, claims)} as well.`,
    compared,
  );
}

/** Bare names arrived, and the mapping knows them with other numbers. */
function sameNamesMiss(clause: Clause, claims: Claims, other: OtherForm): NearMiss | null {
  const presented = presentedTo(clause, claims) ?? null;
  const [same] = writtenTexts(clause, ({ matcher, text }) =>
    fits(rewritten(matcher, withoutIds(text)), presented),
  );
  return same === undefined
    ? null
    : miss(
        `${formsMet(other)}; the names are the same, but the token's numbers are ${idText(other.ids.owner, claims)} and ${idText(other.ids.item, claims)}. Somebody else may have taken the names: change the mapping only if this workload is meant.`,
        textsCompared(same.matcher, same.text, presentedText(clause, claims)),
      );
}

/** The pinned number is the token's, and all that differs are the names. */
function renamedMiss(
  clause: Clause,
  rule: readonly CompiledClause[],
  claims: Claims,
  { ids }: OtherForm,
): NearMiss | null {
  const presented = presentedTo(clause, claims);
  const holdsItem = rule.some(
    (one) =>
      samePath(one.clause.path, ids.item) &&
      isExact(one.clause) &&
      one.holds(memberAt(claims, ids.item), unmetered()),
  );
  if (!holdsItem || typeof presented !== "string") return null;
  for (const { matcher, text } of writtenTexts(clause, () => true)) {
    const renamed = withNamesOf(presented, text, ids);
    if (renamed === null || !fits(rewritten(matcher, renamed), presented)) continue;
    return {
      kind: "renamed",
      advice: `The pinned ${idText(ids.item, claims)} is the token's own, and only the names differ: what had the names in ${quote(text)} was renamed or transferred. Write ${quote(renamed)} in the mapping, or leave sub out and demand the other claims you need.`,
      compared: textsCompared(matcher, text, presented),
    };
  }
  return null;
}

interface WrittenText {
  readonly matcher: Matcher;
  readonly text: string;
}

function writtenTexts(clause: Clause, wanted: (written: WrittenText) => boolean): readonly WrittenText[] {
  return matchersOf(clause.test)
    .slice(0, comparisonsAtMost)
    .flatMap((matcher) => {
      const text = textOf(matcher);
      return text !== null && wanted({ matcher, text }) ? [{ matcher, text }] : [];
    });
}

function rewritten(matcher: Matcher, text: string): Matcher {
  return matcher.kind === "glob" ? { kind: "glob", pattern: text } : { kind: "equals", value: text };
}

function formsMet({ arrived }: OtherForm): string {
  return arrived === "with_ids"
    ? "The token's sub carries the numbers behind its names, and this mapping is written for bare names"
    : "The token's sub carries bare names, and this mapping is written for the numbers behind them";
}

function fitsBecause({ owner, item }: IdPins, claims: Claims, { ids }: OtherForm): string {
  const pinned = [...(owner ? [ids.owner] : []), ...(item ? [ids.item] : [])];
  const values = pinned.map((path) => idText(path, claims)).join(" and ");
  return `it fits all the same, because ${values} ${pinned.length === 1 ? "is" : "are"} pinned and the token's own.`;
}

function differs(clauses: readonly CompiledClause[], claims: Claims): string {
  const values = clauses.map(({ clause }) => idText(clause.path, claims)).join(" and ");
  return `the names fit, but not the pinned number: the token carries ${values}, so somebody else may have taken the names.`;
}

function isIdOf(path: ClaimPath, { ids }: OtherForm): boolean {
  return samePath(path, ids.owner) || samePath(path, ids.item);
}

/** `owner_id "12"` as the token has it. */
function idText(path: ClaimPath, claims: Claims): string {
  const id = memberAt(claims, path);
  return id === undefined ? `${readablePath(path)} (missing)` : `${readablePath(path)} ${quote(id)}`;
}

/** The subject as it arrived. */
function presentedText(clause: Clause, claims: Claims): string {
  const presented = presentedTo(clause, claims);
  return typeof presented === "string" ? presented : "";
}

function miss(advice: string, compared: ComparedTexts): NearMiss {
  return { kind: "subject_format", advice, compared };
}
