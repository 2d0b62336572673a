/**
 * All mappings of one provider in the order they are judged, for listing and explaining. They stand in
 * short sorted runs, and a change copies one run only, so that neither a load of 100 000 mappings nor an
 * edit among them ever waits for a sort.
 */

import { type CompiledMapping, compareMappings } from "./mapping.ts";
import type { Fresh } from "./persistent-map.ts";

/** A longer run is cut in two: about the square root of the most there may be, so both levels stay short. */
const runLimit = 512;

type Run = CompiledMapping[];

export interface OrderedMappings {
  readonly size: number;
  /** One behind the other they are the list. */
  readonly runs: readonly (readonly CompiledMapping[])[];
  /** Those of projects, project by project, before the global ones. */
  list(): readonly CompiledMapping[];
  /** The first of them, at most so many. */
  first(count: number): readonly CompiledMapping[];
  /** @param added not among them yet @param fresh of the series of edits this one belongs to */
  with(added: CompiledMapping, fresh?: Fresh): OrderedMappings;
  /** The same when it is not among them. @param fresh as above */
  without(removed: CompiledMapping, fresh?: Fresh): OrderedMappings;
}

export const noOrderedMappings: OrderedMappings = orderOver([], 0);

function orderOver(runs: Run[], size: number): OrderedMappings {
  let whole: readonly CompiledMapping[] | null = null;
  const order: OrderedMappings = {
    size,
    runs,
    list() {
      whole ??= runs.flat();
      return whole;
    },
    first(count) {
      const found: CompiledMapping[] = [];
      for (const run of runs) {
        if (found.length >= count) break;
        found.push(...run.slice(0, count - found.length));
      }
      return found;
    },
    with(added, fresh) {
      const place = runFor(added, runs);
      const run = runs[place] ?? [];
      const longer = spliced(run, firstNotBefore(added, run), 0, [added], fresh);
      return orderOver(spliced(runs, place, 1, cutInTwo(longer), fresh), size + 1);
    },
    without(removed, fresh) {
      const place = runFor(removed, runs);
      const run = runs[place] ?? [];
      const at = run.indexOf(removed);
      if (at < 0) return order;
      const shorter = spliced(run, at, 1, [], fresh);
      return orderOver(spliced(runs, place, 1, shorter.length === 0 ? [] : [shorter], fresh), size - 1);
    },
  };
  return order;
}

/** `toSpliced`; in place where the series of edits has made the list itself. */
function spliced<T>(
  list: T[],
  at: number,
  removed: number,
  added: readonly T[],
  fresh: Fresh | undefined,
): T[] {
  if (fresh?.has(list)) {
    list.splice(at, removed, ...added);
    return list;
  }
  const next = list.toSpliced(at, removed, ...added);
  fresh?.add(next);
  return next;
}

function cutInTwo(run: Run): readonly Run[] {
  const middle = run.length >>> 1;
  return run.length <= runLimit ? [run] : [run.slice(0, middle), run.slice(middle)];
}

/** The run that holds this mapping, or would: the first that does not end before it, else the last. */
function runFor(wanted: CompiledMapping, runs: readonly Run[]): number {
  const found = firstWhere(runs.length, (index) => {
    const last = runs[index]?.at(-1);
    return last !== undefined && compareJudged(last, wanted) >= 0;
  });
  return Math.max(0, Math.min(found, runs.length - 1));
}

/** The first place whose mapping does not go before this one. */
function firstNotBefore(wanted: CompiledMapping, run: Run): number {
  return firstWhere(run.length, (index) => {
    const there = run[index];
    return there !== undefined && compareJudged(there, wanted) >= 0;
  });
}

/** The first index at which something holds that holds at all later ones too; `length` when it never does. */
export function firstWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The order of one provider's mappings: negative when the first goes first. */
export function compareJudged(one: CompiledMapping, other: CompiledMapping): number {
  return compareOwners(one.mapping.project, other.mapping.project) || compareMappings(one, other);
}

function compareOwners(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
