/**
 * What Terraform asks of a resource, in terms of values: what would a change come to, make it, what is there now. A
 * state is never lost: what fails answers with what was known before, or with what may have been left behind.
 */

import { agree, conform } from "./agree.ts";
import type { Diagnostic, Outcome } from "./diagnostics.ts";
import type { AnyResource, Call } from "./kinds.ts";
import { planObject } from "./plan.ts";
import { reconcile } from "./reconcile.ts";
import { validate } from "./validate.ts";
import type { Path, Values } from "./values.ts";

export interface PlannedChange {
  /** Null: the object will be gone. */
  readonly planned: Values | null;
  /** Attributes because of which another object is made in place of this one. */
  readonly replace: readonly Path[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A state to remember, null when there is no object. */
export interface Remembered {
  readonly state: Values | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Plans a change. What was not known at `terraform validate` is judged here.
 * @param usable null while the provider's own configuration is not known: then nothing is examined
 * @param change `configuration` null: the object is to be destroyed
 */
export async function planChange<C>(
  resource: AnyResource<C>,
  usable: { readonly context: C } | null,
  change: { readonly prior: Values | null; readonly configuration: Values | null },
  call: Call,
): Promise<PlannedChange> {
  const { prior, configuration } = change;
  if (configuration === null) return { planned: null, replace: [], diagnostics: [] };
  const problems = validate(resource.attributes, configuration, "plan");
  const { planned, differences } = planObject(resource.attributes, prior, configuration);
  if (problems.length > 0) return { planned, replace: [], diagnostics: problems };
  const examined =
    usable === null || resource.examine === undefined
      ? { diagnostics: [] }
      : await resource.examine(usable.context, { prior, planned }, call);
  const replaces = differences.filter(({ replaces }) => replaces || resource.update === undefined);
  const replace = [...replaces.map(({ at }) => at), ...(examined.replace ?? []).map((name) => [name])];
  return { planned, replace: prior === null ? [] : replace, diagnostics: examined.diagnostics };
}

/** Creates, updates or destroys, whichever the two sides say. */
export async function applyChange<C>(
  resource: AnyResource<C>,
  context: C,
  change: { readonly prior: Values | null; readonly planned: Values | null },
  call: Call,
): Promise<Remembered> {
  const { prior, planned } = change;
  if (planned === null) {
    if (prior === null) return { state: null, diagnostics: [] };
    const outcome = await resource.destroy(context, prior, call);
    return outcome.ok
      ? { state: null, diagnostics: outcome.warnings ?? [] }
      : { state: prior, diagnostics: outcome.problems };
  }
  if (prior !== null && resource.update === undefined) {
    throw new TypeError("a resource that cannot be updated was planned to be");
  }
  const outcome: Outcome<Values> =
    prior === null || resource.update === undefined
      ? await resource.create(context, planned, call)
      : await resource.update(context, { prior, planned }, call);
  if (outcome.ok) {
    const { state, problems } = agree(resource.attributes, planned, outcome.value);
    return { state, diagnostics: [...(outcome.warnings ?? []), ...problems] };
  }
  if (outcome.left === undefined) return { state: prior, diagnostics: outcome.problems };
  const left = conform(resource.attributes, outcome.left).state;
  return { state: reconcile(resource.attributes, planned, left).value, diagnostics: outcome.problems };
}

/** Asks what is there now; what means the same as before stays as it is written in the state. */
export async function refresh<C>(
  resource: AnyResource<C>,
  context: C,
  state: Values,
  call: Call,
): Promise<Remembered> {
  const outcome: Outcome<Values | null> = await resource.read(context, state, call);
  if (!outcome.ok) return { state, diagnostics: outcome.problems };
  const warnings = outcome.warnings ?? [];
  if (outcome.value === null) return { state: null, diagnostics: warnings };
  const { state: fresh, problems } = conform(resource.attributes, outcome.value);
  // Something that cannot be read is no reason to forget what was known.
  if (problems.length > 0) return { state, diagnostics: [...warnings, ...problems] };
  return { state: reconcile(resource.attributes, state, fresh).value, diagnostics: warnings };
}
