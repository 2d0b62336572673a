/** Mappings of one provider, and which of them come nearest to claims. */

import { nearestTrials } from "../../../src/core/explaining/nearest.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type MappingChoice, type Registry } from "../../../src/core/matching/registry.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, JsonObject, Mapping, Provider } from "../../../src/core/terms.ts";
import { adaptersOf, mappingOf, projectChange, providerOf } from "../samples.ts";

export const provider = providerOf();
export const anyMapping: MappingChoice = { entry: { kind: "exchange" }, project: null, mapping: null };

export function registryOf(mappings: readonly Mapping[], owner: Provider = provider): Registry {
  return emptyRegistry(adaptersOf(noRegex)).withChanges([
    projectChange("pay"),
    { kind: "provider_written", revision: 1, provider: owner },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 1, mapping }) as const),
  ]);
}

export const named = (name: string, claims: JsonObject, changes: Partial<Mapping> = {}) =>
  mappingOf(claims, { name, ...changes });

export function trialsOf(mappings: readonly Mapping[], claims: Claims, wanted: Partial<MappingChoice> = {}) {
  return finish(nearestTrials(registryOf(mappings), provider, claims, { ...anyMapping, ...wanted }));
}
export const names = (mappings: readonly Mapping[], claims: Claims, wanted: Partial<MappingChoice> = {}) =>
  trialsOf(mappings, claims, wanted).trials.map((trial) => trial.mapping);
