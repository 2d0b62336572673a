/**
 * When a request is one too many. Everything runs on one thread, so whoever arrives while this turn of the event
 * loop has worked for long already, or while many wait to be worked for, waits behind all of that, and so does
 * everybody after. Beyond a budget the rest are turned away at once, which costs a fraction of serving them: those
 * that are served stay quick, and the others know within a moment that they may try elsewhere.
 */

/** Exchanges that wait for their turn. At 0.1 to 0.4 ms each, the last of them hears within 100 ms. */
const mostWaiting = 256;
/** Work of one turn: reading requests, and answering those that are answered at once. */
const budgetMs = 40;
/**
 * Requests that are always served in a turn: a pause of the machine is no overload, and neither is one request
 * from each of a few dozen connections that arrive together.
 */
const leastPerTurn = 64;

/**
 * @param nowMs a clock that never steps
 * @param waiting how many wait to be worked for
 * @param nextTurn calls back once this turn of the event loop has done its work
 * @returns tells of each request that arrives whether it is one too many
 */
export function createTurnBudget(
  nowMs: () => number,
  waiting: () => number,
  nextTurn: (begin: () => void) => void = setImmediate,
): () => boolean {
  let begunMs: number | null = null;
  let served = 0;
  return () => {
    if (waiting() >= mostWaiting) return true;
    const now = nowMs();
    if (begunMs === null) {
      begunMs = now;
      served = 0;
      nextTurn(() => {
        begunMs = null;
      });
    }
    if (served >= leastPerTurn && now - begunMs > budgetMs) return true;
    served += 1;
    return false;
  };
}
