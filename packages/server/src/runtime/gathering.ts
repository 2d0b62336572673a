/**
 * Work that is done side by side. An exchange runs through more code than a processor keeps at hand, so several
 * that go one after another, each from its first step to its last, bring all of it in again each time; those that
 * take every step together share it, and cost half. So an exchange waits until this turn of the event loop has
 * read whatever else has arrived, and goes on with all of that.
 */

/**
 * How many go on together. What they hold between two steps has to stay at hand as well, and nothing else is
 * looked at before they are done, which takes a few milliseconds.
 */
const mostAtOnce = 32;

/** At 0.1 to 0.4 ms each, the last of so many hears within 100 ms. */
const mostWaiting = 256;

export interface Gathering {
  /** Resolves once everything else has arrived; first come, first served. Never rejects. */
  join(): Promise<void>;
  /** Whether so many wait that nobody should join them. */
  isFull(): boolean;
}

/** @param nextTurn calls back once this turn of the event loop has read what has arrived */
export function createGathering(nextTurn: (proceed: () => void) => void = setImmediate): Gathering {
  let waiting: (() => void)[] = [];
  const proceed = () => {
    const together = waiting.slice(0, mostAtOnce);
    waiting = waiting.slice(mostAtOnce);
    if (waiting.length > 0) nextTurn(proceed);
    // Each goes on as far as its next wait before the one after it begins, and so they keep in step.
    for (const goOn of together) goOn();
  };
  return {
    join: () =>
      new Promise((resolve) => {
        if (waiting.push(resolve) === 1) nextTurn(proceed);
      }),
    isFull: () => waiting.length >= mostWaiting,
  };
}
