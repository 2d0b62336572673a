/**
 * OpenID Connect Discovery: from a provider's issuer URL to the URL of its keys. The document must speak
 * for this issuer, or one issuer's keys could be taken for another's; where its `jwks_uri` leads is
 * judged by the guarded fetch like any other URL.
 */

import { ownMember } from "../core/json.ts";
import { accept, refuse, type Verdict } from "../core/refusal.ts";
import type { JsonObject, JsonValue, Provider } from "../core/terms.ts";
import { presentedText } from "../jws/evidence.ts";
import type { FetchingProvider, GuardedFetch } from "./guarded-fetch.ts";
import { maxUrlLength } from "./issuer-url.ts";

/** What discovery needs to know of a provider. */
export type DiscoverableProvider = FetchingProvider &
  Pick<Provider, "issuerUrl" | "tokenIssuer" | "discoveryQuery">;

/**
 * Where the provider's discovery document is. One trailing slash of the issuer URL is not doubled.
 * @see OpenID Connect Discovery §4
 */
export function discoveryUrl(provider: DiscoverableProvider): string {
  const query = provider.discoveryQuery === null ? "" : `?${provider.discoveryQuery}`;
  return `${withoutSlash(provider.issuerUrl)}/.well-known/openid-configuration${query}`;
}

/**
 * Fetches the discovery document and returns its `jwks_uri`.
 * @returns refused as the fetch refuses, or with `issuer_response_invalid` when the document names neither the
 *   issuer URL nor the token issuer as its issuer (one trailing slash aside), or no `jwks_uri` of at most 2048 characters.
 * @see OpenID Connect Discovery §3, §4.3
 */
export async function discoverJwksUri(
  fetch: Pick<GuardedFetch, "fetchJson">,
  provider: DiscoverableProvider,
): Promise<Verdict<string>> {
  const discovered = await discover(fetch, provider);
  return discovered.ok ? discovered.value.urlAt("jwks_uri") : discovered;
}

/** What an issuer says of itself. */
export interface Discovered {
  readonly document: JsonObject;
  /** @returns refused with `issuer_response_invalid` when the member is no text of at most 2048 characters */
  urlAt(member: string): Verdict<string>;
}

/**
 * Fetches the discovery document.
 * @returns refused as the fetch refuses, or with `issuer_response_invalid` when it speaks for another issuer
 */
export async function discover(
  fetch: Pick<GuardedFetch, "fetchJson">,
  provider: DiscoverableProvider,
): Promise<Verdict<Discovered>> {
  const url = discoveryUrl(provider);
  const fetched = await fetch.fetchJson(url, provider);
  if (!fetched.ok) return fetched;
  const { document } = fetched.value;
  const unusable = (detail: string) =>
    refuse("issuer_response_invalid", { provider: provider.name, url, detail });
  const issuer = ownMember(document, "issuer");
  if (!speaksFor(issuer, provider)) {
    return unusable(`its issuer is ${presentedText(issuer)}, not ${provider.issuerUrl}`);
  }
  return accept({
    document,
    urlAt(member) {
      const found = ownMember(document, member);
      if (typeof found !== "string") return unusable(`it has no ${member}`);
      // What follows quotes it, in every record until the issuer mends it.
      return found.length <= maxUrlLength ? accept(found) : unusable(`its ${member} is too long`);
    },
  });
}

function speaksFor(issuer: JsonValue | undefined, provider: DiscoverableProvider): boolean {
  if (typeof issuer !== "string") return false;
  const expected = [provider.issuerUrl, ...(provider.tokenIssuer === null ? [] : [provider.tokenIssuer])];
  return expected.some((one) => withoutSlash(one) === withoutSlash(issuer));
}

function withoutSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}
