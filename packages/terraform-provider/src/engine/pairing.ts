/** Finds which of two sets' elements belong together, where an element of one may fit several of the other. */

/**
 * Pairs as many as can be, each with one other.
 * @param fits whether the element of the first at this position may be paired with that of the second
 * @returns for each of the first, the position of its other, or null
 */
export function pairUp(
  first: number,
  second: number,
  fits: (one: number, other: number) => boolean,
): readonly (number | null)[] {
  const pairedWith = new Map<number, number>();

  /** Takes one that is free, or that its holder can do without (augmenting paths). */
  function take(one: number, tried: Set<number>): boolean {
    for (let other = 0; other < second; other++) {
      if (tried.has(other) || !fits(one, other)) continue;
      tried.add(other);
      const holder = pairedWith.get(other);
      if (holder !== undefined && !take(holder, tried)) continue;
      pairedWith.set(other, one);
      return true;
    }
    return false;
  }

  for (let one = 0; one < first; one++) take(one, new Set());
  const others = new Map([...pairedWith].map(([other, one]) => [one, other]));
  return Array.from({ length: first }, (_, one) => others.get(one) ?? null);
}
