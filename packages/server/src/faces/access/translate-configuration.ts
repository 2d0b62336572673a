/**
 * Between JFrog's OIDC configuration and our provider. What the document cannot say (a provider being
 * disabled, keys from elsewhere, a private certificate authority) stays as it is when the document is
 * replaced; what was sent travels in the annotations, so that reading back gives the same document.
 */

import { providerDefaults } from "../../core/configuring/provider-defaults.ts";
import { isJsonObject, ownMember, withoutUndefined } from "../../core/json.ts";
import type { ClaimPin, JsonObject, Provider, ProviderDraft } from "../../core/terms.ts";
import { faceName } from "./translate.ts";
import type { Read } from "./wire.ts";
import type { ConfigurationDocument, ProviderType } from "./wire-configuration.ts";

const githubIssuer = "https://token.actions.githubusercontent.com";
const azureIssuers =
  /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\//;
/** The tenant in an issuer such as `https://login.microsoftonline.com/<tenant>/v2.0`. */
const azureTenant = /^https:\/\/[^/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/** The claim in which GitHub says whose repository ran the job. */
const ownerClaim = "repository_owner";
const tenantClaim = "tid";
/** Account names of GitHub and of enterprises with managed users. */
const organizationForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
/** Azure publishes the keys of applications that sign with keys of their own under this query parameter. */
const appIdParameter = "appid";
/** Application ids are GUIDs; older ones may be names. */
const appIdForm = /^[\x21-\x7e]{1,255}$/;

/**
 * The provider a configuration stands for.
 * @param standing the provider that is replaced; null for a new one
 * @returns the fault in the vendor's words when the members contradict each other
 */
export function toProviderDraft(
  document: ConfigurationDocument,
  standing: Provider | null,
): Read<ProviderDraft> {
  const contradiction = contradictionIn(document, typeIn(document));
  if (contradiction !== null) return { ok: false, message: contradiction };
  return {
    ok: true,
    value: {
      ...(standing === null ? providerDefaults : draftOf(standing)),
      name: document.name,
      description: document.description ?? "",
      project: document.project_key ?? null,
      issuerUrl: document.issuer_url,
      tokenIssuer: textOrNull(document.token_issuer),
      discoveryQuery: discoveryQueryAfter(document, standing),
      useProxy: document.use_default_proxy,
      audience: textOrNull(document.audience),
      pins: pinsAfter(document, standing),
      annotations: { [faceName]: withoutUndefined(document) },
    },
  };
}

/** The configuration as it was sent, or as it would have to be sent for this provider. */
export function toConfigurationDocument(provider: Provider): JsonObject {
  const sent = ownMember(provider.annotations, faceName);
  return isJsonObject(sent) ? sent : withoutUndefined(documentOf(provider));
}

function typeIn({ provider_type }: ConfigurationDocument): ProviderType {
  return provider_type ?? "Generic OpenID Connect";
}

function contradictionIn(document: ConfigurationDocument, type: ProviderType): string | null {
  const organization = document.organization ?? "";
  const isGithub = type === "GitHub" || type === "GitHub Enterprise";
  if (organization !== "" && !isGithub) {
    return `oidc_setting Organization is not valid: a provider of type ${type} has none`;
  }
  if (organization !== "" && !organizationForm.test(organization)) {
    return "oidc_setting Organization is not valid: it must be the name of a GitHub account";
  }
  // Terraform always sends an empty one for GitHub Enterprise, so nothing can be demanded there.
  if (organization === "" && type === "GitHub" && document.enable_permissive_configuration !== true) {
    return "oidc_setting Organization is not valid: name one, or set enable_permissive_configuration";
  }
  const appId = document.azure_app_id ?? "";
  if (appId !== "" && type !== "Azure") return `azure_app_id is not valid for a provider of type ${type}`;
  if (appId !== "" && !appIdForm.test(appId))
    return "azure_app_id is not valid: it must be an application's id";
  return null;
}

/** What is demanded of every token: by the document, and by another interface where the document cannot say it. */
function pinsAfter(document: ConfigurationDocument, standing: Provider | null): readonly ClaimPin[] {
  const asked = pinsOf(document);
  if (standing === null) return asked;
  const said = [...asked, ...pinsOf(documentOf(standing))];
  const foreign = standing.pins.filter((pin) => !said.some((one) => isSameDemand(one, pin)));
  // Where the document changes nothing, one that minds letter case goes on minding it.
  return [...foreign, ...asked.map((one) => standing.pins.find((pin) => isSameDemand(one, pin)) ?? one)];
}

function isSameDemand(one: ClaimPin, other: ClaimPin): boolean {
  return one.claim === other.claim && one.value === other.value;
}

function pinsOf(document: ConfigurationDocument): readonly ClaimPin[] {
  const type = typeIn(document);
  return [...organizationPin(document, type), ...tenantPin(document, type)];
}

function organizationPin(document: ConfigurationDocument, type: ProviderType): readonly ClaimPin[] {
  const organization = document.organization ?? "";
  const restricted =
    (type === "GitHub" || type === "GitHub Enterprise") &&
    organization !== "" &&
    document.enable_permissive_configuration !== true;
  return restricted ? [{ claim: ownerClaim, value: organization, ignoreCase: true }] : [];
}

/** Every tenant's tokens are signed with the same keys; the tenant in `iss` and in `tid` must be one. */
function tenantPin(document: ConfigurationDocument, type: ProviderType): readonly ClaimPin[] {
  if (type !== "Azure") return [];
  const issuer = textOrNull(document.token_issuer) ?? document.issuer_url;
  const tenant = azureTenant.exec(issuer)?.[1];
  return tenant === undefined ? [] : [{ claim: tenantClaim, value: tenant, ignoreCase: true }];
}

/** As it stands, where the document says what one for the standing provider would say. */
function discoveryQueryAfter(document: ConfigurationDocument, standing: Provider | null): string | null {
  const asked = discoveryQuery(document);
  return standing !== null && asked === discoveryQuery(documentOf(standing))
    ? standing.discoveryQuery
    : asked;
}

function discoveryQuery(document: ConfigurationDocument): string | null {
  const appId = textOrNull(document.azure_app_id);
  return appId === null ? null : `${appIdParameter}=${encodeURIComponent(appId)}`;
}

/** A document for a provider that was made or edited through another interface. */
function documentOf(provider: Provider): ConfigurationDocument {
  const organization = provider.pins.find(({ claim }) => claim === ownerClaim)?.value;
  const appId = new URLSearchParams(provider.discoveryQuery ?? "").get(appIdParameter);
  const type = typeOf(provider, organization, appId);
  const isGithub = type === "GitHub" || type === "GitHub Enterprise";
  return {
    name: provider.name,
    issuer_url: provider.issuerUrl,
    provider_type: type,
    ...(provider.description !== "" && { description: provider.description }),
    ...(provider.audience !== null && { audience: provider.audience }),
    ...(isGithub && organization !== undefined && { organization }),
    ...(isGithub && organization === undefined && { enable_permissive_configuration: true }),
    ...(provider.tokenIssuer !== null && { token_issuer: provider.tokenIssuer }),
    ...(type === "Azure" && appId !== null && { azure_app_id: appId }),
    use_default_proxy: provider.useProxy,
    ...(provider.project !== null && { project_key: provider.project }),
  };
}

function typeOf(provider: Provider, organization: string | undefined, appId: string | null): ProviderType {
  if (provider.issuerUrl.startsWith(githubIssuer)) return "GitHub";
  if (organization !== undefined) return "GitHub Enterprise";
  const pinned = provider.pins.some(({ claim }) => claim === tenantClaim);
  return pinned || appId !== null || azureIssuers.test(provider.issuerUrl)
    ? "Azure"
    : "Generic OpenID Connect";
}

/** The members of a draft, without those that only a stored provider has. */
function draftOf(provider: Provider): ProviderDraft {
  const { id: _id, revision: _revision, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = provider;
  return draft;
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}
