/**
 * Words about the two forms of a subject, where an issuer writes both: which arrived, which the mapping is
 * written for, and whether the numbers that would make them one are pinned and agree.
 */

import { memberAt } from "../json.ts";
import { type ClaimPath, readablePath } from "../linting/issuer-traits.ts";
import { withoutIds } from "../linting/subject-format.ts";
import { matchersOf, textOf } from "../matching/accepted.ts";
import type { CompiledClause } from "../matching/clause.ts";
import { fits } from "../matching/implication.ts";
import { followsForms, type IdPins, idPins, isSubject, type OtherForm } from "../matching/subject-forms.ts";
import type { Claims, Clause, Matcher } from "../terms.ts";
import type { NearMiss } from "./explanation.ts";
import { quote } from "./quote.ts";

/** Long lists are not searched to the end. */
const comparisonsAtMost = 200;

/** @returns what makes the rule's subject fit in the form in which it did not arrive; null: it needs no such thing */
export function subjectFormNote(
  rule: readonly CompiledClause[],
  claims: Claims,
  other: OtherForm | null,
): string | null {
  if (other === null) return null;
  const clauses = rule.map(({ clause }) => clause);
  for (const { clause, holds } of rule) {
    if (!isSubject(clause.path) || holds(memberAt(claims, clause.path))) continue;
    const pins = writtenTexts(clause, ({ matcher }) => fits(matcher, other.text))
      .map(({ text }) => idPins(text, clauses, other))
      .find(followsForms);
    if (pins === undefined || !other.agreed) continue;
    const differing = rule.filter(
      (one) => isIdOf(one.clause.path, other) && !one.holds(memberAt(claims, one.clause.path)),
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
  if (other === null || !isSubject(clause.path)) return null;
  if (clause.test.kind === "none_of") {
    return clause.test.matchers.some((matcher) => fits(matcher, other.text))
      ? miss(
          `What the mapping excludes is the token's sub in its other form, ${quote(other.text)}; an exclusion counts for both.`,
        )
      : null;
  }
  const presented = memberAt(claims, clause.path) ?? null;
  const [fitting] = writtenTexts(clause, ({ matcher }) => fits(matcher, other.text));
  if (fitting !== undefined) {
    if (!other.agreed) {
      return miss(
        `The numbers in the token's sub are not those of its own claims ${idText(other.ids.owner, claims)} and ${idText(other.ids.item, claims)}, so it is judged as it stands. The issuer has to correct it.`,
      );
    }
    const pins = idPins(
      fitting.text,
      rule.map((one) => one.clause),
      other,
    );
    const missing = pins.openItem ? other.ids.owner : other.ids.item;
    return miss(
      `${formsMet(other)}. Names alone never fit the other form, because they change hands: if this workload is meant, demand ${idText(missing, claims)} as well.`,
    );
  }
  const sameNames = writtenTexts(clause, ({ matcher, text }) =>
    fits(rewritten(matcher, withoutIds(text)), presented),
  );
  return sameNames.length === 0
    ? null
    : miss(
        `${formsMet(other)}; the names are the same, but the token's numbers are ${idText(other.ids.owner, claims)} and ${idText(other.ids.item, claims)}. Somebody else may have taken the names: change the mapping only if this workload is meant.`,
      );
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
  const name = readablePath(path);
  return name === readablePath(ids.owner) || name === readablePath(ids.item);
}

/** `owner_id "12"` as the token has it. */
function idText(path: ClaimPath, claims: Claims): string {
  const id = memberAt(claims, path);
  return id === undefined ? `${readablePath(path)} (missing)` : `${readablePath(path)} ${quote(id)}`;
}

function miss(advice: string): NearMiss {
  return { kind: "subject_format", advice };
}
