/** Validation of a valid provider, mapping, clause or grant with some members changed. */

import type { ConfigurationRules } from "../../../src/core/configuring/configuration-rules.ts";
import { validateMapping } from "../../../src/core/configuring/mapping-rules.ts";
import { validateProvider } from "../../../src/core/configuring/provider-rules.ts";
import { accept, refuse } from "../../../src/core/refusal.ts";
import type {
  Clause,
  GrantTemplate,
  MappingDraft,
  Matcher,
  ProviderDraft,
  Rule,
} from "../../../src/core/terms.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";

/** Two issuers of its own; what only adapters can judge is judged by what is easily told. */
export const strictRules: ConfigurationRules = {
  maxTokenLifetimeSeconds: 86_400,
  requireAudience: false,
  reservedAudiences: [],
  ownIssuers: ["https://countersign.example", "https://old.example/sts"],
  checkIssuerUrl: (url) => (url.startsWith("https://") ? null : "must begin with https://."),
  checkIssuerIdentifier: () => null,
  checkCaCertificates: (pem) => (pem.includes("BEGIN CERTIFICATE") ? null : "holds no certificate."),
  checkStaticKeys: (jwks) => (Array.isArray(jwks["keys"]) ? null : "has no array of keys."),
  compileRegex: (source) =>
    source.includes("(?=")
      ? refuse("template_failed", { detail: "It has look-ahead." })
      : accept({ size: 1, matches: () => true }),
};

export const provider = (change: Partial<ProviderDraft>) =>
  validateProvider({ ...validProvider, ...change }, strictRules);
export const mapping = (change: Partial<MappingDraft>) =>
  validateMapping({ ...validMapping, ...change }, { project: null }, strictRules);
export const ruled = (rules: readonly Rule[], project: string | null = null) => mapping({ project, rules });
export const grant = (change: Partial<GrantTemplate>, project: string | null = null) =>
  ruled([{ when: [], grant: { ...validGrant, ...change } }], project);
export const clause = (change: Partial<Clause>) =>
  ruled([{ when: [{ ...validClause, ...change }], grant: validGrant }]);
export const is = (matcher: Matcher) => clause({ test: { kind: "is", matcher } });

/** The fault in these words. */
export const faultOf = (field: string, rest: string) => ({
  kind: "invalid",
  field,
  detail: `${field} ${rest}`,
});
