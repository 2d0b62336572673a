/**
 * Changing the configuration: every face translates its documents to drafts and calls these functions, and those of
 * projects.ts. Each change is authorised and validated (configuration-refusals.ts), written in one transaction and applied
 * to the registry before it is answered.
 */

import type { Principal } from "../access.ts";
import { refuseOwnedMapping } from "../directory/protocols.ts";
import { refuseOwnedProvider } from "../directory/providers.ts";
import type { RefusedThing } from "../directory/refusals.ts";
import type { Finding } from "../linting/lint.ts";
import type { Registry, RegistryChange } from "../matching/registry.ts";
import type { EpochSeconds, Mapping, MappingDraft, Provider, ProviderDraft } from "../terms.ts";
import { findMapping, findProvider, refuseForeignProvider } from "./configuration-reach.ts";
import {
  refuseNewMapping,
  refuseNewProvider,
  refuseOtherMapping,
  refuseOtherProvider,
} from "./configuration-refusals.ts";
import type { ConfigurationRules } from "./configuration-rules.ts";

/** Why a change was not made. `detail` is a sentence for the person who asked. */
export type ChangeRefusal =
  | { readonly kind: "not_found"; readonly detail: string; readonly about?: RefusedThing }
  | { readonly kind: "already_exists"; readonly detail: string; readonly about?: RefusedThing }
  | { readonly kind: "forbidden"; readonly detail: string }
  /** The draft was made from an older version (`If-Match`). */
  | { readonly kind: "stale"; readonly detail: string }
  /** Something else must go first. */
  | { readonly kind: "in_use"; readonly detail: string }
  /** `field` is the core's name of the member at fault, dotted. */
  | { readonly kind: "invalid"; readonly field: string; readonly detail: string };

export type Change<T> =
  | { readonly ok: true; readonly value: T; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

/** The store's part in changes; every method is one transaction that also writes the history. */
export interface ConfigurationWriter {
  createProvider(draft: ProviderDraft, by: string, at: EpochSeconds): Promise<Written<Provider>>;
  replaceProvider(
    id: string,
    draft: ProviderDraft,
    expectedRevision: number | null,
    by: string,
    at: EpochSeconds,
  ): Promise<Written<Provider>>;
  /** Deletes its mappings with it. */
  deleteProvider(
    id: string,
    expectedRevision: number | null,
    by: string,
    at: EpochSeconds,
  ): Promise<Written<void>>;
  createMapping(draft: MappingDraft, by: string, at: EpochSeconds): Promise<Written<Mapping>>;
  replaceMapping(
    id: string,
    draft: MappingDraft,
    expectedRevision: number | null,
    by: string,
    at: EpochSeconds,
  ): Promise<Written<Mapping>>;
  deleteMapping(
    id: string,
    expectedRevision: number | null,
    by: string,
    at: EpochSeconds,
  ): Promise<Written<void>>;
}

/** What a write came to; `changes` are to be applied to the registry before the caller is answered. */
export type Written<T> =
  | { readonly ok: true; readonly value: T; readonly changes: readonly RegistryChange[] }
  | { readonly ok: false; readonly conflict: Conflict }
  /** By what stood when its turn came: an edit of a project. */
  | { readonly ok: false; readonly conflict: "refused"; readonly refusal: ChangeRefusal };

export type Conflict = "not_found" | "already_exists" | "stale" | "overtaken";

/** The effects a change needs. */
export interface ConfigurationPorts {
  readonly rules: ConfigurationRules;
  readonly writer: ConfigurationWriter;
  now(): EpochSeconds;
  registry(): Registry;
  /** Brings in what other nodes have written, so that a change is judged by what stands now. */
  refresh(): Promise<void>;
  /** Brings what was just written into the registry; the caller is answered afterwards. */
  apply(changes: readonly RegistryChange[]): Promise<void>;
  lintProvider(draft: ProviderDraft): readonly Finding[];
  lintMapping(draft: MappingDraft): readonly Finding[];
}

/** @returns refused with forbidden, invalid or already_exists */
export async function createProvider(
  ports: ConfigurationPorts,
  by: Principal,
  draft: ProviderDraft,
): Promise<Change<Provider>> {
  await ports.refresh();
  const refusal = refuseNewProvider(ports.rules, ports.registry(), by, draft);
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.createProvider(draft, by.name, ports.now());
  return conclude(ports, written, providerCalled(draft.name), ports.lintProvider(draft));
}

/**
 * Puts the draft in the place of the provider; name and project stay what they are.
 * @param expectedRevision the revision the draft was made from; null: whatever stands now
 * @returns refused with not_found, forbidden, invalid or stale
 */
export async function replaceProvider(
  ports: ConfigurationPorts,
  by: Principal,
  id: string,
  draft: ProviderDraft,
  expectedRevision: number | null,
): Promise<Change<Provider>> {
  await ports.refresh();
  const found = findProvider(ports.registry(), by, id);
  if (!found.ok) return found;
  const refusal = refuseOtherProvider(ports.rules, ports.registry(), by, found.value, draft);
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.replaceProvider(id, draft, expectedRevision, by.name, ports.now());
  return conclude(ports, written, providerCalled(draft.name), ports.lintProvider(draft));
}

/** Deletes the provider and its mappings. @returns refused with not_found, forbidden or stale */
export async function deleteProvider(
  ports: ConfigurationPorts,
  by: Principal,
  id: string,
  expectedRevision: number | null,
): Promise<Change<void>> {
  await ports.refresh();
  const found = findProvider(ports.registry(), by, id);
  if (!found.ok) return found;
  const refusal =
    refuseForeignProvider(ports.registry(), by, found.value) ??
    refuseOwnedProvider(ports.registry(), found.value, null);
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.deleteProvider(id, expectedRevision, by.name, ports.now());
  return conclude(ports, written, providerCalled(found.value.name), []);
}

/** @returns refused with not_found (the provider), forbidden, invalid or already_exists */
export async function createMapping(
  ports: ConfigurationPorts,
  by: Principal,
  draft: MappingDraft,
): Promise<Change<Mapping>> {
  await ports.refresh();
  const registry = ports.registry();
  const provider = findProvider(registry, by, draft.providerId);
  if (!provider.ok) return provider;
  const refusal = refuseNewMapping(ports.rules, registry, by, provider.value, draft);
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.createMapping(draft, by.name, ports.now());
  // Nothing but what it was to stand on can be gone.
  const isGone = !written.ok && written.conflict === "not_found";
  const subject = isGone ? providerCalled(provider.value.name) : mappingCalled(draft.name);
  return conclude(ports, written, subject, ports.lintMapping(draft));
}

/**
 * Puts the draft in the place of the mapping; name, project and provider stay what they are.
 * @param expectedRevision the revision the draft was made from; null: whatever stands now
 * @returns refused with not_found, forbidden, invalid or stale
 */
export async function replaceMapping(
  ports: ConfigurationPorts,
  by: Principal,
  id: string,
  draft: MappingDraft,
  expectedRevision: number | null,
): Promise<Change<Mapping>> {
  await ports.refresh();
  const registry = ports.registry();
  const found = findMapping(registry, by, id);
  if (!found.ok) return found;
  const provider = findProvider(registry, by, found.value.providerId);
  if (!provider.ok) return provider;
  const refusal = refuseOtherMapping(
    ports.rules,
    registry,
    by,
    { standing: found.value, provider: provider.value },
    draft,
  );
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.replaceMapping(id, draft, expectedRevision, by.name, ports.now());
  return conclude(ports, written, mappingCalled(draft.name), ports.lintMapping(draft));
}

/** @returns refused with not_found, forbidden or stale */
export async function deleteMapping(
  ports: ConfigurationPorts,
  by: Principal,
  id: string,
  expectedRevision: number | null,
): Promise<Change<void>> {
  await ports.refresh();
  const found = findMapping(ports.registry(), by, id);
  if (!found.ok) return found;
  const refusal = refuseOwnedMapping(ports.registry(), found.value, null);
  if (refusal !== null) return { ok: false, refusal };
  const written = await ports.writer.deleteMapping(id, expectedRevision, by.name, ports.now());
  return conclude(ports, written, mappingCalled(found.value.name), []);
}

/** Brings what was written into the registry, or puts into words why it was not written. */
export async function conclude<T>(
  ports: Pick<ConfigurationPorts, "apply">,
  written: Written<T>,
  /** As a sentence begins with it. */
  subject: string,
  findings: readonly Finding[],
): Promise<Change<T>> {
  if (!written.ok) {
    const refusal = written.conflict === "refused" ? written.refusal : refusalOf(written.conflict, subject);
    return { ok: false, refusal };
  }
  await ports.apply(written.changes);
  return { ok: true, value: written.value, findings };
}

/** @param subject as a sentence begins with it */
export function refusalOf(conflict: Conflict, subject: string): ChangeRefusal {
  switch (conflict) {
    case "not_found":
      return { kind: conflict, detail: `${subject} was there, but somebody deleted it meanwhile.` };
    case "already_exists":
      return {
        kind: conflict,
        detail: `${subject} already exists. Change that one, or choose another name.`,
      };
    case "stale":
      return {
        kind: conflict,
        detail: `${subject} was changed meanwhile: read it again and repeat the change.`,
      };
    case "overtaken":
      return {
        kind: "stale",
        detail: `${subject} could not be judged: much is written just now. Try again.`,
      };
  }
}

/** As a sentence begins with it. */
export function providerCalled(name: string): string {
  return `A provider called ${name}`;
}

/** As a sentence begins with it. */
export function mappingCalled(name: string): string {
  return `An identity mapping called ${name}`;
}
