/**
 * Where a draft would stand among the mappings of its door and owner, and which of them would never win beside it or
 * keep it from ever winning. There may be 100 000: they are looked through in steps.
 */

import { quote } from "../explaining/quote.ts";
import type { Effort } from "../matching/effort.ts";
import { noRegex } from "../matching/implication.ts";
import { type CompiledMapping, compareMappings, compileMapping } from "../matching/mapping.ts";
import type { SubjectForms } from "../matching/subject-forms.ts";
import type { Steps } from "../steps.ts";
import type { Mapping, MappingDraft } from "../terms.ts";
import { asSaved, isRival, shadows } from "./lint-order.ts";

/** A person reads no more; the first ones are the strongest. */
const listedAtMost = 50;

/** Looking at one costs next to nothing: so many are one step, or fewer that list very much. */
const lookedAtTogether = 32;
const effortTogether = 5_000;
/** Of comparing the draft with one other, and with all there are. */
const effortEach = 20_000;
const effortAtMost = 10_000_000;

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
  /** Everything that fits what the draft fits, or the other way round, wherever it stands: the first 50 of each, in order. */
  readonly related: readonly Mapping[];
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
  const found: Found = { wider: [], narrower: [], isBefore: (other) => goesFirst(other, saved) };
  let [total, stronger, looked] = [1, 0, 0];
  let [effortLeft, stepLeft] = [effortAtMost, effortTogether];
  for (const run of runs) {
    for (const other of run) {
      if (looked++ % lookedAtTogether === 0 || stepLeft <= 0) {
        stepLeft = effortTogether;
        yield;
      }
      if (!isRival(other, draft)) continue;
      total += 1;
      if (goesFirst(other, saved)) stronger += 1;
      const granted = Math.min(effortEach, effortLeft);
      const effort: Effort = { left: granted };
      if (shadows(other, draft, forms, effort)) found.wider.push(other);
      if (shadows(draft, other, forms, effort)) found.narrower.push(other);
      effortLeft -= granted - effort.left;
      stepLeft -= granted - effort.left;
    }
  }
  return standingFrom(draft, { position: stronger + 1, total }, found);
}

interface Found {
  /** What fits every token that the draft fits; and what the draft fits all tokens of. */
  readonly wider: Mapping[];
  readonly narrower: Mapping[];
  /** Whether it is judged before the draft. */
  isBefore(other: Mapping): boolean;
}

function standingFrom(
  draft: MappingDraft,
  place: Pick<Standing, "position" | "total">,
  { wider, narrower, isBefore }: Found,
): Standing {
  const shadowing = wider.filter((one) => isBefore(one)).slice(0, listedAtMost);
  const shadowed = narrower.filter((one) => !isBefore(one)).slice(0, listedAtMost);
  const near = new Set([
    ...wider.slice(0, listedAtMost),
    ...narrower.slice(0, listedAtMost),
    ...shadowing,
    ...shadowed,
  ]);
  return {
    ...place,
    shadows: shadowed.map((mapping) => ({
      mapping,
      sentence: `${quote(mapping.name)} (priority ${mapping.priority}) never wins unless a client names it: ${quote(draft.name)} is judged first and fits every token that it fits.`,
    })),
    shadowedBy: shadowing.map((mapping) => ({
      mapping,
      sentence: `${quote(mapping.name)} (priority ${mapping.priority}) is judged first and fits every token that ${quote(draft.name)} fits.`,
    })),
    related: inOrder([...near]),
  };
}

function inOrder(mappings: readonly Mapping[]): readonly Mapping[] {
  return mappings
    .map((mapping) => compileMapping(mapping, noRegex))
    .toSorted(compareMappings)
    .map(({ mapping }) => mapping);
}

function goesFirst(other: Mapping, saved: CompiledMapping): boolean {
  const { priority } = saved.mapping;
  if (other.priority !== priority) return other.priority < priority;
  return compareMappings(compileMapping(other, noRegex), saved) < 0;
}
