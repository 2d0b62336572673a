/**
 * Writing identity providers: their providers (providers.ts) and the mappings of their protocols (protocols.ts) are
 * written with them.
 */

import type { Registry } from "../matching/registry.ts";
import type { Provider } from "../terms.ts";
import type { Plan, PlannedWrite, PlanTools } from "./changes.ts";
import { rebindProtocols } from "./protocols.ts";
import { isForeign, planProviders, type WantedProviders } from "./providers.ts";
import { fixed, missing, taken } from "./refusals.ts";
import type { Domain, IdentityProvider } from "./terms.ts";

/** An identity provider as it is asked for. */
export interface WantedIdentityProvider extends WantedProviders, Pick<IdentityProvider, "annotations"> {
  /** Null: a domain of its own is made for a new one. */
  readonly domainId: string | null;
}

/** A new one. */
export function planIdentityProviderCreation(
  registry: Registry,
  tools: PlanTools,
  wanted: WantedIdentityProvider,
): Plan<IdentityProvider> {
  const isTaken =
    registry.directory.get("identity_provider", wanted.id) !== undefined ||
    isForeign(registry, wanted.id, wanted.id);
  if (isTaken) return { ok: false, refusal: taken("identity_provider", "id", wanted.id) };
  if (wanted.domainId !== null && registry.directory.get("domain", wanted.domainId) === undefined) {
    return { ok: false, refusal: missing("domain", wanted.domainId) };
  }
  const own = wanted.domainId === null ? [ownDomain(tools, wanted.id)] : [];
  const domainId = wanted.domainId ?? own.map(({ id }) => id).join();
  const plan = planWrite(registry, tools, { ...wanted, domainId }, []);
  if (!plan.ok) return plan;
  const domains = own.map((draft) => ({ write: "put", draft }) as const);
  return { ...plan, writes: [...domains, ...plan.writes] };
}

/** In the place of the one there is, whose domain stays. */
export function planIdentityProviderReplacement(
  registry: Registry,
  tools: PlanTools,
  wanted: WantedIdentityProvider,
): Plan<IdentityProvider> {
  const standing = registry.directory.get("identity_provider", wanted.id);
  if (standing === undefined) return { ok: false, refusal: missing("identity_provider", wanted.id) };
  const { domainId } = standing;
  if (wanted.domainId !== null && wanted.domainId !== domainId) {
    return { ok: false, refusal: fixed("identity_provider", "domainId") };
  }
  return planWrite(registry, tools, { ...wanted, domainId }, providersOf(registry, standing));
}

/** Its protocols, its providers and what stands on those go with it. */
export function planIdentityProviderRemoval(registry: Registry, id: string): Plan<void> {
  const standing = registry.directory.get("identity_provider", id);
  if (standing === undefined) return { ok: false, refusal: missing("identity_provider", id) };
  const writes: readonly PlannedWrite[] = [
    { write: "delete", of: "identity_provider", id },
    ...registry.directory
      .protocolsOf(id)
      .map((protocol) => ({ write: "delete", of: "protocol", id: protocol.id }) as const),
    ...providersOf(registry, standing).map(
      (provider) => ({ write: "delete_provider", id: provider.id }) as const,
    ),
  ];
  return { ok: true, value: undefined, writes };
}

/** In the order of its issuers. */
export function providersOf(
  registry: Registry,
  { providerIds }: Pick<IdentityProvider, "providerIds">,
): readonly Provider[] {
  return providerIds.flatMap((id) => registry.providerById(id) ?? []);
}

function planWrite(
  registry: Registry,
  tools: PlanTools,
  wanted: WantedIdentityProvider & { readonly domainId: string },
  standing: readonly Provider[],
): Plan<IdentityProvider> {
  const planned = planProviders(registry, tools, wanted, standing);
  if (!planned.ok) return planned;
  const { id, description, enabled, domainId, annotations } = wanted;
  const draft: IdentityProvider = {
    kind: "identity_provider",
    id,
    description,
    enabled,
    domainId,
    providerIds: planned.ids,
    annotations,
  };
  const before = standing.map((provider) => provider.id);
  const isMoved = planned.ids.join() !== before.join();
  const rebound = isMoved ? rebindProtocols(registry, tools, id, planned.ids) : [];
  return { ok: true, value: draft, writes: [...planned.writes, { write: "put", draft }, ...rebound] };
}

/** A name that nobody has to think of, and that says nothing when the identity provider goes. */
function ownDomain(tools: PlanTools, identityProviderId: string): Domain {
  const id = plainId(tools);
  return {
    kind: "domain",
    id,
    name: id,
    description: `Made for the identity provider ${identityProviderId}`,
    enabled: true,
    annotations: {},
  };
}

/** An id without dashes: 32 hexadecimal digits, as clients of directories have them. */
export function plainId(tools: PlanTools): string {
  return tools.newId().replaceAll("-", "");
}
