/**
 * The configuration in memory: projects, the directory, providers, and per provider an index of its compiled mappings; and the
 * choice of the mapping that decides. A registry value never changes; `withChanges` makes the next one
 * and shares everything untouched, so an exchange in flight keeps the rules it began with and one edit
 * costs one provider's delta.
 */

import { type Directory, directoryOver } from "../directory/directory.ts";
import type { DirectoryKind, DirectoryObject } from "../directory/terms.ts";
import type { SubjectIds } from "../linting/issuer-traits.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type { Claims, Entry, Mapping, MappingDraft, Project, Provider } from "../terms.ts";
import type { CompiledRegex, CompileRegex } from "./clause.ts";
import { type CompiledMapping, compareMappings, judgeMapping, type MatchedRule } from "./mapping.ts";
import { type MappingIndex, maxCrowd } from "./mapping-index.ts";
import { compareJudged, noOrderedMappings } from "./ordered-mappings.ts";
import type { Fresh } from "./persistent-map.ts";
import { isUsedUp, type Presented, presentedBy, stepsPerToken } from "./presented.ts";
import {
  applyChange,
  type Contents,
  compiledById,
  emptyContents,
  emptyShelf,
  type Holdings,
  holdingsOf,
  projectNameKey,
  shelfKey,
  tidy,
} from "./registry-contents.ts";
import { type OtherForm, otherFormOf } from "./subject-forms.ts";

export type { CompiledRegex, CompileRegex };

/** What the registry asks others. */
export interface RegistryAdapters {
  /** The engine for `regex` matchers. */
  readonly compileRegex: CompileRegex;
  /** Where the issuer's two forms of subject have their numbers; null: it has one form. */
  subjectIdsOf(provider: Provider): SubjectIds | null;
}

/** One step of the configuration's history, in order of revision. */
export type RegistryChange =
  | { readonly kind: "provider_written"; readonly revision: number; readonly provider: Provider }
  | { readonly kind: "provider_deleted"; readonly revision: number; readonly id: string }
  | { readonly kind: "mapping_written"; readonly revision: number; readonly mapping: Mapping }
  | { readonly kind: "mapping_deleted"; readonly revision: number; readonly id: string }
  | { readonly kind: "project_written"; readonly revision: number; readonly project: Project }
  | { readonly kind: "project_deleted"; readonly revision: number; readonly key: string }
  | { readonly kind: "directory_written"; readonly revision: number; readonly object: DirectoryObject }
  | {
      readonly kind: "directory_deleted";
      readonly revision: number;
      readonly of: DirectoryKind;
      readonly id: string;
    };

export interface Registry {
  /** Up to which everything is known; the highest revision among the changes applied where nobody said more. */
  readonly revision: number;
  providerByName(name: string): Provider | undefined;
  providerById(id: string): Provider | undefined;
  /** Providers whose tokens carry exactly this `iss`, disabled ones included. */
  providersByIssuer(issuer: string): readonly Provider[];
  providers(): Iterable<Provider>;
  projectByKey(key: string): Project | undefined;
  projects(): Iterable<Project>;
  /** The project of this name in a domain; undefined also where several are called so: it takes a key then. */
  projectNamed(domainId: string, name: string): Project | undefined;
  /** All of that name. */
  projectsNamed(domainId: string, name: string): readonly Project[];
  projectCount(): number;
  /** What bears the key as its owner, whether or not there is such a project; looks at every provider. */
  holdingsOf(project: string): Holdings;
  /** Domains, groups, roles, doors and the like. */
  readonly directory: Directory;
  mappingById(id: string): Mapping | undefined;
  /** Mappings of one provider in the order they are judged: those of projects, then the global ones. */
  mappingsOf(providerId: string): readonly Mapping[];
  /** The same, some hundreds at a time: reading through 100 000 takes longer than one turn may. */
  mappingRunsOf(providerId: string): Iterable<readonly Mapping[]>;
  /** Those of that name, in the same order. */
  mappingsNamed(providerId: string, name: string): readonly Mapping[];
  /** The same object in two registries: there nothing differs among this provider's mappings. */
  mappingsMark(providerId: string): object;
  /** How many a provider has. */
  mappingCount(providerId: string): number;
  /** The first in that order, at most so many. */
  firstMappingsOf(providerId: string, count: number): readonly Mapping[];
  /** The same mappings, compiled: for judging each of them in an explanation. */
  compiledMappingsOf(providerId: string): readonly CompiledMapping[];
  /** The other form of a subject of this provider; null: there is none, and `sub` is judged as it stands. */
  otherForm(providerId: string, claims: Claims): OtherForm | null;
  /** Mappings that compete with each other: one provider's, behind one door, of one owner (null: global). */
  shelf(providerId: string, entry: Entry, project: string | null): MappingIndex;
  /**
   * The registry after these changes. A change older than what is known of its object is passed over, so
   * that applying one twice, by the writer and by the poll, is harmless.
   * @param revision up to which these are all changes there are; not every revision changes something here
   */
  withChanges(changes: readonly RegistryChange[], revision?: number): Registry;
  /**
   * The same registry after a step of clearing up behind a provider that went with its mappings; null: all is
   * clear. Nothing but memory depends on it.
   */
  tidied(): Registry | null;
}

/** A registry that knows nothing yet. */
export function emptyRegistry(adapters: RegistryAdapters): Registry {
  return registryOver(emptyContents, adapters);
}

/** A registry in the making, for very many changes: what nobody has seen yet is changed in place. */
export interface RegistryBuilder {
  /** Takes what `withChanges` takes. */
  add(changes: readonly RegistryChange[], revision?: number): void;
  /** The registry after all changes so far; it never changes, whatever is added later. */
  build(): Registry;
}

/** A builder that has no changes yet. */
export function registryBuilder(adapters: RegistryAdapters): RegistryBuilder {
  let contents = emptyContents;
  let fresh: Fresh = new Set();
  return {
    add(changes, revision) {
      contents = contentsAfter(contents, changes, { revision, adapters, fresh });
    },
    build() {
      fresh = new Set();
      return registryOver(contents, adapters);
    },
  };
}

interface Application {
  readonly revision: number | undefined;
  readonly adapters: RegistryAdapters;
  readonly fresh: Fresh;
}

function contentsAfter(
  before: Contents,
  changes: readonly RegistryChange[],
  { revision = 0, adapters, fresh }: Application,
): Contents {
  const after = changes.reduce((contents, change) => applyChange(contents, change, adapters, fresh), before);
  return { ...after, revision: Math.max(after.revision, revision) };
}

function registryOver(contents: Contents, adapters: RegistryAdapters): Registry {
  const { providers, idsByName, idsByIssuer, mappings, projects } = contents;
  const known = (ids: readonly string[] = []) => ids.flatMap((id) => providers.get(id) ?? []);
  const orderOf = (providerId: string) => mappings.get(providerId)?.order ?? noOrderedMappings;
  const projectsNamed = (domainId: string, name: string) =>
    (contents.projectKeysByName.get(projectNameKey(domainId, name)) ?? []).flatMap(
      (key) => projects.get(key) ?? [],
    );
  const compiledMappingsOf = (providerId: string) => orderOf(providerId).list();
  return {
    revision: contents.revision,
    providerByName: (name) => known(idsByName.get(name))[0],
    providerById: (id) => providers.get(id),
    providersByIssuer: (issuer) => known(idsByIssuer.get(issuer)),
    providers: () => providers.values(),
    projectByKey: (key) => projects.get(key),
    projects: () => projects.values(),
    projectNamed(domainId, name) {
      const [project, ...namesakes] = projectsNamed(domainId, name);
      return namesakes.length > 0 ? undefined : project;
    },
    projectsNamed,
    projectCount: () => projects.size,
    holdingsOf: (project) => holdingsOf(contents, project),
    directory: directoryOver(contents.directory),
    mappingById: (id) => compiledById(contents, id)?.mapping,
    mappingsOf: (providerId) => compiledMappingsOf(providerId).map(({ mapping }) => mapping),
    *mappingRunsOf(providerId) {
      for (const run of orderOf(providerId).runs) yield run.map(({ mapping }) => mapping);
    },
    mappingsNamed(providerId, name) {
      const shelves = [...(mappings.get(providerId)?.shelves.values() ?? [])];
      const named = shelves.flatMap((shelf) => shelf.named(name));
      return named.sort(compareJudged).map(({ mapping }) => mapping);
    },
    mappingsMark: orderOf,
    mappingCount: (providerId) => orderOf(providerId).size,
    firstMappingsOf: (providerId, count) =>
      orderOf(providerId)
        .first(count)
        .map(({ mapping }) => mapping),
    compiledMappingsOf,
    otherForm(providerId, claims) {
      const forms = contents.subjectForms.get(providerId);
      return forms === undefined ? null : otherFormOf(claims, forms);
    },
    shelf: (providerId, entry, project) =>
      mappings.get(providerId)?.shelves.get(shelfKey({ entry, project })) ?? emptyShelf,
    withChanges(changes, revision) {
      const applied = { revision, adapters, fresh: new Set<object>() };
      return registryOver(contentsAfter(contents, changes, applied), adapters);
    },
    tidied() {
      const next = tidy(contents);
      return next && registryOver(next, adapters);
    },
  };
}

/**
 * Whether one mapping more of this kind would be too many: `maxCrowd` others are already found by the same
 * claim value, or by none at all, and would all be judged with it. Configuration asks before it saves.
 */
export function isCrowdedOut(registry: Registry, draft: MappingDraft): boolean {
  return registry.shelf(draft.providerId, draft.entry, draft.project).crowdFor(draft) >= maxCrowd;
}

/** Which mappings a request may be decided by. */
export interface MappingChoice {
  readonly entry: Entry;
  /** Its mappings come before the global ones; null, or no project's key: global ones only. */
  readonly project: string | null;
  /** Only the mapping of this name; null: any. */
  readonly mapping: string | null;
}

/** Whose providers and mappings a request that names this project may use, the first of them first; null: global. */
export function ownersInReach(
  registry: Pick<Registry, "projectByKey">,
  project: string | null,
): readonly (string | null)[] {
  return project === null || registry.projectByKey(project) === undefined ? [null] : [project, null];
}

/** The winning mapping, with what its matching rules captured. */
export interface Chosen {
  readonly mapping: Mapping;
  /** Those of its rules that matched, in order; at least one. */
  readonly matched: readonly MatchedRule[];
}

/**
 * Chooses the mapping that decides. A named one decides alone: where it does not match, no other is tried.
 * @returns refused with `mapping_not_found` when none of the wanted name is within reach, with
 *   `no_matching_mapping`, or with `too_much_to_judge` when `stepsPerToken` do not suffice
 */
export function chooseMapping(
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): Verdict<Chosen> {
  const shelves = ownersInReach(registry, wanted.project).map((owner) =>
    registry.shelf(provider.id, wanted.entry, owner),
  );
  const presented = presentedBy(claims, registry.otherForm(provider.id, claims));
  const name = wanted.mapping;
  if (name === null) {
    for (const shelf of shelves) {
      const winner = firstMatch(shelf.candidates(presented), presented);
      if (isUsedUp(presented)) return tooMuch(provider);
      if (winner !== null) return accept(winner);
    }
    return noMatch(
      provider,
      shelves.reduce((count, shelf) => count + shelf.size, 0),
    );
  }
  const named = shelves.map((shelf) => shelf.named(name)).find((namesakes) => namesakes.length > 0);
  if (named === undefined) return refuse("mapping_not_found", { provider: provider.name, mapping: name });
  const winner = firstMatch(named, presented);
  if (isUsedUp(presented)) return tooMuch(provider);
  return winner === null ? noMatch(provider, named.length) : accept(winner);
}

/** The first in order that matches; those that could not win any more are not judged. */
function firstMatch(candidates: Iterable<CompiledMapping>, presented: Presented): Chosen | null {
  let best: { readonly compiled: CompiledMapping; readonly matched: readonly MatchedRule[] } | null = null;
  for (const compiled of candidates) {
    if (best !== null && compareMappings(best.compiled, compiled) < 0) continue;
    const matched = judgeMapping(compiled, presented);
    if (matched.length > 0) best = { compiled, matched };
  }
  return best === null ? null : { mapping: best.compiled.mapping, matched: best.matched };
}

/** Among those that were not judged may be one that goes first: nobody can tell what this token would be given. */
function tooMuch(provider: Provider): Verdict<Chosen> {
  return refuse("too_much_to_judge", { provider: provider.name, most: stepsPerToken });
}

/** The explanation finds the nearest mapping; an exchange does not wait for that. */
function noMatch(provider: Provider, considered: number): Verdict<Chosen> {
  return refuse("no_matching_mapping", { provider: provider.name, considered, nearest: "" });
}
