/** What Terraform asks of data sources and ephemeral resources, in terms of values. */

import { agree } from "./agree.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { AnyDataSource, AnyEphemeralResource, Call } from "./kinds.ts";
import { withDefaults } from "./plan.ts";
import type { Attributes } from "./schema.ts";
import { validate } from "./validate.ts";
import type { Values } from "./values.ts";

/** Null: there is nothing that could be handed on. */
export interface Found {
  readonly values: Values | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a data source. @param configuration wholly known */
export async function readSource<C>(
  source: AnyDataSource<C>,
  context: C,
  configuration: Values,
  call: Call,
): Promise<Found> {
  const problems = validate(source.attributes, configuration, "plan");
  if (problems.length > 0) return { values: null, diagnostics: problems };
  const wanted = withDefaults(source.attributes, configuration);
  const outcome = await source.read(context, wanted, call);
  return outcome.ok
    ? found(source.attributes, wanted, outcome.value, outcome.warnings)
    : { values: null, diagnostics: outcome.problems };
}

/** Opens an ephemeral resource. @returns also what its `close` is to be given */
export async function openEphemeral<C>(
  resource: AnyEphemeralResource<C>,
  context: C,
  configuration: Values,
  call: Call,
): Promise<Found & { readonly kept: string }> {
  const problems = validate(resource.attributes, configuration, "plan");
  if (problems.length > 0) return { values: null, diagnostics: problems, kept: "" };
  const wanted = withDefaults(resource.attributes, configuration);
  const outcome = await resource.open(context, wanted, call);
  if (!outcome.ok) return { values: null, diagnostics: outcome.problems, kept: "" };
  const { result, kept = "" } = outcome.value;
  return { ...found(resource.attributes, wanted, result, outcome.warnings), kept };
}

function found(
  attributes: Attributes,
  wanted: Values,
  answer: Values,
  warnings: readonly Diagnostic[] = [],
): Found {
  const { state, problems } = agree(attributes, wanted, answer);
  return { values: state, diagnostics: [...warnings, ...problems] };
}
