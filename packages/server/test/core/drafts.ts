/** A valid provider and a valid mapping, for tests that change one member. */

import { providerDefaults } from "../../src/core/configuring/provider-defaults.ts";
import type { Clause, GrantTemplate, MappingDraft, ProviderDraft } from "../../src/core/terms.ts";

export const validProvider: ProviderDraft = {
  ...providerDefaults,
  name: "ci",
  issuerUrl: "https://issuer.example",
  audience: "countersign",
};

export const validClause: Clause = {
  path: ["repository"],
  test: { kind: "is", matcher: { kind: "equals", value: "acme/app" } },
};

export const validGrant: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [{ project: "blue", domain: null, roles: ["Developer"] }],
  admin: false,
  ownPermissions: false,
};

export const validMapping: MappingDraft = {
  name: "deploy",
  description: "",
  providerId: "p1",
  project: "blue",
  entry: { kind: "exchange" },
  priority: 1,
  rules: [{ when: [validClause], grant: validGrant }],
  audience: ["jfrt@*"],
  lifetimeSeconds: 3_600,
  selfRevocable: false,
  annotations: {},
};
