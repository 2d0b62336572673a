/**
 * Work that is done one piece at a time, in the order in which it was asked for. What is planned from one state and
 * made only while that stands would otherwise overtake itself on one node, again and again.
 */

/** Does the work when its turn comes. @returns null at once when too much waits already */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T> | null;

/** @param mostWaiting so many wait at most: whoever would be last behind more has long gone by then */
export function createTurns(mostWaiting: number): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (work) => {
    if (waiting >= mostWaiting) return null;
    waiting += 1;
    const mine = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
