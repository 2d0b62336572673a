/**
 * One node whose directory is changed, and a plain one of whatever may stand in it, to which a test adds what it is
 * about.
 */

import type { DirectoryPorts, Plan, PlannedWrite } from "../../../src/core/directory/changes.ts";
import { assignmentId, protocolId } from "../../../src/core/directory/keys.ts";
import type {
  Assignment,
  CatalogEndpoint,
  CatalogRegion,
  CatalogService,
  DirectoryDraft,
  DirectoryKind,
  Domain,
  Group,
  IdentityProvider,
  Protocol,
  Role,
  Ruleset,
  User,
} from "../../../src/core/directory/terms.ts";
import { emptyRegistry, type Registry, type RegistryChange } from "../../../src/core/matching/registry.ts";
import { accept } from "../../../src/core/refusal.ts";
import { finish } from "../../../src/core/steps.ts";
import type { Mapping, Project, ProjectDraft, Provider } from "../../../src/core/terms.ts";
import { rules } from "../configuring/one-node.ts";
import { adaptersOf, mappingDraft, projectOf, providerOf } from "../samples.ts";

const described = { description: "", annotations: {} };

export function domain(id: string, changes: Partial<Domain> = {}): Domain {
  return { kind: "domain", id, name: `the ${id}`, enabled: true, ...described, ...changes };
}
export function group(id: string, changes: Partial<Group> = {}): Group {
  return { kind: "group", id, domainId: "home", name: `the ${id}`, ...described, ...changes };
}
export function user(id: string, changes: Partial<User> = {}): User {
  const enabled = true;
  return {
    kind: "user",
    id,
    domainId: "home",
    name: `the ${id}`,
    email: null,
    enabled,
    ...described,
    ...changes,
  };
}
export function role(id: string, domainId: string | null = null): Role {
  return { kind: "role", id, name: `the ${id}`, domainId, ...described };
}
export function assignment(
  roleId: string,
  actor: Assignment["actor"],
  target: Assignment["target"],
  inherited = false,
): Assignment {
  const parts = { roleId, actor, target, inherited };
  return { kind: "assignment", id: assignmentId(parts), ...parts };
}
export function service(id: string, changes: Partial<CatalogService> = {}): CatalogService {
  return { kind: "service", id, type: "compute", name: "nova", enabled: true, ...described, ...changes };
}
export function endpoint(id: string, changes: Partial<CatalogEndpoint> = {}): CatalogEndpoint {
  const url = "https://nova.example";
  return {
    kind: "endpoint",
    id,
    serviceId: "nova",
    interface: "public",
    regionId: null,
    url,
    enabled: true,
    annotations: {},
    ...changes,
  };
}
export function region(id: string, parentId: string | null = null): CatalogRegion {
  return { kind: "region", id, parentId, ...described };
}
export function identityProvider(id: string, changes: Partial<IdentityProvider> = {}): IdentityProvider {
  const enabled = true;
  return {
    kind: "identity_provider",
    id,
    enabled,
    domainId: "home",
    providerIds: [],
    ...described,
    ...changes,
  };
}
export function ruleset(id: string, rules: Ruleset["rules"] = mappingDraft({ sub: "a" }).rules): Ruleset {
  return { kind: "ruleset", id, rules, annotations: {} };
}
export function protocol(
  identityProviderId: string,
  name: string,
  rulesetId: string,
  mappingIds: readonly string[] = [],
): Protocol {
  const id = protocolId(identityProviderId, name);
  return { kind: "protocol", id, identityProviderId, name, rulesetId, mappingIds, annotations: {} };
}

/** As it stands after it was written. */
export function standing<Draft extends DirectoryDraft>(draft: Draft, revision = 1) {
  return { ...draft, revision, createdAt: 0, updatedAt: 0 };
}
export function written(...drafts: readonly DirectoryDraft[]): readonly RegistryChange[] {
  return drafts.map((draft) => ({ kind: "directory_written", revision: 1, object: standing(draft) }));
}
export function madeProject(key: string, changes: Partial<ProjectDraft> = {}): RegistryChange {
  const project: Project = projectOf(key, { domainId: "home", ...changes });
  return { kind: "project_written", revision: 1, project };
}
export function madeProvider(id: string, changes: Partial<Provider> = {}): RegistryChange {
  return { kind: "provider_written", revision: 1, provider: providerOf({ id, name: id, ...changes }) };
}
export function madeMapping(id: string, changes: Partial<Mapping> = {}): RegistryChange {
  const mapping = {
    ...mappingDraft({ sub: "a" }),
    id,
    name: id,
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
  return { kind: "mapping_written", revision: 1, mapping };
}

/** A registry after these changes; every expression is good. */
export function registryOf(...changes: readonly RegistryChange[]): Registry {
  return emptyRegistry(adaptersOf(() => accept({ size: 1, matches: () => false }))).withChanges(changes);
}

/** Gives ids that count up. */
export function newTools() {
  let number = 0;
  return { rules, newId: () => `0198c0de-0000-7000-8000-${String(++number).padStart(12, "0")}` };
}
/** The id that tools of their own give as the first, second, … */
export function idAt(number: number): string {
  return `0198c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** One node with a real registry; the writer keeps the store's promises on names and revisions. */
export function newNode(...begin: readonly RegistryChange[]) {
  let registry = registryOf(...begin);
  const log: { readonly by: string; readonly at: number; readonly judgedAt: number }[] = [];
  const events: string[] = [];
  const ports: DirectoryPorts = {
    ...newTools(),
    now: () => 1_800_000_000,
    registry: () => registry,
    refresh: async () => void events.push("refresh"),
    apply: async (changes) => void events.push(`apply ${changes.length}`),
    inTurn: (work) => work(),
    carryOut: async (steps) => finish(steps),
    directoryWriter: {
      async writeTogether(writes, judgedAt, by, at) {
        events.push("write");
        log.push({ by, at, judgedAt });
        registry = carriedOut(registry, writes);
        return { ok: true };
      },
    },
  };
  return { ports, log, events, registry: () => registry };
}

/** @throws where the store would refuse a write: a planned one never meets a conflict */
export function carriedOut(registry: Registry, writes: readonly PlannedWrite[]): Registry {
  return writes.reduce((before, write) => {
    refuseConflict(before, write);
    return before.withChanges([changeOf(write, before.revision + 1)]);
  }, registry);
}

function refuseConflict(registry: Registry, write: PlannedWrite): void {
  const others = namesakesOf(registry, write);
  if (others.some((id) => "id" in write && id !== write.id))
    throw new Error(`${write.write}: already_exists`);
}

function namesakesOf(registry: Registry, write: PlannedWrite): readonly string[] {
  switch (write.write) {
    case "create_provider":
    case "replace_provider":
      return [registry.providerByName(write.draft.name)].flatMap((one) => one?.id ?? []);
    case "create_mapping":
    case "replace_mapping":
      return registry.mappingsNamed(write.draft.providerId, write.draft.name).map(({ id }) => id);
    default:
      return [];
  }
}

function changeOf(write: PlannedWrite, revision: number): RegistryChange {
  const version = { revision, createdAt: 0, updatedAt: 0 };
  switch (write.write) {
    case "put":
      return { kind: "directory_written", revision, object: { ...write.draft, ...version } };
    case "delete":
      return { kind: "directory_deleted", revision, of: write.of, id: write.id };
    case "create_provider":
    case "replace_provider":
      return { kind: "provider_written", revision, provider: { ...write.draft, id: write.id, ...version } };
    case "delete_provider":
      return { kind: "provider_deleted", revision, id: write.id };
    case "create_mapping":
    case "replace_mapping":
      return { kind: "mapping_written", revision, mapping: { ...write.draft, id: write.id, ...version } };
    case "delete_mapping":
      return { kind: "mapping_deleted", revision, id: write.id };
    case "create_project":
    case "replace_project":
      return { kind: "project_written", revision, project: { ...write.draft, ...version } };
    case "delete_project":
      return { kind: "project_deleted", revision, key: write.key };
  }
}

/** The writes of a plan that is none of a refusal. */
export function writesOf(plan: Plan<unknown>): readonly PlannedWrite[] {
  if (!plan.ok) throw new Error(plan.refusal.detail);
  return plan.writes;
}
/** Why a plan is refused; null: it is not. */
export function refusalOf(plan: Plan<unknown>) {
  return plan.ok ? null : plan.refusal;
}
export function put(draft: DirectoryDraft): PlannedWrite {
  return { write: "put", draft };
}
export function deletion(of: DirectoryKind, id: string): PlannedWrite {
  return { write: "delete", of, id };
}
