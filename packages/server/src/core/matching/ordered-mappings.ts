/**
 * All mappings of one provider in the order they are judged, for listing and explaining. Sorting waits
 * until somebody asks, and what was sorted before is kept: after a few edits only those are put in
 * their places, so that neither a load of 100 000 mappings nor an edit among them waits for a sort.
 */

import { type CompiledMapping, compareMappings } from "./mapping.ts";

/** More changes than these since the last sort, and sorting anew is quicker than placing each. */
const fewChanges = 100;

/** What one change took out and put in. */
export interface Replacement {
  readonly removed: CompiledMapping | null;
  readonly added: CompiledMapping | null;
}

export interface OrderedMappings {
  /** Those of projects, project by project, before the global ones. Sorted when first asked for, once. */
  list(): readonly CompiledMapping[];
  /** @param all every mapping there is after the change */
  after(change: Replacement, all: () => Iterable<CompiledMapping>): OrderedMappings;
}

/** Sorted mappings, and what happened to them since. */
interface Base {
  readonly sorted: readonly CompiledMapping[];
  readonly changes: readonly Replacement[];
}

/** The order of mappings nobody has asked for yet. */
export function orderedMappings(all: () => Iterable<CompiledMapping>): OrderedMappings {
  return orderOver(null, all);
}

/** @param base null: nothing to start from */
function orderOver(base: Base | null, all: () => Iterable<CompiledMapping>): OrderedMappings {
  let current = base;
  const list = () => {
    const sorted =
      current === null ? [...all()].sort(compare) : current.changes.reduce(replace, current.sorted);
    current = { sorted, changes: [] };
    return sorted;
  };
  return {
    list,
    after(change, next) {
      const kept = current !== null && current.changes.length < fewChanges ? current : null;
      return orderOver(kept && { sorted: kept.sorted, changes: [...kept.changes, change] }, next);
    },
  };
}

function replace(
  sorted: readonly CompiledMapping[],
  { removed, added }: Replacement,
): readonly CompiledMapping[] {
  const rest = removed === null ? sorted : sorted.toSpliced(placeOf(removed, sorted), 1);
  return added === null ? rest : rest.toSpliced(placeOf(added, rest), 0, added);
}

/** The first place whose mapping does not go before this one. */
function placeOf(wanted: CompiledMapping, sorted: readonly CompiledMapping[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && compare(there, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(one: CompiledMapping, other: CompiledMapping): number {
  return compareOwners(one.mapping.project, other.mapping.project) || compareMappings(one, other);
}

function compareOwners(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
