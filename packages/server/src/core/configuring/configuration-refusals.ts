/**
 * Why a provider or an identity mapping cannot be written as it is drafted: it is not its author's to write
 * (configuration-reach.ts), not valid (provider-rules.ts, mapping-rules.ts), or there is no room. Pure, so that a draft
 * can be judged without being written (drafts.ts).
 */

import type { Principal } from "../access.ts";
import { refuseForeignDoor, refuseOwnedMapping } from "../directory/protocols.ts";
import { refuseOwnedProvider } from "../directory/providers.ts";
import { isCrowdedOut, type Registry } from "../matching/registry.ts";
import type { Mapping, MappingDraft, Provider, ProviderDraft } from "../terms.ts";
import type { ChangeRefusal } from "./configuration.ts";
import { refuseForeignDraft, refuseForeignMapping, refuseForeignProvider } from "./configuration-reach.ts";
import { type ConfigurationRules, fault, refuseOverfull } from "./configuration-rules.ts";
import { validateMapping } from "./mapping-rules.ts";
import { validateProvider } from "./provider-rules.ts";

/** Per installation: each provider costs memory on every node. */
export const maxProviders = 10_000;
/** Per provider: the figure the mapping index is measured at. */
export const maxMappingsPerProvider = 100_000;

export function refuseNewProvider(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  draft: ProviderDraft,
): ChangeRefusal | null {
  return (
    refuseForeignDraft(rules, by, draft) ??
    validateProvider(draft, rules) ??
    refuseOverfull([...registry.providers()].length, maxProviders, "name", "providers")
  );
}

/** @param standing what the draft would take the place of */
export function refuseOtherProvider(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  standing: Provider,
  draft: ProviderDraft,
): ChangeRefusal | null {
  return (
    refuseForeignProvider(registry, by, standing) ??
    refuseMoved(standing, draft, ["name", "project"], "provider") ??
    refuseOwnedProvider(registry, standing, draft) ??
    refuseForeignDraft(rules, by, draft) ??
    validateProvider(draft, rules)
  );
}

/** @param provider the draft's, which its author may see */
export function refuseNewMapping(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  provider: Provider,
  draft: MappingDraft,
): ChangeRefusal | null {
  return (
    refuseForeignMapping(rules, by, draft) ??
    refuseForeignDoor(registry, draft) ??
    validateMapping(draft, provider, rules) ??
    refuseOverfull(
      registry.mappingCount(draft.providerId),
      maxMappingsPerProvider,
      "providerId",
      "identity mappings",
    ) ??
    refuseCrowdedOut(registry, draft)
  );
}

/** @param placed what the draft would take the place of, and the provider of that */
export function refuseOtherMapping(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  { standing, provider }: { readonly standing: Mapping; readonly provider: Provider },
  draft: MappingDraft,
): ChangeRefusal | null {
  return (
    refuseMoved(standing, draft, ["name", "project", "providerId"], "identity mapping") ??
    refuseForeignMapping(rules, by, draft) ??
    refuseOwnedMapping(registry, standing, draft) ??
    validateMapping(draft, provider, rules) ??
    refuseCrowdedOut(registry, draft)
  );
}

/** Clauses that no index can tell apart would all be judged for one token. */
function refuseCrowdedOut(registry: Registry, draft: MappingDraft): ChangeRefusal | null {
  return isCrowdedOut(registry, draft)
    ? fault(
        "rules",
        "cannot be told apart from too many other identity mappings: add a clause that demands one exact value, or text before the first wildcard, that they do not demand.",
      )
    : null;
}

/** Names and owners are what others refer to: they are chosen once. */
export function refuseMoved<Draft, Field extends keyof Draft & string>(
  standing: Pick<Draft, Field>,
  draft: Pick<Draft, Field>,
  fields: readonly Field[],
  thing: string,
): ChangeRefusal | null {
  const moved = fields.find((field) => standing[field] !== draft[field]);
  return moved === undefined
    ? null
    : fault(moved, `of an existing ${thing} cannot be changed: make a new one, then delete this one.`);
}
