/**
 * The providers that are kept for an identity provider: one for each issuer it accepts, so that keys, records,
 * explanations and limits are those of any provider. The identity provider decides which there are, their issuer,
 * whether they are enabled and what they are called; everything else is what administrators make of it elsewhere,
 * and stays.
 */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import { fault } from "../configuring/configuration-rules.ts";
import { providerDefaults } from "../configuring/provider-defaults.ts";
import { isStoredAlike } from "../json.ts";
import type { Registry } from "../matching/registry.ts";
import type { Provider, ProviderDraft } from "../terms.ts";
import type { PlannedWrite, PlanTools } from "./changes.ts";
import { taken } from "./refusals.ts";
import type { IdentityProvider } from "./terms.ts";

/** What an identity provider says of its providers. */
export interface WantedProviders extends Pick<IdentityProvider, "id" | "description" | "enabled"> {
  /** What `iss` may be, each once. */
  readonly issuers: readonly string[];
  /** Says more of each provider than that, after everything else was said; absent: nothing. */
  readonly furnish?: (draft: ProviderDraft) => ProviderDraft;
}

/** The providers there will be, in the order of the issuers, and how they come about. */
export type PlannedProviders =
  | { readonly ok: true; readonly ids: readonly string[]; readonly writes: readonly PlannedWrite[] }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

/** The `iss` that a provider's tokens carry. */
export function issuerOf({ issuerUrl, tokenIssuer }: Pick<Provider, "issuerUrl" | "tokenIssuer">): string {
  return tokenIssuer ?? issuerUrl;
}

/** A provider as it was written. */
export function providerDraftOf(provider: Provider): ProviderDraft {
  const { id: _id, revision: _revision, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = provider;
  return draft;
}

/**
 * A provider whose issuer stays is kept; one whose issuer goes serves an issuer that comes, as long as there is one.
 * @param standing those there are now
 */
export function planProviders(
  registry: Registry,
  tools: PlanTools,
  wanted: WantedProviders,
  standing: readonly Provider[],
): PlannedProviders {
  const foreign = foreignIssuer(registry, wanted);
  if (foreign !== undefined) return refused(taken("identity_provider", "issuer", foreign));
  const seats = seatsFor(wanted.issuers, standing);
  const kept = seats.flatMap(({ provider }) => provider ?? []);
  const names = freeNames(registry, wanted.id, kept);
  const ids: string[] = [];
  const writes: PlannedWrite[] = standing
    .filter((provider) => !kept.includes(provider))
    .map(({ id }) => ({ write: "delete_provider", id }));
  for (const { issuer, provider } of seats) {
    if (provider === null) {
      const name = names.next().value;
      if (name === undefined) return refused(taken("identity_provider", "id", wanted.id));
      const id = tools.newId();
      writes.push({ write: "create_provider", id, draft: furnished(wanted, newProvider(name, issuer)) });
      ids.push(id);
    } else {
      const draft = furnished(wanted, servingIssuer(providerDraftOf(provider), issuer));
      if (!isStoredAlike(draft, providerDraftOf(provider))) {
        writes.push({ write: "replace_provider", id: provider.id, draft });
      }
      ids.push(provider.id);
    }
  }
  return { ok: true, ids, writes };
}

function refused(refusal: ChangeRefusal): PlannedProviders {
  return { ok: false, refusal };
}

/** An issuer that stands twice, or that another identity provider accepts. */
function foreignIssuer(registry: Registry, { id, issuers }: WantedProviders): string | undefined {
  return issuers.find((issuer, index) => {
    const owners = registry
      .providersByIssuer(issuer)
      .map((provider) => registry.directory.ownerOfProvider(provider.id));
    return (
      issuers.indexOf(issuer) !== index || owners.some((owner) => owner !== undefined && owner.id !== id)
    );
  });
}

interface Seat {
  readonly issuer: string;
  /** Null: a new one. */
  readonly provider: Provider | null;
}

function seatsFor(issuers: readonly string[], standing: readonly Provider[]): readonly Seat[] {
  const leaving = standing.filter((provider) => !issuers.includes(issuerOf(provider)));
  return issuers.map((issuer) => ({
    issuer,
    provider: standing.find((one) => issuerOf(one) === issuer) ?? leaving.shift() ?? null,
  }));
}

/**
 * The identity provider's id, then that with `.2`, `.3`, …, as far as they are free and no other identity provider's id. The
 * first of all must be: under the same name there would otherwise be two different ones to sign in with.
 */
function* freeNames(registry: Registry, id: string, kept: readonly Provider[]): Generator<string, undefined> {
  const names = new Set(kept.map(({ name }) => name));
  if (!names.has(id)) {
    if (isForeign(registry, id, id)) return undefined;
    yield id;
  }
  for (let number = 2; ; number += 1) {
    const name = `${id}.${number}`;
    const isId = registry.directory.get("identity_provider", name) !== undefined;
    if (!isId && !names.has(name) && !isForeign(registry, id, name)) yield name;
  }
}

/** Whether somebody else's provider is called so. */
export function isForeign(registry: Registry, id: string, name: string): boolean {
  const provider = registry.providerByName(name);
  return provider !== undefined && registry.directory.ownerOfProvider(provider.id)?.id !== id;
}

function newProvider(name: string, issuer: string): ProviderDraft {
  return { ...providerDefaults, name, issuerUrl: issuer };
}

/** What was said of the issuer before goes with it, its keys above all; what is demanded of tokens stays. */
function servingIssuer(draft: ProviderDraft, issuer: string): ProviderDraft {
  if (issuerOf(draft) === issuer) return draft;
  const { tokenIssuer, discoveryQuery, keySource, caCertificates, preset } = providerDefaults;
  return { ...draft, issuerUrl: issuer, tokenIssuer, discoveryQuery, keySource, caCertificates, preset };
}

function furnished({ description, enabled, furnish }: WantedProviders, draft: ProviderDraft): ProviderDraft {
  const described = { ...draft, description, enabled };
  return furnish === undefined ? described : furnish(described);
}

/**
 * A change of a provider, made elsewhere, that is its identity provider's to make.
 * @param draft what is to be in its place; null: it is to be deleted
 */
export function refuseOwnedProvider(
  { directory }: Registry,
  standing: Provider,
  draft: ProviderDraft | null,
): ChangeRefusal | null {
  const owner = directory.ownerOfProvider(standing.id);
  if (owner === undefined) return null;
  const where = `is kept for the identity provider ${JSON.stringify(owner.id)} and changes with it: change that one.`;
  if (draft === null)
    return { kind: "forbidden", detail: `The provider ${JSON.stringify(standing.name)} ${where}` };
  if (issuerOf(draft) !== issuerOf(standing)) return fault("issuerUrl", where);
  if (draft.enabled !== standing.enabled) return fault("enabled", where);
  return draft.description === standing.description ? null : fault("description", where);
}
