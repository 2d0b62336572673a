/** Suggestions for tests: an administrator's, of a provider whose issuer nobody described, unless a test says otherwise. */

import { emptyRegistry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import { type Suggestion, type SuggestionGround, suggest } from "../../../src/core/suggesting/suggest.ts";
import type { Claims, Mapping, Provider } from "../../../src/core/terms.ts";
import { subjectIdsOf, traitsOf } from "../../../src/presets/catalogue.ts";
import { compileRegex } from "../../../src/regex.ts";
import { administrator, projectChange, providerOf } from "../samples.ts";

export const plainProvider = providerOf({ preset: "generic" });

export function registryOf(provider: Provider, mappings: readonly Mapping[] = []) {
  return emptyRegistry({ compileRegex, subjectIdsOf }).withChanges([
    projectChange("blue"),
    { kind: "provider_written", revision: 1, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written" as const, revision: 1, mapping })),
  ]);
}

export interface Ground extends Partial<Omit<SuggestionGround, "registry" | "traits">> {
  readonly mappings?: readonly Mapping[];
}

export function suggested(claims: Claims, { mappings = [], ...more }: Ground = {}): Suggestion | null {
  const provider = more.provider ?? plainProvider;
  const steps = suggest({
    by: administrator,
    registry: registryOf(provider, mappings),
    traits: traitsOf(provider),
    history: [],
    entry: { kind: "exchange" },
    project: null,
    origin: "typed-in claims",
    ...more,
    provider,
    claims,
  });
  return finish(steps);
}

export function sure(suggestion: Suggestion | null): Suggestion {
  if (suggestion === null) throw new Error("nothing was suggested");
  return suggestion;
}
