/**
 * The configuration in memory: providers, and per provider an index of its compiled mappings. A
 * registry value never changes; `withChanges` makes the next one and shares everything untouched, so
 * an exchange in flight keeps the rules it began with and one edit costs one provider's delta.
 */

import type { Verdict } from "./refusal.ts";
import type { Claims, Entry, JsonPrimitive, Mapping, Provider } from "./terms.ts";

/** One step of the configuration's history, in order of revision. */
export type RegistryChange =
  | { readonly kind: "provider_written"; readonly revision: number; readonly provider: Provider }
  | { readonly kind: "provider_deleted"; readonly revision: number; readonly id: string }
  | { readonly kind: "mapping_written"; readonly revision: number; readonly mapping: Mapping }
  | { readonly kind: "mapping_deleted"; readonly revision: number; readonly id: string };

/** Compiles an RE2 regular expression for unanchored search; the engine is an adapter's. */
export type CompileRegex = (source: string) => Verdict<(text: string) => boolean>;

export interface Registry {
  readonly revision: number;
  providerByName(name: string): Provider | undefined;
  providerById(id: string): Provider | undefined;
  /** Providers whose tokens carry exactly this `iss`, disabled ones included. */
  providersByIssuer(issuer: string): readonly Provider[];
  providers(): Iterable<Provider>;
  mappingById(id: string): Mapping | undefined;
  /** Mappings of one provider in the order they are judged. */
  mappingsOf(providerId: string): readonly Mapping[];
  withChanges(changes: readonly RegistryChange[]): Registry;
}

export interface MappingChoice {
  readonly entry: Entry;
  readonly project: string | null;
  readonly mapping: string | null;
}

/** The winning mapping, with what its matching rules captured. */
export interface Chosen {
  readonly mapping: Mapping;
  /** Indexes into `mapping.rules` of those that matched, and each one's placeholders in order. */
  readonly matched: readonly {
    readonly rule: number;
    readonly placeholders: readonly (readonly JsonPrimitive[])[];
  }[];
}

export declare function emptyRegistry(compileRegex: CompileRegex): Registry;
export declare function chooseMapping(
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): Verdict<Chosen>;
