/** What is explained in these tests: claims that one mapping fits, with the ports of an explanation over a configuration. */

import { expect } from "vitest";
import type { ExchangedRecord } from "../../../src/core/exchange-record.ts";
import { explain } from "../../../src/core/explaining/explain.ts";
import type { ExplainPorts, ExplainQuestion } from "../../../src/core/explaining/explain-question.ts";
import { noRegex } from "../../../src/core/matching/implication.ts";
import { emptyRegistry, type Registry } from "../../../src/core/matching/registry.ts";
import { accept, refuse } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Claims, Mapping, Provider } from "../../../src/core/terms.ts";
import { readJsonInText } from "../../../src/jws/json-in-text.ts";
import { checkClaims, checkIssuer } from "../../../src/oidc/claims.ts";
import { adaptersOf, digest, mappingOf, plainDetails, providerOf } from "../samples.ts";

export const now = 1_800_000_000;
export const issuer = "https://issuer.example.com";
export const claims = {
  iss: issuer,
  aud: "https://sts.example.com",
  sub: "repo:acme/app:ref:main",
  ref: "main",
};
export const release = mappingOf({ ref: "main" });

export function registryOf(provider: Provider, mappings: readonly Mapping[]): Registry {
  return emptyRegistry(adaptersOf(noRegex)).withChanges([
    { kind: "provider_written", revision: 7, provider },
    ...mappings.map((mapping) => ({ kind: "mapping_written", revision: 7, mapping }) as const),
  ]);
}

/** Ports over a configuration, with the checks of the real verification; no token verifies with them. */
export function portsOver(registry: Registry, changes: Partial<ExplainPorts> = {}): ExplainPorts {
  return {
    grantLimits: { maxTokenLifetimeSeconds: 86_400, reservedGroups: new Set(), readJson: readJsonInText },
    digest,
    restoredAt: null,
    now: () => now,
    registry: () => registry,
    peekIssuer: () => accept({ issuer }),
    verifySubjectToken: async () => ({
      ok: false,
      refusal: refuse("bad_signature", { kid: "k1" }).refusal,
      progress: "unverified",
    }),
    disclosure: "full",
    carryOut: async (steps) => finish(steps),
    checkClaims(given, provider, at) {
      const issued = checkIssuer(given, provider);
      return issued.ok ? checkClaims(given, provider, at) : issued;
    },
    isReplayed: async () => expect.fail("nothing to look up"),
    ...changes,
  };
}

export function about(given: Claims, changes: Partial<ExplainQuestion> = {}): ExplainQuestion {
  return {
    provider: "ci",
    subject: { kind: "claims", claims: given },
    entry: { kind: "exchange" },
    project: null,
    mapping: null,
    ...changes,
  };
}

export function explainClaims(
  given: Claims,
  {
    provider = providerOf(),
    mappings = [release],
    ...changes
  }: Partial<Omit<ExplainQuestion, "provider">> & {
    provider?: Provider;
    mappings?: readonly Mapping[];
  } = {},
) {
  return explain(portsOver(registryOf(provider, mappings)), { ...about(given), ...changes, provider: "ci" });
}

/** Refused for want of a mapping, when the provider had another name. */
export const record: ExchangedRecord = {
  requestId: "r1",
  at: now - 100,
  face: "oauth",
  issuedBy: null,
  refusal: refuse("no_matching_mapping", { provider: "ci", considered: 1, nearest: "" }).refusal,
  progress: "claims_valid",
  providerId: "p1",
  providerName: "ci-as-it-was-called",
  mappingId: null,
  mappingName: null,
  revision: 5,
  subject: "x",
  client: { addressPrefix: "192.0.2.0/24", userAgent: null },
  token: null,
  details: { ...plainDetails, claims: { ...claims, ref: "dev" } },
};
