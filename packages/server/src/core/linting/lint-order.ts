/**
 * Findings about mappings that can never win. Within one door and one owner the strongest mapping that fits
 * wins, so a mapping is lost when some stronger one fits every token that it fits.
 */

import { lowestPriority } from "../configuring/mapping-defaults.ts";
import { quote } from "../explaining/quote.ts";
import { matchersOf, textOf, textsOf } from "../matching/accepted.ts";
import { type Effort, spend } from "../matching/effort.ts";
import { implies, noRegex } from "../matching/implication.ts";
import { type CompiledMapping, compareMappings, compileMapping } from "../matching/mapping.ts";
import { firstWhere } from "../matching/ordered-mappings.ts";
import { onSameShelf } from "../matching/registry-contents.ts";
import { followsForms, idPins, isSubject, type SubjectForms } from "../matching/subject-forms.ts";
import type { Clause, Mapping, MappingDraft } from "../terms.ts";
import type { Repairable } from "./lint.ts";
import type { Repair } from "./repair.ts";

/** Saving must stay quick among very many mappings: only this many, the strongest, are compared. */
export const comparedAtMost = 2_000;
/**
 * And among mappings that list very much: some tens of milliseconds at most, see `Effort`. For those before the draft,
 * and as much for those behind it, so that neither are passed over for the sake of the others.
 */
const effortEachSide = 30_000;

/**
 * @param others the provider's mappings in the order they are judged
 * @param forms how the provider's subjects are written; absent: in one form
 */
export function lintOrder(
  draft: MappingDraft,
  others: readonly Mapping[],
  forms: SubjectForms | null = null,
): readonly Repairable<MappingDraft>[] {
  const rivals = others.slice(0, comparedAtMost).filter((other) => isRival(other, draft));
  const saved = asSaved(draft);
  const border = firstWhere(rivals.length, (index) => {
    const other = rivals[index];
    return other !== undefined && compareMappings(compileMapping(other, noRegex), saved) > 0;
  });
  const winners = allWhere(rivals.slice(0, border), (other, effort) => shadows(other, draft, forms, effort));
  const [winner] = winners.found;
  if (winner !== undefined) return [shadowed(draft, winner, () => putBefore(draft, winners))];
  const losers = allWhere(rivals.slice(border), (other, effort) => shadows(draft, other, forms, effort));
  const [loser] = losers.found;
  return loser === undefined ? [] : [shadowing(draft, loser, () => putBehind(draft, losers))];
}

/** Rivals of one side. Where not all could be compared, what is done about those that were found may not do. */
interface Side {
  readonly found: readonly Mapping[];
  readonly isWhole: boolean;
}

function allWhere(rivals: readonly Mapping[], fits: (rival: Mapping, effort: Effort) => boolean): Side {
  const effort: Effort = { left: effortEachSide };
  const found = rivals.filter((rival) => fits(rival, effort));
  return { found, isWhole: effort.left > 0 };
}

/** Before all that shadow it, as little as will do; none: nothing is stronger than the strongest, or not all are known. */
function putBefore(draft: MappingDraft, { found: winners, isWhole }: Side): readonly Repair<MappingDraft>[] {
  if (!isWhole) return [];
  const strongest = Math.min(...winners.map(({ priority }) => priority));
  const isFirst = (priority: number) =>
    winners.every(
      (one) => compareMappings(asSaved({ ...draft, priority }), compileMapping(one, noRegex)) < 0,
    );
  const priority = [strongest, strongest - 1].find((one) => one >= 1 && isFirst(one));
  return priority === undefined ? [] : [priorityOf(priority)];
}

/** Behind all that it shadows, as little as will do; none: there is no room behind the weakest, or not all are known. */
function putBehind(draft: MappingDraft, { found: losers, isWhole }: Side): readonly Repair<MappingDraft>[] {
  if (!isWhole) return [];
  const weakest = Math.max(...losers.map(({ priority }) => priority));
  const isLast = (priority: number) =>
    losers.every((one) => compareMappings(asSaved({ ...draft, priority }), compileMapping(one, noRegex)) > 0);
  const priority = [weakest, weakest + 1].find((one) => one <= lowestPriority && isLast(one));
  return priority === undefined ? [] : [priorityOf(priority)];
}

function priorityOf(priority: number): Repair<MappingDraft> {
  return { title: `Set the priority to ${priority}`, members: { priority } };
}

/** The draft as it would stand once saved, to be put into the one order there is. */
export function asSaved(draft: MappingDraft): CompiledMapping {
  return compileMapping({ ...draft, id: "", revision: 0, createdAt: 0, updatedAt: 0 }, noRegex);
}

/** Whether the two compete: behind one door, of one owner. The draft's own stored version does not. */
export function isRival(other: Mapping, draft: MappingDraft): boolean {
  return other.name !== draft.name && other.providerId === draft.providerId && onSameShelf(other, draft);
}

/**
 * True when `strong` certainly fits every token that `weak` fits. May be false although it does, and is when no effort
 * is left.
 */
export function shadows(
  strong: MappingDraft,
  weak: MappingDraft,
  forms: SubjectForms | null,
  effort: Effort,
): boolean {
  return (
    weak.rules.length > 0 &&
    spend(effort, 1) &&
    mayShadow(strong, weak, effort) &&
    weak.rules.every((rule) =>
      strong.rules.some(
        (stronger) => spend(effort, 1) && impliesInBothForms(rule.when, stronger.when, forms, effort),
      ),
    )
  );
}

/**
 * False: it certainly does not. Almost all of very many are told apart here, by a claim that is demanded to be
 * something else, before anything is compiled.
 */
function mayShadow(strong: MappingDraft, weak: MappingDraft, effort: Effort): boolean {
  return weak.rules.every(({ when: given }) =>
    strong.rules.some(
      ({ when: demanded }) =>
        spend(effort, 1) &&
        demanded.every(
          (wanted) => spend(effort, given.length) && given.some((clause) => mayImply(clause, wanted)),
        ),
    ),
  );
}

function mayImply(given: Clause, wanted: Clause): boolean {
  if (given.path.length !== wanted.path.length || given.path[0] !== wanted.path[0]) return false;
  const [one, other] = [given.test, wanted.test];
  if (one.kind !== "is" || other.kind !== "is") return true;
  const { matcher: narrow } = one;
  const { matcher: wide } = other;
  return narrow.kind !== "equals" || wide.kind !== "equals" || narrow.value === wide.value;
}

/** `implies`, also for tokens whose subject comes in the form in which a rule is not written. */
export function impliesInBothForms(
  given: readonly Clause[],
  demanded: readonly Clause[],
  forms: SubjectForms | null,
  effort: Effort,
): boolean {
  if (!implies(given, demanded, effort)) return false;
  if (forms === null) return true;
  if (!spend(effort, [...given, ...demanded].flatMap(textsOf).length)) return false;
  const followingGiven = textsThatFollow(given, forms);
  if (!given.some((clause) => followingGiven(clause).length > 0)) return true;
  const followingDemanded = textsThatFollow(demanded, forms);
  return demanded
    .filter(({ path, test }) => isSubject(path) && (test.kind === "is" || test.kind === "any_of"))
    .every((clause) => {
      const following = new Set(followingDemanded(clause));
      return matchersOf(clause.test).every((matcher) => {
        const text = textOf(matcher);
        return text !== null && (following.has(text) || isOpenFromOwnerOn(text, forms));
      });
    });
}

/** @returns what a clause of the rule accepts of the subject in both of its forms */
function textsThatFollow(
  rule: readonly Clause[],
  forms: SubjectForms,
): (clause: Clause) => readonly string[] {
  const pinsOf = idPins(rule, forms);
  return (clause) =>
    isSubject(clause.path) ? textsOf(clause).filter((text) => followsForms(pinsOf(text))) : [];
}

/** A wildcard within the owner's name, and nothing behind it: both forms begin alike. */
function isOpenFromOwnerOn(text: string, { ids }: SubjectForms): boolean {
  const star = text.indexOf("*");
  return star === text.length - 1 && !text.slice(ids.prefix.length).match(/[/@]/);
}

function shadowed(
  draft: MappingDraft,
  winner: Mapping,
  repairs: () => readonly Repair<MappingDraft>[],
): Repairable<MappingDraft> {
  return {
    code: "never_wins",
    severity: "warning",
    field: "priority",
    message: `Mapping ${quote(draft.name)} never wins unless a client names it: ${quote(winner.name)} (priority ${winner.priority}) is judged first and fits every token that ${quote(draft.name)} fits.`,
    advice: `Give ${quote(draft.name)} a lower number than ${winner.priority}, or demand more in ${quote(winner.name)}.`,
    repairs,
  };
}

function shadowing(
  draft: MappingDraft,
  loser: Mapping,
  repairs: () => readonly Repair<MappingDraft>[],
): Repairable<MappingDraft> {
  return {
    code: "shadows_another",
    severity: "warning",
    field: "priority",
    message: `With mapping ${quote(draft.name)} (priority ${draft.priority}) judged first, ${quote(loser.name)} never wins again unless a client names it: every token that fits it fits ${quote(draft.name)} too.`,
    advice: `Give ${quote(draft.name)} a higher number than ${loser.priority}, or demand more in it.`,
    repairs,
  };
}
