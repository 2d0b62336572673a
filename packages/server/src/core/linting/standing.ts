/**
 * Where a draft would stand among the mappings of its door and owner, and which of them would never win beside it or
 * keep it from ever winning. There may be 100 000: they are looked through in steps.
 */

import { quote } from "../explaining/quote.ts";
import { noRegex } from "../matching/implication.ts";
import { type CompiledMapping, compareMappings, compileMapping } from "../matching/mapping.ts";
import type { SubjectForms } from "../matching/subject-forms.ts";
import type { Steps } from "../steps.ts";
import type { Mapping, MappingDraft } from "../terms.ts";
import { asSaved, isRival, shadows } from "./lint-order.ts";

/** A person reads no more; the first ones are the strongest. */
const listedAtMost = 50;

/** Looking at one costs next to nothing: so many are one step. */
const lookedAtTogether = 32;

/** A mapping that the draft keeps from winning, or that keeps the draft from it. */
export interface Shadow {
  readonly mapping: Mapping;
  readonly sentence: string;
}

export interface Standing {
  /** From 1, as the mappings of one door and owner are judged. */
  readonly position: number;
  /** The draft included. */
  readonly total: number;
  /** At most 50, the strongest first. */
  readonly shadows: readonly Shadow[];
  readonly shadowedBy: readonly Shadow[];
}

/**
 * @param runs the provider's mappings in the order they are judged; the draft's own stored version may be among them
 * @param forms how the provider's subjects are written; null: in one form
 */
export function* standingOf(
  draft: MappingDraft,
  runs: Iterable<readonly Mapping[]>,
  forms: SubjectForms | null,
): Steps<Standing> {
  const saved = asSaved(draft);
  const found: { shadows: Shadow[]; shadowedBy: Shadow[] } = { shadows: [], shadowedBy: [] };
  let [stronger, total, looked] = [0, 1, 0];
  for (const run of runs) {
    for (const other of run) {
      if (looked++ % lookedAtTogether === 0) yield;
      if (!isRival(other, draft)) continue;
      total += 1;
      const isStronger = goesFirst(other, saved);
      if (isStronger) stronger += 1;
      const list = isStronger ? found.shadowedBy : found.shadows;
      const hides = isStronger ? shadows(other, draft, forms) : shadows(draft, other, forms);
      if (hides && list.length < listedAtMost) list.push(shadowOf(draft, other, isStronger));
    }
  }
  return { position: stronger + 1, total, ...found };
}

function goesFirst(other: Mapping, saved: CompiledMapping): boolean {
  return compareMappings(compileMapping(other, noRegex), saved) < 0;
}

function shadowOf(draft: MappingDraft, other: Mapping, isStronger: boolean): Shadow {
  const sentence = isStronger
    ? `${quote(other.name)} (priority ${other.priority}) is judged first and fits every token that ${quote(draft.name)} fits.`
    : `${quote(other.name)} (priority ${other.priority}) never wins unless a client names it: ${quote(draft.name)} is judged first and fits every token that it fits.`;
  return { mapping: other, sentence };
}
