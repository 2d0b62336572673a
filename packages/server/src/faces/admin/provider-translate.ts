/** Between the provider document and the core's provider, without loss in either direction. */

import type { Finding } from "../../core/linting/lint.ts";
import type { Provider, ProviderDraft } from "../../core/terms.ts";
import type { ProviderDocument, ProviderInput } from "./provider-wire.ts";
import { type ServerMember, snakeCase, toFindingDocument, toTimestamp } from "./wire.ts";

/** What other faces had noted about the provider ends here: it now is what this document says. */
export function toProviderDraft(document: ProviderInput): ProviderDraft {
  return {
    name: document.name,
    description: document.description,
    project: document.project,
    enabled: document.enabled,
    issuerUrl: document.issuer_url,
    tokenIssuer: document.token_issuer,
    discoveryQuery: document.discovery_query,
    keySource: document.key_source,
    caCertificates: document.ca_certificates,
    useProxy: document.use_proxy,
    algorithms: document.algorithms,
    audience: document.audience,
    additionalAudiences: document.additional_audiences,
    pins: document.pins.map(({ claim, value, ignore_case }) => ({ claim, value, ignoreCase: ignore_case })),
    replay: document.replay,
    clockToleranceSeconds: document.clock_tolerance_seconds,
    maxTokenLifetimeSeconds: document.max_token_lifetime_seconds,
    acceptAccessTokens: document.accept_access_tokens,
    preset: document.preset,
    annotations: {},
  };
}

export function toProviderDocument(provider: Provider, findings: readonly Finding[]): ProviderDocument {
  return {
    id: provider.id,
    ...toProviderMembers(provider),
    revision: provider.revision,
    created_at: toTimestamp(provider.createdAt),
    updated_at: toTimestamp(provider.updatedAt),
    findings: findings.map(toFindingDocument),
  };
}

/** What of the document its author writes. */
export function toProviderMembers(provider: ProviderDraft): Omit<ProviderDocument, ServerMember> {
  return {
    name: provider.name,
    description: provider.description,
    project: provider.project,
    enabled: provider.enabled,
    issuer_url: provider.issuerUrl,
    token_issuer: provider.tokenIssuer,
    discovery_query: provider.discoveryQuery,
    key_source: provider.keySource,
    ca_certificates: provider.caCertificates,
    use_proxy: provider.useProxy,
    algorithms: [...provider.algorithms],
    audience: provider.audience,
    additional_audiences: [...provider.additionalAudiences],
    pins: provider.pins.map(({ claim, value, ignoreCase }) => ({ claim, value, ignore_case: ignoreCase })),
    replay: toReplayDocument(provider.replay),
    clock_tolerance_seconds: provider.clockToleranceSeconds,
    max_token_lifetime_seconds: provider.maxTokenLifetimeSeconds,
    accept_access_tokens: provider.acceptAccessTokens,
    preset: provider.preset,
  };
}

export function toReplayDocument(replay: Provider["replay"]): ProviderDocument["replay"] {
  if (replay.policy === "reusable") return replay;
  const { key } = replay;
  return {
    policy: "single_use",
    key: key.kind === "claims" ? { kind: "claims", names: [...key.names] } : key,
  };
}

/** The document's name of a core member, dotted. */
export function providerMember(field: string): string {
  return snakeCase(field);
}
