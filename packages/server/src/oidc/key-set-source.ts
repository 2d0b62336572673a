/**
 * One attempt to get a provider's published keys, from wherever it says they are. What makes two attempts
 * the same is one fingerprint: when any field that decides whose keys these are has changed, nothing
 * fetched before is of use.
 */

import { createHash } from "node:crypto";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { JsonObject, Provider } from "../core/terms.ts";
import { importKeySet, type KeySet, withoutPrivateValues } from "../jws/key-set.ts";
import { discoverJwksUri } from "./discovery.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";

/** A key set as it was just fetched. */
export interface FetchedKeySet {
  readonly set: KeySet;
  /** To be kept: what was received, without private values that should never have been in it. */
  readonly text: string;
  readonly cacheControl: string | null;
}

/**
 * A digest of everything that decides which keys are the provider's.
 * @returns SHA-256, base64url
 */
export function keySourceFingerprint(provider: Provider): string {
  const { issuerUrl, tokenIssuer, discoveryQuery, keySource, caCertificates, useProxy } = provider;
  const fields = [issuerUrl, tokenIssuer, discoveryQuery, keySource, caCertificates, useProxy];
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64url");
}

/**
 * Where the provider's keys are published.
 * @returns refused as discovery refuses
 */
export async function findJwksUri(
  fetch: Pick<GuardedFetch, "fetchJson">,
  provider: Provider,
  source: PublishedKeys,
): Promise<Verdict<string>> {
  return source.kind === "jwks_uri" ? accept(source.url) : await discoverJwksUri(fetch, provider);
}
export type PublishedKeys = Exclude<Provider["keySource"], { readonly kind: "static" }>;

/**
 * Fetches and imports a key set.
 * @returns refused as the fetch refuses, or with `issuer_response_invalid` when the document is no key set or
 *   holds no key at all. Keys that cannot be used are kept in the set's problems.
 */
export async function fetchKeySet(
  fetch: Pick<GuardedFetch, "fetchJson">,
  provider: Provider,
  jwksUri: string,
): Promise<Verdict<FetchedKeySet>> {
  const fetched = await fetch.fetchJson(jwksUri, provider);
  if (!fetched.ok) return fetched;
  const { document, cacheControl } = fetched.value;
  const set = readKeySet(provider, jwksUri, document);
  if (!set.ok) return set;
  return accept({ set: set.value, text: JSON.stringify(withoutPrivateValues(document)), cacheControl });
}

/**
 * Imports a key set, wherever it came from.
 * @param url where it was found, for the evidence
 */
export function readKeySet(provider: Provider, url: string, document: JsonObject): Verdict<KeySet> {
  const unusable = (detail: string) =>
    refuse("issuer_response_invalid", { provider: provider.name, url, detail });
  const imported = importKeySet(document);
  if (!imported.ok) return unusable(imported.detail);
  const { keys, problems } = imported.set;
  return keys.length + problems.length > 0 ? accept(imported.set) : unusable("it holds no key");
}
