/**
 * Drafts that are judged without being written: by the same rules as the write, and beside others that are only drafted,
 * too. A registry that holds drafts is for judging alone and is thrown away; nothing is ever decided by one.
 */

import { maySeeProvider, type Principal } from "../access.ts";
import { refuseOwnedMapping } from "../directory/protocols.ts";
import type { Registry, RegistryChange } from "../matching/registry.ts";
import { hasRole } from "../project-roles.ts";
import type { Mapping, MappingDraft, Project, ProviderDraft } from "../terms.ts";
import { type ChangeRefusal, providerCalled, refusalOf } from "./configuration.ts";
import { findProvider, refuseForeignDraft } from "./configuration-reach.ts";
import {
  refuseNewMapping,
  refuseNewProvider,
  refuseOtherMapping,
  refuseOtherProvider,
} from "./configuration-refusals.ts";
import type { ConfigurationRules } from "./configuration-rules.ts";
import { projectDefaults } from "./project-defaults.ts";

/** A project that is drafted, as far as others are judged by it. */
export interface ProjectOutline {
  readonly key: string;
  /** Names of roles made for it. */
  readonly roles: readonly string[];
}

/** What is drafted. Of the same name, what is drafted stands in the place of what is there. */
export interface Drafts {
  readonly projects?: readonly ProjectOutline[];
  readonly providers?: readonly ProviderDraft[];
  /** Of providers that the registry holds. */
  readonly mappings?: readonly MappingDraft[];
}

/** The registry as it would be with these drafts. */
export function withDrafts(
  registry: Registry,
  { projects = [], providers = [], mappings = [] }: Drafts,
): Registry {
  const revision = registry.revision + 1;
  const version = { revision, createdAt: 0, updatedAt: 0 };
  const changes: readonly RegistryChange[] = [
    ...projects.map((outline) => ({
      kind: "project_written" as const,
      revision,
      project: outlined(registry.projectByKey(outline.key), outline, revision),
    })),
    ...providers.map((draft) => ({
      kind: "provider_written" as const,
      revision,
      provider: {
        ...draft,
        id: registry.providerByName(draft.name)?.id ?? draftId(draft.name),
        ...version,
      },
    })),
    ...mappings.map((draft) => ({
      kind: "mapping_written" as const,
      revision,
      mapping: {
        ...draft,
        id: standingMapping(registry, draft)?.id ?? draftId(draft.providerId, draft.project, draft.name),
        ...version,
      },
    })),
  ];
  return registry.withChanges(changes);
}

/**
 * Whether the write of this provider would be refused: of a new one, or in the place of the one of its name. One of
 * another project would be a new one, once that is deleted.
 */
export function refuseProviderDraft(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  draft: ProviderDraft,
): ChangeRefusal | null {
  const standing = registry.providerByName(draft.name);
  // What may not be seen is in the way all the same.
  if (standing !== undefined && !maySeeProvider(by, standing)) {
    return refuseForeignDraft(rules, by, draft) ?? refusalOf("already_exists", providerCalled(draft.name));
  }
  return standing === undefined || standing.project !== draft.project
    ? refuseNewProvider(rules, registry, by, draft)
    : refuseOtherProvider(rules, registry, by, standing, draft);
}

/** The same of a mapping. @param registry may hold the provider as a draft */
export function refuseMappingDraft(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  draft: MappingDraft,
): ChangeRefusal | null {
  const provider = findProvider(registry, by, draft.providerId);
  if (!provider.ok) return provider.refusal;
  const standing = standingMapping(registry, draft);
  return standing === undefined
    ? refuseNewMapping(rules, registry, by, provider.value, draft)
    : refuseOtherMapping(rules, registry, by, { standing, provider: provider.value }, draft);
}

/** Whether the deletion of a mapping that `by` may see would be refused. */
export function refuseMappingDeletion(registry: Registry, standing: Mapping): ChangeRefusal | null {
  return refuseOwnedMapping(registry, standing, null);
}

/** The registry as it would be without this mapping. */
export function withoutMapping(registry: Registry, id: string): Registry {
  return registry.withChanges([{ kind: "mapping_deleted", revision: registry.revision + 1, id }]);
}

/** What a draft would take the place of: the mapping of its owner that is called so, whatever door that is behind. */
export function standingMapping(registry: Registry, draft: MappingDraft): Mapping | undefined {
  return registry
    .mappingsNamed(draft.providerId, draft.name)
    .find(({ project }) => project === draft.project);
}

/**
 * Ids are never names, so no draft can be taken for anything that was written.
 * @param name what no two of its kind share
 */
function draftId(...name: readonly (string | null)[]): string {
  return `draft ${JSON.stringify(name)}`;
}

function outlined(standing: Project | undefined, { key, roles }: ProjectOutline, revision: number): Project {
  const project = standing ?? {
    ...projectDefaults,
    key,
    displayName: key,
    description: "",
    roles: [],
    annotations: {},
    createdAt: 0,
    updatedAt: 0,
  };
  const added = roles
    .filter((role) => !hasRole(project, role))
    .map((name) => ({ name, description: "", annotations: {} }));
  return { ...project, revision, roles: [...project.roles, ...added] };
}
