/**
 * Between the OpenID Connect configuration of an identity provider and the provider it stands for. Issuer, audience
 * and keys are the provider's, so that whatever another interface changes of them is what is read here; what the
 * provider has no words for (the mode, the members for the console, the text of the keys) is among the annotations
 * of the identity provider.
 */

import { isJsonObject, sameJson } from "../../../core/json.ts";
import type { Annotations, JsonObject, KeySource, Provider, ProviderDraft } from "../../../core/terms.ts";
import { parseStrictJson } from "../../../jws/strict-json.ts";
import { noted, withNoted } from "./annotations.ts";
import {
  type KeptConfiguration,
  type OidcConfiguration,
  readKept,
  type StandingConfiguration,
} from "./wire-oidc-configuration.ts";

const member = "openid_connect_config";

/** Whether an identity provider has such a configuration. */
export function hasOidcConfiguration(annotations: Annotations): boolean {
  return isJsonObject(noted(annotations, member));
}

/**
 * The configuration as it stands.
 * @param provider the one of the identity provider; undefined: it was deleted through another interface
 * @returns null when there is none
 */
export function standingConfiguration(
  annotations: Annotations,
  provider: Provider | undefined,
): StandingConfiguration | null {
  const kept = readKept(noted(annotations, member));
  if (kept === null || provider === undefined) return null;
  return {
    ...kept,
    idp_url: provider.tokenIssuer ?? provider.issuerUrl,
    client_id: provider.audience,
    signing_key: signingKeyOf(provider.keySource, kept.signing_key),
    jwks_uri: jwksUriOf(provider.keySource, kept.jwks_uri),
  };
}

/** The text as it was sent, as long as it says what the provider has. */
function signingKeyOf(keySource: KeySource, sent: string | null): string | null {
  if (keySource.kind !== "static") return null;
  const keys = sent === null ? null : keysIn(sent);
  return keys !== null && sameJson(keys, keySource.jwks) ? sent : JSON.stringify(keySource.jwks);
}

/** Beside keys that are written it is kept for when they go. */
function jwksUriOf(keySource: KeySource, sent: string | null): string | null {
  if (keySource.kind === "jwks_uri") return keySource.url;
  return keySource.kind === "static" ? sent : null;
}

/** @returns null for what is no JSON object */
function keysIn(text: string): JsonObject | null {
  const parsed = parseStrictJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
}

/** The annotations with this configuration among them. */
export function annotateConfiguration(
  annotations: Annotations,
  { idp_url: _issuer, client_id: _audience, ...kept }: OidcConfiguration,
): Annotations {
  return withNoted(annotations, { [member]: kept satisfies KeptConfiguration });
}

/** The provider with what a configuration says of it beside its issuer. */
export function furnishProvider(draft: ProviderDraft, wanted: OidcConfiguration): ProviderDraft {
  return { ...draft, audience: wanted.client_id, keySource: keySourceOf(wanted) };
}

/** Keys written here come before any address. */
function keySourceOf({ signing_key, jwks_uri }: OidcConfiguration): KeySource {
  const jwks = signing_key === null ? null : keysIn(signing_key);
  if (jwks !== null) return { kind: "static", jwks };
  return jwks_uri === null ? { kind: "discovery" } : { kind: "jwks_uri", url: jwks_uri };
}

/** The configuration as it is answered: our own member only where it says something. */
export function toConfigurationDocument({ jwks_uri, ...vendors }: StandingConfiguration): JsonObject {
  return { [member]: { ...vendors, ...(jwks_uri !== null && { jwks_uri }) } };
}
