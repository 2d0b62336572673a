/** What came of an operation, for tests that expect the one or the other. */

import type { Diagnostic, Outcome } from "../../src/engine/diagnostics.ts";

/** @throws with what the person would read */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(({ detail }) => detail).join("\n"));
  return outcome.value;
}

/** The one problem there has to be. */
export function problemOf(outcome: Outcome<unknown>): Diagnostic {
  if (outcome.ok) throw new Error("it succeeded");
  const [problem, ...others] = outcome.problems;
  if (problem === undefined || others.length > 0) throw new Error(JSON.stringify(outcome.problems));
  return problem;
}
