/**
 * What a provider is when its administrator says nothing more than name, issuer and audience. Every face
 * that creates providers starts from here, so that one provider is the same whoever wrote it.
 */

import { type ProviderDraft, signatureAlgorithms } from "../terms.ts";

export const providerDefaults = {
  description: "",
  project: null,
  enabled: true,
  tokenIssuer: null,
  discoveryQuery: null,
  keySource: { kind: "discovery" },
  caCertificates: null,
  useProxy: false,
  // The issuer's key decides which of these can verify at all (RFC 8725 section 3.1); none is symmetric.
  algorithms: signatureAlgorithms,
  audience: null,
  additionalAudiences: [],
  pins: [],
  replay: { policy: "reusable" },
  clockToleranceSeconds: 30,
  // A day: the longest lifetime any platform we know gives an ID token of a job.
  maxTokenLifetimeSeconds: 86_400,
  acceptAccessTokens: false,
  preset: null,
  annotations: {},
} as const satisfies Omit<ProviderDraft, "name" | "issuerUrl">;
