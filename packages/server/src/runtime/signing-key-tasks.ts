/**
 * What a node does about signing keys while it runs: it looks every second which there are, so that a key
 * withdrawn anywhere is refused everywhere at once, and every half minute whether one is due.
 */

import type { SigningKeys } from "../keys/signing-keys.ts";
import type { Log } from "./log.ts";
import type { Tasks } from "./tasks.ts";

const refreshMs = 1_000;
const tendMs = 30_000;

/** Tells of each key that cannot be opened, and why: once, not with every look. */
export function logPassedOver(log: Pick<Log, "error">): (problem: unknown) => void {
  const told = new Set<string>();
  return (problem) => {
    const words = String(problem);
    if (!told.has(words)) log.error({ err: problem }, "a signing key is passed over");
    told.add(words);
  };
}

/** What `/readyz` says when no key is left, as when they were reset under a running server; null: there is one. */
export function missingKeyProblem(keys: Pick<SigningKeys, "list">): string | null {
  return keys.list().length > 0
    ? null
    : "There is no signing key. Restart the server: it then makes one, or says what is missing.";
}

export function addSigningKeyTasks(
  tasks: Tasks,
  keys: Pick<SigningKeys, "refresh" | "tend">,
  log: Pick<Log, "error" | "info">,
): void {
  tasks.every("refresh signing keys", refreshMs, () => keys.refresh());
  tasks.every("tend signing keys", tendMs, async () => {
    try {
      if (await keys.tend({ kind: "schedule" })) log.info("signing keys were added or removed, as was due");
    } catch (problem) {
      log.error({ err: problem }, "the signing keys cannot be renewed; those there are stay in use");
    }
  });
}
