/**
 * Tells the operator of credentials that were not good: who guesses secrets leaves a trace. The metric counts
 * every one; the log gets a few lines a minute, so that a flood of guesses does not fill it. Nothing of the
 * credential is ever written. One of ours that has expired is told by the metric alone: jobs outlive their tokens
 * every day.
 */

import type { CredentialFault } from "../core/access.ts";
import type { FaceName } from "../core/terms.ts";
import type { Log } from "./log.ts";

/** Log lines in a minute; the others are counted, and told with the first line of a later one. */
const linesPerMinute = 10;
const minuteMs = 60_000;

/** One credential that was not good. */
export interface FailedLogin {
  readonly face: FaceName;
  /** `too_many`: it was not looked at, after too many unknown ones. */
  readonly fault: CredentialFault | "too_many";
  readonly addressPrefix: string;
  readonly requestId: string;
}

/** @param monotonicMs a clock that never steps */
export function createFailedLoginLog(
  log: Pick<Log, "warn">,
  monotonicMs: () => number,
): (failed: FailedLogin) => void {
  let begunMs = Number.NEGATIVE_INFINITY;
  let lines = 0;
  let leftOut = 0;
  return ({ face, fault, addressPrefix, requestId }) => {
    if (fault === "expired") return;
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
    log.warn(
      { face, fault, addressPrefix, requestId, ...(leftOut > 0 && { leftOut }) },
      "a credential was not accepted",
    );
    leftOut = 0;
  };
}
