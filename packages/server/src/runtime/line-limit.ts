/** Keeps lines that strangers can cause from filling the log: a few a minute, and how many were left out. */

/** The others are told with the first line of a later minute. */
const linesPerMinute = 10;
const minuteMs = 60_000;

/** Writes a line, or leaves it out. @param write given how many were left out before it, if any were */
export type LimitLine = (write: (counted: { readonly leftOut?: number }) => void) => void;

/** @param monotonicMs a clock that never steps */
export function createLineLimit(monotonicMs: () => number): LimitLine {
  let begunMs = Number.NEGATIVE_INFINITY;
  let lines = 0;
  let leftOut = 0;
  return (write) => {
    const now = monotonicMs();
    if (now - begunMs >= minuteMs) {
      begunMs = now;
      lines = 0;
    }
    if (lines === linesPerMinute) {
      leftOut += 1;
      return;
    }
    lines += 1;
    write(leftOut > 0 ? { leftOut } : {});
    leftOut = 0;
  };
}
