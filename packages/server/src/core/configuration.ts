/**
 * Changing the configuration: who may write which provider or mapping, what a valid one looks like, and
 * what a refused change is called. Faces translate documents to drafts and call these functions; the
 * rules themselves stand here once.
 */

import type { Principal } from "./access.ts";
import type { Finding } from "./lint.ts";
import type { RegistryChange } from "./registry.ts";
import type { EpochSeconds, Mapping, MappingDraft, Provider, ProviderDraft } from "./terms.ts";

/** Why a change was not made. `detail` is a sentence for the person who asked. */
export type ChangeRefusal =
  | { readonly kind: "not_found"; readonly detail: string }
  | { readonly kind: "already_exists"; readonly detail: string }
  | { readonly kind: "forbidden"; readonly detail: string }
  /** The draft was made from an older version (`If-Match`). */
  | { readonly kind: "stale"; readonly detail: string }
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
  | { readonly ok: false; readonly conflict: "not_found" | "already_exists" | "stale" };

export type { Principal };
