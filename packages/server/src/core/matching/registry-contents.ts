/**
 * What the registry holds, and how one change makes the next contents out of it. Everything is kept in
 * maps that share what a change does not touch; a change older than what is known is passed over. Changes that
 * follow each other with nobody looking in between copy what they touch once (`Fresh`).
 */

import { type DirectoryContents, emptyDirectory, withObject, withoutObject } from "../directory/directory.ts";
import type { SubjectIds } from "../linting/issuer-traits.ts";
import type { Mapping, Project, Provider } from "../terms.ts";
import { type CompiledMapping, compileMapping } from "./mapping.ts";
import { emptyMappingIndex, type MappingIndex } from "./mapping-index.ts";
import { noOrderedMappings, type OrderedMappings } from "./ordered-mappings.ts";
import { emptyMap, type Fresh, type PersistentMap } from "./persistent-map.ts";
import type { RegistryAdapters, RegistryChange } from "./registry.ts";
import type { SubjectForms } from "./subject-forms.ts";

export interface Contents {
  readonly revision: number;
  readonly providers: PersistentMap<Provider>;
  /** By provider id; of providers whose subjects have two forms. */
  readonly subjectForms: PersistentMap<SubjectForms>;
  /** Provider ids by name and by issuer; lists, because two may briefly share one while changes arrive. */
  readonly idsByName: PersistentMap<readonly string[]>;
  readonly idsByIssuer: PersistentMap<readonly string[]>;
  readonly mappings: PersistentMap<ProviderMappings>;
  /** By mapping id. Some may have gone with their provider already (`departed`). */
  readonly mappingsById: PersistentMap<CompiledMapping>;
  /** By key. */
  readonly projects: PersistentMap<Project>;
  /** Names need not be unique. */
  readonly projectKeysByName: PersistentMap<readonly string[]>;
  readonly directory: DirectoryContents;
  /** Mappings that went with their provider, in parts that are small enough to clear at once. */
  readonly departed: readonly (readonly CompiledMapping[])[];
}

/** One provider's mappings, shelf by shelf. */
export interface ProviderMappings {
  readonly shelves: PersistentMap<MappingIndex>;
  readonly order: OrderedMappings;
}

export const emptyContents: Contents = {
  revision: 0,
  providers: emptyMap(),
  subjectForms: emptyMap(),
  idsByName: emptyMap(),
  idsByIssuer: emptyMap(),
  mappings: emptyMap(),
  mappingsById: emptyMap(),
  projects: emptyMap(),
  projectKeysByName: emptyMap(),
  directory: emptyDirectory,
  departed: [],
};

export const emptyShelf = emptyMappingIndex();

const noMappings: ProviderMappings = { shelves: emptyMap(), order: noOrderedMappings };

/** What one shelf is for: one door and one owner. */
type Shelved = Pick<Mapping, "entry" | "project">;

/** What makes two shelves two, part by part. */
function shelfParts({ entry, project }: Shelved): readonly (string | null)[] {
  return [entry.kind, entry.kind === "protocol" ? entry.protocol : null, project];
}

/** The key of a shelf among those of its provider. */
export function shelfKey(shelved: Shelved): string {
  return JSON.stringify(shelfParts(shelved));
}

/** For comparing one mapping with very many: unlike a key it makes no text. */
export function onSameShelf(one: Shelved, other: Shelved): boolean {
  if (one.project !== other.project || one.entry.kind !== other.entry.kind) return false;
  // Hardly any of 100 000 in a row gets here with more to compare.
  return one.entry.kind !== "protocol" || shelfKey(one) === shelfKey(other);
}

export function compiledById(contents: Contents, id: string): CompiledMapping | undefined {
  const mapping = contents.mappingsById.get(id)?.mapping;
  return mapping && contents.mappings.get(mapping.providerId)?.shelves.get(shelfKey(mapping))?.get(id);
}

/** The `iss` that tokens of this provider carry. */
export function tokenIssuerOf(provider: Pick<Provider, "issuerUrl" | "tokenIssuer">): string {
  return provider.tokenIssuer ?? provider.issuerUrl;
}

/** The contents after one change. @param fresh of the series of changes this one belongs to */
export function applyChange(
  before: Contents,
  change: RegistryChange,
  { compileRegex, subjectIdsOf }: RegistryAdapters,
  fresh: Fresh,
): Contents {
  const contents = { ...before, revision: Math.max(before.revision, change.revision) };
  const isStale = (known: Provider | Mapping | Project | undefined) =>
    known !== undefined && change.revision < known.revision;
  switch (change.kind) {
    case "provider_written":
      return isStale(contents.providers.get(change.provider.id))
        ? contents
        : addProvider(
            removeProvider(contents, change.provider.id, fresh),
            change.provider,
            subjectIdsOf(change.provider),
            fresh,
          );
    case "provider_deleted":
      return isStale(contents.providers.get(change.id))
        ? contents
        : removeMappings(removeProvider(contents, change.id, fresh), change.id, fresh);
    case "mapping_written":
      return isStale(compiledById(contents, change.mapping.id)?.mapping)
        ? contents
        : writeMapping(contents, compileMapping(change.mapping, compileRegex), fresh);
    case "mapping_deleted":
      return isStale(compiledById(contents, change.id)?.mapping)
        ? contents
        : deleteMapping(contents, change.id, fresh);
    case "project_written": {
      const { project } = change;
      return isStale(contents.projects.get(project.key))
        ? contents
        : addProject(removeProject(contents, project.key, fresh), project, fresh);
    }
    case "project_deleted":
      return isStale(contents.projects.get(change.key))
        ? contents
        : removeProject(contents, change.key, fresh);
    case "directory_written":
      return { ...contents, directory: withObject(contents.directory, change.object, fresh) };
    case "directory_deleted": {
      const { of: kind, id, revision } = change;
      return { ...contents, directory: withoutObject(contents.directory, { kind, id, revision }, fresh) };
    }
  }
}

/** What bears a project's key as its owner. */
export interface Holdings {
  readonly providers: number;
  readonly mappings: number;
}

export function holdingsOf(contents: Contents, project: string): Holdings {
  let [providers, mappings] = [0, 0];
  for (const provider of contents.providers.values()) {
    if (provider.project === project) providers += 1;
    for (const shelf of contents.mappings.get(provider.id)?.shelves.values() ?? []) {
      // All on one shelf are of one owner, and no shelf is empty.
      const [first] = shelf.all();
      if (first?.mapping.project === project) mappings += shelf.size;
    }
  }
  return { providers, mappings };
}

/** What projects are found by beside their keys. */
export function projectNameKey(domainId: string, name: string): string {
  return JSON.stringify([domainId, name]);
}

function addProject(contents: Contents, project: Project, fresh: Fresh): Contents {
  const name = projectNameKey(project.domainId, project.displayName);
  const keys = [...(contents.projectKeysByName.get(name) ?? []), project.key];
  return {
    ...contents,
    projects: contents.projects.with(project.key, project, fresh),
    projectKeysByName: contents.projectKeysByName.with(name, keys, fresh),
  };
}

function removeProject(contents: Contents, key: string, fresh: Fresh): Contents {
  const project = contents.projects.get(key);
  if (project === undefined) return contents;
  const name = projectNameKey(project.domainId, project.displayName);
  const others = (contents.projectKeysByName.get(name) ?? []).filter((one) => one !== key);
  const byName = contents.projectKeysByName;
  return {
    ...contents,
    projects: contents.projects.without(key, fresh),
    projectKeysByName: others.length === 0 ? byName.without(name, fresh) : byName.with(name, others, fresh),
  };
}

function addProvider(contents: Contents, provider: Provider, ids: SubjectIds | null, fresh: Fresh): Contents {
  const { subjectForms } = contents;
  const listed = (ids: PersistentMap<readonly string[]>, key: string) =>
    ids.with(key, [...(ids.get(key) ?? []), provider.id], fresh);
  return {
    ...contents,
    providers: contents.providers.with(provider.id, provider, fresh),
    subjectForms:
      ids === null ? subjectForms : subjectForms.with(provider.id, { ids, pins: provider.pins }, fresh),
    idsByName: listed(contents.idsByName, provider.name),
    idsByIssuer: listed(contents.idsByIssuer, tokenIssuerOf(provider)),
  };
}

/** Without the provider itself; its mappings stay until they are removed, too. */
function removeProvider(contents: Contents, id: string, fresh: Fresh): Contents {
  const provider = contents.providers.get(id);
  if (provider === undefined) return contents;
  const unlisted = (ids: PersistentMap<readonly string[]>, key: string) => {
    const others = (ids.get(key) ?? []).filter((one) => one !== id);
    return others.length === 0 ? ids.without(key, fresh) : ids.with(key, others, fresh);
  };
  return {
    ...contents,
    providers: contents.providers.without(id, fresh),
    subjectForms: contents.subjectForms.without(id, fresh),
    idsByName: unlisted(contents.idsByName, provider.name),
    idsByIssuer: unlisted(contents.idsByIssuer, tokenIssuerOf(provider)),
  };
}

function writeMapping(contents: Contents, added: CompiledMapping, fresh: Fresh): Contents {
  const { id, providerId } = added.mapping;
  const before = compiledById(contents, id);
  // A mapping that moved to another provider is taken from the old one first.
  if (before !== undefined && before.mapping.providerId !== providerId) {
    return writeMapping(deleteMapping(contents, id, fresh), added, fresh);
  }
  return replaceMapping(contents, providerId, { removed: before ?? null, added, fresh });
}

function deleteMapping(contents: Contents, id: string, fresh: Fresh): Contents {
  const removed = compiledById(contents, id);
  return removed === undefined
    ? contents
    : replaceMapping(contents, removed.mapping.providerId, { removed, added: null, fresh });
}

/** What one change takes out of a provider's mappings, and what it puts in. */
interface Replacement {
  readonly removed: CompiledMapping | null;
  readonly added: CompiledMapping | null;
  readonly fresh: Fresh;
}

function replaceMapping(
  contents: Contents,
  providerId: string,
  { removed, added, fresh }: Replacement,
): Contents {
  let { shelves, order } = contents.mappings.get(providerId) ?? noMappings;
  let { mappingsById } = contents;
  if (removed !== null) {
    shelves = withoutMapping(shelves, removed.mapping, fresh);
    order = order.without(removed, fresh);
    mappingsById = mappingsById.without(removed.mapping.id, fresh);
  }
  if (added !== null) {
    shelves = withMapping(shelves, added, fresh);
    order = order.with(added, fresh);
    mappingsById = mappingsById.with(added.mapping.id, added, fresh);
  }
  return {
    ...contents,
    mappingsById,
    mappings: contents.mappings.with(providerId, { shelves, order }, fresh),
  };
}

type Shelves = PersistentMap<MappingIndex>;

function withMapping(shelves: Shelves, compiled: CompiledMapping, fresh: Fresh): Shelves {
  const shelf = shelfKey(compiled.mapping);
  return shelves.with(shelf, (shelves.get(shelf) ?? emptyShelf).with(compiled, fresh), fresh);
}

function withoutMapping(shelves: Shelves, mapping: Mapping, fresh: Fresh): Shelves {
  const shelf = shelfKey(mapping);
  const index = (shelves.get(shelf) ?? emptyShelf).without(mapping.id, fresh);
  return index.size === 0 ? shelves.without(shelf, fresh) : shelves.with(shelf, index, fresh);
}

/** From here on the mappings are gone; clearing up behind 100 000 of them would take too long for one turn. */
function removeMappings(contents: Contents, providerId: string, fresh: Fresh): Contents {
  const { order } = contents.mappings.get(providerId) ?? noMappings;
  return {
    ...contents,
    mappings: contents.mappings.without(providerId, fresh),
    departed: [...contents.departed, ...order.runs],
  };
}

/** One step of clearing up; null: there is nothing to clear. */
export function tidy(contents: Contents): Contents | null {
  const [first, ...departed] = contents.departed;
  if (first === undefined) return null;
  const fresh: Fresh = new Set();
  let { mappingsById } = contents;
  for (const gone of first) {
    const { id } = gone.mapping;
    // A mapping that has come back is another object.
    if (mappingsById.get(id) === gone) mappingsById = mappingsById.without(id, fresh);
  }
  return { ...contents, mappingsById, departed };
}
