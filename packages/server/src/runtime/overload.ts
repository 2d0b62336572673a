/**
 * When a request is one too many. Everything runs on one thread, so whoever arrives while this turn of the event
 * loop has worked for long already waits behind all of that, and so does everybody after; and an exchange waits
 * behind those that wait for their turn (gathering.ts). Beyond a budget the rest are turned away at once, which
 * costs a fraction of serving them: those that are served stay quick, and the others know within a moment that
 * they may try elsewhere.
 */

/** Work of one turn: reading requests, and answering those that are answered at once. */
const budgetMs = 40;
/**
 * Requests that are always served in a turn: a pause of the machine is no overload, and neither is one request
 * from each of a few dozen connections that arrive together.
 */
const leastPerTurn = 64;

/**
 * @param nowMs a clock that never steps
 * @param isCrowded whether as many wait for their turn as should
 * @param nextTurn calls back once this turn of the event loop has done its work
 * @returns tells of each request that arrives whether it is one too many; `waits`: whether it would wait for its turn
 */
export function createTurnBudget(
  nowMs: () => number,
  isCrowded: () => boolean,
  nextTurn: (begin: () => void) => void = setImmediate,
): (waits: () => boolean) => boolean {
  let begunMs: number | null = null;
  let served = 0;
  return (waits) => {
    if (isCrowded() && waits()) return true;
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
