/**
 * How much a piece of work may still take, in units of whoever does it. What is spent stays spent: when nothing is left,
 * whatever is asked afterwards is answered with `false`, and whoever granted the effort looks whether it was used up.
 */
export interface Effort {
  left: number;
}

/** @returns whether there is so much left; if not, there is nothing left */
export function spend(effort: Effort, amount: number): boolean {
  effort.left = Math.max(0, effort.left - amount);
  return effort.left > 0;
}

/** For work that is bounded by what it is done to. Of its own for each, so that nothing done with one reaches another. */
export function unmetered(): Effort {
  return { left: Number.POSITIVE_INFINITY };
}
