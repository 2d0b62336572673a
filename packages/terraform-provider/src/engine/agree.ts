/**
 * Holds what a description's function answered against what was wanted. Terraform ends with "provider produced
 * inconsistent result" where the two differ; here the person is told which attribute, what the server keeps, and what
 * to do, and the state says what the server has.
 */

import type { Diagnostic } from "./diagnostics.ts";
import { fit, isRecord } from "./fit.ts";
import { type Difference, reconcile } from "./reconcile.ts";
import type { Attributes } from "./schema.ts";
import { sayPath, sayValue, unknown, type Values } from "./values.ts";

/** An object that Terraform can take, and errors about where it is not what it should be. */
export interface Agreed {
  readonly state: Values;
  readonly problems: readonly Diagnostic[];
}

/**
 * Fits an answer to the types of its attributes. A description cannot be trusted to hold what a server said to its own
 * types; what does not fit is left out and named, so that the rest is not lost with it.
 */
export function conform(attributes: Attributes, answer: unknown): Agreed {
  const { value, misfits } = fit(attributes, isRecord(answer) ? answer : {}, { unknowns: false });
  const problems = misfits.map(({ at, wanted, raw }): Diagnostic => {
    const found = raw === unknown ? "is still unknown" : `is no ${wanted}`;
    const detail = `${sayPath(at)} ${found} after the operation. This is a fault of the provider or of the server, not of your configuration.`;
    return { severity: "error", summary: "Answer without a usable value", detail, at };
  });
  return { state: value, problems };
}

/**
 * @param wanted what was planned, or configured; unknown where the answer may be anything
 * @returns the answer, in the words of what was wanted wherever it means the same
 */
export function agree(attributes: Attributes, wanted: Values, answer: unknown): Agreed {
  const { state, problems } = conform(attributes, answer);
  const { value, differences } = reconcile(attributes, wanted, state);
  // Where something does not fit, it is no wonder that it also differs.
  return { state: value, problems: problems.length > 0 ? problems : differences.map(sayDifference) };
}

function sayDifference(difference: Difference): Diagnostic {
  const { at, attribute, sensitive, known, fresh } = difference;
  const name = sayPath(at);
  const kept = sensitive
    ? `The server keeps another value for ${name} than it was given.`
    : `The server keeps ${sayValue(fresh)} for ${name}, not ${sayValue(known)}.`;
  const advice =
    attribute.presence === "computed"
      ? "It changed while Terraform was at work: plan and apply again."
      : "Write in the configuration what the server keeps, then plan and apply again.";
  return { severity: "error", summary: "Value kept otherwise", detail: `${kept} ${advice}`, at };
}
