/** One node whose configuration is changed, and those who would change it. */

import type { Principal } from "../../../src/core/access.ts";
import {
  type Change,
  type ConfigurationPorts,
  type ConfigurationWriter,
  createProvider,
  type Written,
} from "../../../src/core/configuring/configuration.ts";
import type { ConfigurationRules } from "../../../src/core/configuring/configuration-rules.ts";
import { protocolId } from "../../../src/core/directory/keys.ts";
import type { Finding } from "../../../src/core/linting/lint.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { projectAdminRole } from "../../../src/core/project-roles.ts";
import { accept } from "../../../src/core/refusal.ts";
import type { Mapping, MappingDraft, Provider, ProviderDraft } from "../../../src/core/terms.ts";
import { validClause, validGrant, validMapping, validProvider } from "../drafts.ts";
import { adaptersOf, administrator as admin } from "../samples.ts";

export const operator: Principal = { ...admin, name: "operator", role: "operator" };
export const workload: Principal = { ...admin, name: "pod", role: "workload" };
export const blueAdmin: Principal = {
  ...workload,
  name: "blue-admin",
  projectRoles: [{ project: "blue", roles: [projectAdminRole, "Developer"] }],
};
export const redAdmin: Principal = {
  ...blueAdmin,
  name: "red-admin",
  projectRoles: [{ project: "red", roles: [projectAdminRole, "Developer"] }],
};

export const finding: Finding = { code: "x", severity: "notice", field: "name", message: "m", advice: "a" };
export const clock = 1_800_000_000;

/** A mapping by which whoever signs in is an operator. */
export const operatorMapping: MappingDraft = {
  ...validMapping,
  name: "operators",
  project: null,
  entry: { kind: "console" },
  rules: [{ when: [validClause], grant: { ...validGrant, projectRoles: [], operator: true } }],
};

/** The other service is a well-known one; every URL, certificate, key set and expression is good. */
export const rules: ConfigurationRules = {
  maxTokenLifetimeSeconds: 86_400,
  requireAudience: false,
  reservedAudiences: ["sts.example"],
  ownIssuers: ["https://countersign.example"],
  checkIssuerUrl: () => null,
  checkIssuerIdentifier: () => null,
  checkCaCertificates: () => null,
  checkStaticKeys: () => null,
  compileRegex: () => accept({ size: 1, matches: () => false }),
};

/** One node with a real registry; the writer keeps the store's promises on names and revisions. */
export function newNode() {
  let registry = emptyRegistry(adaptersOf(() => accept({ size: 1, matches: () => false })));
  const log: string[] = [];
  const events: string[] = [];
  let revision = 0;
  const versioned = { id: "", revision: 0, createdAt: clock, updatedAt: clock };

  function written<T>(change: RegistryChange, value: T, by: string): Written<T> {
    log.push(`${change.kind} by ${by}`);
    return { ok: true, value, changes: [change] };
  }
  const isStale = (known: Provider | Mapping, expected: number | null) =>
    expected !== null && expected !== known.revision;
  const writeProvider = (draft: ProviderDraft, id: string, by: string): Written<Provider> => {
    revision++;
    const provider: Provider = { ...draft, ...versioned, id, revision };
    return written({ kind: "provider_written", revision, provider }, provider, by);
  };
  const writeMapping = (draft: MappingDraft, id: string, by: string): Written<Mapping> => {
    revision++;
    const mapping: Mapping = { ...draft, ...versioned, id, revision };
    return written({ kind: "mapping_written", revision, mapping }, mapping, by);
  };
  const writer: ConfigurationWriter = {
    createProvider: async (draft, by) =>
      registry.providerByName(draft.name) === undefined
        ? writeProvider(draft, `p${revision + 1}`, by)
        : { ok: false, conflict: "already_exists" },
    async replaceProvider(id, draft, expected, by) {
      const known = registry.providerById(id);
      if (known === undefined) return { ok: false, conflict: "not_found" };
      return isStale(known, expected) ? { ok: false, conflict: "stale" } : writeProvider(draft, id, by);
    },
    async deleteProvider(id, _expected, by) {
      revision++;
      return written({ kind: "provider_deleted", revision, id }, undefined, by);
    },
    createMapping: async (draft, by) => writeMapping(draft, `m${revision + 1}`, by),
    async replaceMapping(id, draft, expected, by) {
      const known = registry.mappingById(id);
      if (known === undefined) return { ok: false, conflict: "not_found" };
      return isStale(known, expected) ? { ok: false, conflict: "stale" } : writeMapping(draft, id, by);
    },
    async deleteMapping(id, _expected, by) {
      revision++;
      return written({ kind: "mapping_deleted", revision, id }, undefined, by);
    },
  };
  const ports: ConfigurationPorts = {
    rules,
    writer,
    now: () => clock,
    registry: () => registry,
    refresh: async () => void events.push("refresh"),
    async apply(changes) {
      events.push("apply");
      registry = registry.withChanges(changes);
    },
    lintProvider: () => [finding],
    lintMapping: () => [finding],
  };
  return {
    ports,
    log,
    events,
    registry: (): Registry => registry,
    load(changes: readonly RegistryChange[]) {
      registry = registry.withChanges(changes);
      revision = registry.revision;
    },
  };
}

export function made<T>(change: Change<T>): T {
  if (!change.ok) throw new Error(change.refusal.detail);
  return change.value;
}
export const refusalOf = (change: Change<unknown>) => (change.ok ? null : change.refusal);

export async function nodeWith(change: Partial<ProviderDraft> = {}) {
  const node = newNode();
  const provider = made(await createProvider(node.ports, admin, { ...validProvider, ...change }));
  const draft: MappingDraft = { ...validMapping, providerId: provider.id };
  return { ...node, provider, draft };
}

/** An identity provider that this provider is kept for, and its protocol that this mapping is kept for. */
export function doorOf(provider: Provider, mapping: Mapping): readonly RegistryChange[] {
  const version = { revision: provider.revision, createdAt: clock, updatedAt: clock, annotations: {} };
  return [
    {
      kind: "directory_written",
      revision: provider.revision,
      object: {
        ...version,
        kind: "identity_provider",
        id: "corp",
        description: "",
        enabled: true,
        domainId: "default",
        providerIds: [provider.id],
      },
    },
    {
      kind: "directory_written",
      revision: provider.revision,
      object: {
        ...version,
        kind: "protocol",
        id: protocolId("corp", "oidc"),
        identityProviderId: "corp",
        name: "oidc",
        rulesetId: "staff",
        mappingIds: [mapping.id],
      },
    },
  ];
}
