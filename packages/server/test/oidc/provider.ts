/** A provider for tests of this folder: strict, single audience, everything else at rest. */

import type { Provider } from "../../src/core/terms.ts";

export function providerFor(issuerUrl: string, overrides: Partial<Provider> = {}): Provider {
  return {
    id: "01890a5d-ac96-774b-bcce-b302099a8057",
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    name: "acme",
    description: "",
    project: null,
    enabled: true,
    issuerUrl,
    tokenIssuer: null,
    discoveryQuery: null,
    keySource: { kind: "discovery" },
    caCertificates: null,
    useProxy: false,
    algorithms: ["RS256", "ES256", "EdDSA"],
    audience: "sts-test",
    additionalAudiences: [],
    pins: [],
    replay: { policy: "reusable" },
    clockToleranceSeconds: 30,
    maxTokenLifetimeSeconds: 86_400,
    acceptAccessTokens: false,
    preset: null,
    annotations: {},
    ...overrides,
  };
}
