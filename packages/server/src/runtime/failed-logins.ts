/**
 * Tells the operator of credentials that were not good: who guesses secrets leaves a trace. The metric counts
 * every one; the log gets a few lines a minute, so that a flood of guesses does not fill it. Nothing of the
 * credential is ever written. One of ours that has expired is told by the metric alone: jobs outlive their tokens
 * every day.
 */

import type { CredentialFault } from "../core/access.ts";
import type { FaceName } from "../core/terms.ts";
import { createLineLimit } from "./line-limit.ts";
import type { Log } from "./log.ts";

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
  const limitLine = createLineLimit(monotonicMs);
  return (failed) => {
    if (failed.fault === "expired") return;
    limitLine((counted) => log.warn({ ...failed, ...counted }, "a credential was not accepted"));
  };
}
