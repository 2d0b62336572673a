/**
 * Providers, mappings, principals and questions for tests: a plain one of each, to which a test adds what it is
 * about.
 */

import { createHash } from "node:crypto";
import type { Principal } from "../../src/core/access.ts";
import { projectDefaults } from "../../src/core/configuring/project-defaults.ts";
import { providerDefaults } from "../../src/core/configuring/provider-defaults.ts";
import type { Digest } from "../../src/core/directory/settle.ts";
import type { ExchangeQuestion } from "../../src/core/exchange-request.ts";
import type { KnownIssuer, SubjectIds } from "../../src/core/linting/issuer-traits.ts";
import type { KnownProjects } from "../../src/core/linting/lint-projects.ts";
import { clausesFromClaims } from "../../src/core/matching/claims-document.ts";
import type { CompileRegex, RegistryAdapters, RegistryChange } from "../../src/core/matching/registry.ts";
import type {
  GrantTemplate,
  JsonObject,
  Mapping,
  MappingDraft,
  Project,
  ProjectDraft,
  Provider,
  ProviderDraft,
  Rule,
  TokenGrant,
} from "../../src/core/terms.ts";

export function providerDraft(changes: Partial<ProviderDraft> = {}): ProviderDraft {
  return {
    ...providerDefaults,
    name: "ci",
    issuerUrl: "https://issuer.example.com",
    audience: "https://sts.example.com",
    ...changes,
  };
}

export function providerOf(changes: Partial<Provider> = {}): Provider {
  return { ...providerDraft(changes), id: "p1", revision: 1, createdAt: 0, updatedAt: 0, ...changes };
}

/** As if there were no project. */
export const digest: Digest = (text) => createHash("sha256").update(text).digest("hex");

export const projectByKey = (): undefined => undefined;
export const noProjects: KnownProjects = { projectByKey, projectKeys: () => [] };

export function projectDraft(key: string, changes: Partial<ProjectDraft> = {}): ProjectDraft {
  return {
    ...projectDefaults,
    key,
    displayName: key,
    description: "",
    roles: [],
    annotations: {},
    ...changes,
  };
}

export function projectOf(key: string, changes: Partial<ProjectDraft> = {}): Project {
  return { ...projectDraft(key, changes), revision: 1, createdAt: 0, updatedAt: 0 };
}

/** The change by which a registry learns of the project. */
export function projectChange(key: string): RegistryChange {
  return { kind: "project_written", revision: 1, project: projectOf(key) };
}

const groupGrant: GrantTemplate = {
  user: null,
  groups: [{ kind: "named", name: { kind: "text", text: "readers" }, domain: null }],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
};
export const adminGrant: GrantTemplate = { ...groupGrant, groups: [], admin: true };

/** A rule from a claims document: a list means any of its values, `*` is a wildcard. */
export function ruleOf(claims: JsonObject, grant: GrantTemplate = groupGrant): Rule {
  return { when: clausesFromClaims(claims), grant };
}

export function mappingDraft(claims: JsonObject, changes: Partial<MappingDraft> = {}): MappingDraft {
  return {
    name: "release",
    description: "",
    providerId: "p1",
    project: null,
    entry: { kind: "exchange" },
    priority: 10,
    rules: [ruleOf(claims)],
    audience: ["registry@main"],
    lifetimeSeconds: 600,
    selfRevocable: false,
    annotations: {},
    ...changes,
  };
}

export function mappingOf(claims: JsonObject, changes: Partial<Mapping> = {}): Mapping {
  const draft = mappingDraft(claims, changes);
  return { ...draft, id: `id-${draft.name}`, revision: 1, createdAt: 0, updatedAt: 0, ...changes };
}

/** What a registry asks others. @param subjectIds of every provider; absent: subjects have one form */
export function adaptersOf(
  compileRegex: CompileRegex,
  subjectIds: SubjectIds | null = null,
): RegistryAdapters {
  return { compileRegex, subjectIdsOf: () => subjectIds };
}

/** An issuer many strangers share, with every trait the linter knows. */
export const sharedIssuer: KnownIssuer = {
  title: "the forge",
  shared: true,
  fixedAudience: null,
  immutable: [["repository_id"], ["owner_id"]],
  names: [
    { path: ["sub"], pinnedBy: ["repository_id"] },
    { path: ["repository"], pinnedBy: ["repository_id"] },
    { path: ["owner"], pinnedBy: ["owner_id"] },
  ],
  callerControlled: [["ref"], ["actor"], ["environment"]],
  conditions: [["environment"], ["ref"]],
  changing: [["run_id"]],
  subjectFormats: [
    { prefix: "repo:", naming: "names", example: "repo:acme/app:ref:refs/heads/main" },
    { prefix: "repo:", naming: "names_with_ids", example: "repo:acme@12/app@34:ref:refs/heads/main" },
  ],
  subjectIds: { prefix: "repo:", owner: ["owner_id"], item: ["repository_id"] },
  knownClaims: [],
  recommended: [],
  spelling: null,
  advisedReplay: { policy: { policy: "reusable" }, why: "Nothing is known." },
};

/** An issuer nothing is known of. */
export const unknownIssuer: KnownIssuer = {
  title: "this issuer",
  shared: false,
  fixedAudience: null,
  immutable: [],
  names: [],
  callerControlled: [],
  conditions: [],
  changing: [],
  subjectFormats: [],
  subjectIds: null,
  knownClaims: [],
  recommended: [],
  spelling: null,
  advisedReplay: { policy: { policy: "reusable" }, why: "Nothing is known." },
};

/** Who may do anything but what is for operators. */
export const administrator: Principal = {
  name: "service:platform",
  role: "admin",
  face: null,
  tokenId: null,
  selfRevocable: false,
  introspects: [],
  projectRoles: [],
};

/** Who presents an access token that it was given for its own. */
export const workload: Principal = {
  ...administrator,
  name: "ada",
  role: "workload",
  face: "access",
  tokenId: "presented",
};

/** Asks for whatever the mappings of the provider `ci` grant. */
export const question: ExchangeQuestion = {
  subjectToken: "",
  provider: { kind: "named", name: "ci" },
  expectedIssuer: null,
  entry: { kind: "exchange" },
  project: null,
  mapping: null,
  audience: { requested: [], rule: "known_only" },
  scope: [],
  requiresAudience: false,
};

/** What is recorded of an exchange that named nothing, and whose claims are not known. */
export const plainDetails = {
  claims: null,
  project: null,
  mapping: null,
  entry: { kind: "exchange" },
  requestedAudience: [],
  context: {},
  grant: null,
} as const;

/** Grants nothing but time. */
export const plainGrant: TokenGrant = {
  subject: { kind: "mapping", provider: "ci", mapping: "release" },
  user: null,
  groups: [],
  projectRoles: [],
  admin: false,
  ownPermissions: false,
  audience: [],
  lifetimeSeconds: 60,
  selfRevocable: false,
};
