/** A bound on how much of some work is done at the same time. */

/** Does the work at once. @returns null when as much is under way as may be */
export type WithinLimit = <T>(work: () => Promise<T>) => Promise<T> | null;

export function createConcurrencyLimit(mostAtOnce: number): WithinLimit {
  let underWay = 0;
  return (work) => {
    if (underWay >= mostAtOnce) return null;
    underWay += 1;
    return work().finally(() => {
      underWay -= 1;
    });
  };
}
