/**
 * Identity providers and protocols as they are shown and signed in with. Beside those of the directory stand global
 * providers that administrators made by themselves: each is an identity provider of its one issuer, and its mappings
 * behind doors are protocols. Those are changed where they were made.
 */

import type { Registry } from "../matching/registry.ts";
import type { Annotations, Provider } from "../terms.ts";
import { providersOf } from "./identity-providers.ts";
import { protocolId } from "./keys.ts";
import { defaultDomainId } from "./predefined.ts";
import { issuerOf } from "./providers.ts";
import type { IdentityProvider } from "./terms.ts";

/** An identity provider, whoever made it. */
export interface SeenIdentityProvider
  extends Pick<IdentityProvider, "id" | "description" | "enabled" | "domainId" | "annotations"> {
  /** One for each issuer, in order. */
  readonly providers: readonly Provider[];
  readonly issuers: readonly string[];
  /** False: a provider that was made by itself. */
  readonly isOwn: boolean;
}

/** A protocol, whoever made it. */
export interface SeenProtocol {
  readonly identityProviderId: string;
  readonly name: string;
  /** Of one that was made by itself: the mapping's name. */
  readonly rulesetId: string;
  readonly annotations: Annotations;
  readonly isOwn: boolean;
}

export function findIdentityProvider(registry: Registry, id: string): SeenIdentityProvider | undefined {
  const own = registry.directory.get("identity_provider", id);
  if (own !== undefined) return seen(own, providersOf(registry, own), true);
  const provider = registry.providerByName(id);
  return provider !== undefined && standsByItself(registry, provider) ? seenProvider(provider) : undefined;
}

/** All there are, by id. */
export function identityProviders(registry: Registry): readonly SeenIdentityProvider[] {
  const own = registry.directory
    .list("identity_provider")
    .map((one) => seen(one, providersOf(registry, one), true));
  const others = [...registry.providers()]
    .filter((provider) => standsByItself(registry, provider))
    .map(seenProvider);
  return [...own, ...others].sort((one, other) => (one.id < other.id ? -1 : 1));
}

export function findProtocol(
  registry: Registry,
  identityProvider: SeenIdentityProvider,
  name: string,
): SeenProtocol | undefined {
  return protocolsOf(registry, identityProvider).find((protocol) => protocol.name === name);
}

/** Whether there is such a protocol. Every login asks, also of a provider with very many mappings. */
export function hasProtocol(
  registry: Registry,
  { id, isOwn, providers }: SeenIdentityProvider,
  name: string,
): boolean {
  return isOwn
    ? registry.directory.get("protocol", protocolId(id, name)) !== undefined
    : providers.some(
        (provider) => registry.shelf(provider.id, { kind: "protocol", protocol: name }, null).size > 0,
      );
}

/** All of an identity provider, by name. */
export function protocolsOf(
  registry: Registry,
  { id, isOwn, providers }: SeenIdentityProvider,
): readonly SeenProtocol[] {
  const protocols = isOwn
    ? registry.directory.protocolsOf(id).map((protocol) => ({ ...protocol, isOwn: true }))
    : providers.flatMap((provider) => doorsOf(registry, provider));
  return protocols.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Whether no identity provider of the directory shows it, or stands under its name. */
function standsByItself({ directory }: Registry, { id, name, project }: Provider): boolean {
  const isShown =
    directory.ownerOfProvider(id) !== undefined || directory.get("identity_provider", name) !== undefined;
  return project === null && !isShown;
}

function seenProvider(provider: Provider): SeenIdentityProvider {
  const { name: id, description, enabled } = provider;
  const shown = { id, description, enabled, domainId: defaultDomainId, annotations: {} };
  return seen(shown, [provider], false);
}

function seen(
  {
    id,
    description,
    enabled,
    domainId,
    annotations,
  }: Omit<SeenIdentityProvider, "providers" | "issuers" | "isOwn">,
  providers: readonly Provider[],
  isOwn: boolean,
): SeenIdentityProvider {
  const issuers = providers.map(issuerOf);
  return { id, description, enabled, domainId, annotations, providers, issuers, isOwn };
}

/** Where several mappings share a door, the one that is judged first names it. */
function doorsOf(registry: Registry, provider: Provider): readonly SeenProtocol[] {
  const doors = new Map<string, SeenProtocol>();
  for (const run of registry.mappingRunsOf(provider.id)) {
    for (const { entry, project, name } of run) {
      if (entry.kind !== "protocol" || project !== null || doors.has(entry.protocol)) continue;
      doors.set(entry.protocol, {
        identityProviderId: provider.name,
        name: entry.protocol,
        rulesetId: name,
        annotations: {},
        isOwn: false,
      });
    }
  }
  return [...doors.values()];
}
