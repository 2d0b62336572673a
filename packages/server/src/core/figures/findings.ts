/**
 * What the linter finds about everything that is configured, gravest first. Looking at all of it takes seconds where
 * there are very many mappings, so it is done in steps and remembered, provider by provider: how many findings there
 * are, and of the first of them where they are. What one says is found again when it is read.
 */

import { mayManageProvider, maySeeMapping, type Principal } from "../access.ts";
import type { Finding, Severity } from "../linting/lint.ts";
import { comparedAtMost } from "../linting/lint-order.ts";
import { compareText } from "../matching/mapping.ts";
import type { Registry } from "../matching/registry.ts";
import type { Steps } from "../steps.ts";
import type { Mapping, MappingDraft, Project, Provider, ProviderDraft } from "../terms.ts";

export const severities: readonly Severity[] = ["critical", "warning", "notice"];

/** The linter, over what a registry holds. */
export interface Linter {
  lintProvider(draft: ProviderDraft, beside: Registry): readonly Finding[];
  lintMapping(draft: MappingDraft, beside: Registry): readonly Finding[];
}

/** Comparisons of two mappings of one provider in a survey: about a second. */
const mostComparisons = 1_000_000;

/** With how many of a provider's mappings, the strongest, each is compared in a survey of all of them. */
export function comparedInSurvey(mappings: number): number {
  return Math.min(comparedAtMost, Math.ceil(mostComparisons / mappings));
}

/** Where a finding is: the how-manieth of what is found about this provider, or this mapping of it. */
export interface FindingPlace {
  readonly severity: Severity;
  readonly provider: Provider;
  /** Null: it is about the provider itself. */
  readonly mapping: Mapping | null;
  readonly index: number;
}

/** Of one severity so many are remembered of each provider: more than anybody reads, and no burden if all have them. */
const placesKept = 1_000;

type Counts = Readonly<Record<Severity, number>>;

/** What was found about one provider and its mappings, and what it was judged by. */
interface ProviderFindings {
  readonly provider: Provider;
  /** @see Registry.mappingsMark */
  readonly mappings: object;
  /** The projects that were asked for; undefined: there was none. */
  readonly projects: ReadonlyMap<string, Project | undefined>;
  readonly counts: Counts;
  /** Of its mappings by their owner: so many may somebody know of who sees only those. */
  readonly countsByOwner: ReadonlyMap<string | null, Counts>;
  /** The first of each severity: the provider's own, then its mappings' as they are judged. */
  readonly places: Readonly<Record<Severity, readonly FindingPlace[]>>;
}

/** Everything that was found in one registry. */
export interface FindingSurvey {
  readonly registry: Registry;
  /** By the provider's name. */
  readonly parts: readonly ProviderFindings[];
}

/** @param before an earlier survey: what it found about a provider stands while all that it was judged by does */
export function* surveyFindings(
  registry: Registry,
  linter: Linter,
  before: FindingSurvey | null = null,
): Steps<FindingSurvey> {
  const known = new Map(before?.parts.map((part) => [part.provider.id, part]));
  const parts: ProviderFindings[] = [];
  for (const provider of [...registry.providers()].sort((one, other) => compareText(one.name, other.name))) {
    const part = known.get(provider.id);
    if (part !== undefined && stands(part, provider, registry)) parts.push(part);
    else parts.push(yield* surveyProvider(provider, registry, linter));
    yield;
  }
  return { registry, parts };
}

function stands({ provider, mappings, projects }: ProviderFindings, now: Provider, registry: Registry) {
  return (
    provider === now &&
    mappings === registry.mappingsMark(now.id) &&
    projects.entries().every(([key, project]) => registry.projectByKey(key) === project)
  );
}

function* surveyProvider(provider: Provider, registry: Registry, linter: Linter): Steps<ProviderFindings> {
  const projects = new Map<string, Project | undefined>();
  const watched: Registry = {
    ...registry,
    projectByKey(key) {
      const project = registry.projectByKey(key);
      projects.set(key, project);
      return project;
    },
  };
  const counts = { critical: 0, warning: 0, notice: 0 };
  const countsByOwner = new Map<string | null, Record<Severity, number>>();
  const places: Readonly<Record<Severity, FindingPlace[]>> = { critical: [], warning: [], notice: [] };
  const note = (findings: readonly Finding[], counted: Record<Severity, number>, mapping: Mapping | null) => {
    for (const [index, { severity }] of findings.entries()) {
      counted[severity] += 1;
      if (places[severity].length < placesKept) places[severity].push({ severity, provider, mapping, index });
    }
  };
  note(linter.lintProvider(provider, watched), counts, null);
  for (const run of registry.mappingRunsOf(provider.id)) {
    for (const mapping of run) {
      const counted = countsByOwner.get(mapping.project) ?? { critical: 0, warning: 0, notice: 0 };
      countsByOwner.set(mapping.project, counted);
      note(linter.lintMapping(mapping, watched), counted, mapping);
      yield;
    }
  }
  return { provider, mappings: registry.mappingsMark(provider.id), projects, counts, countsByOwner, places };
}

/** What of a survey is to be read. */
export interface FindingFilter {
  /** Null: any. */
  readonly severity: Severity | null;
  readonly providerId: string | null;
}

export interface SelectedFindings {
  /** Gravest first; of one severity by the provider's name, its mappings as they are judged. */
  readonly places: readonly FindingPlace[];
  /** Of every severity; all there are, whether listed or not. */
  readonly counts: Counts;
  /** False: there are more of the wanted severities than `places` has. */
  readonly complete: boolean;
}

/** So many are listed at once. */
const placesListed = 10_000;

/** What somebody may know of: findings about providers it manages, and about mappings it sees. */
export function* selectFindings(
  { parts }: FindingSurvey,
  by: Principal,
  { severity, providerId }: FindingFilter,
): Steps<SelectedFindings> {
  const wanted = providerId === null ? parts : parts.filter(({ provider }) => provider.id === providerId);
  const counts = yield* countKnown(wanted, by);
  const places: FindingPlace[] = [];
  for (const one of severities) {
    if (severity !== null && severity !== one) continue;
    for (const part of wanted) {
      for (const place of part.places[one]) {
        if (places.length < placesListed && mayKnow(by, place)) places.push(place);
      }
      yield;
    }
  }
  const all = severity === null ? counts.critical + counts.warning + counts.notice : counts[severity];
  return { places, counts, complete: places.length === all };
}

function* countKnown(parts: readonly ProviderFindings[], by: Principal): Steps<Counts> {
  const known = { critical: 0, warning: 0, notice: 0 };
  for (const { provider, counts, countsByOwner } of parts) {
    const mappings = countsByOwner.entries().filter(([project]) => maySeeMapping(by, { project }));
    const seen = [
      ...(mayManageProvider(by, provider) ? [counts] : []),
      ...mappings.map(([, counted]) => counted),
    ];
    for (const counted of seen) for (const one of severities) known[one] += counted[one];
    yield;
  }
  return known;
}

function mayKnow(by: Principal, { provider, mapping }: FindingPlace): boolean {
  return mapping === null ? mayManageProvider(by, provider) : maySeeMapping(by, mapping);
}

/** The findings at some places; without those where linter and survey are of different registries. */
export function* findingsAt(
  { registry }: FindingSurvey,
  linter: Linter,
  places: readonly FindingPlace[],
): Steps<readonly (readonly [FindingPlace, Finding])[]> {
  const found: (readonly [FindingPlace, Finding])[] = [];
  for (const place of places) {
    const { provider, mapping, index } = place;
    const finding =
      mapping === null ? linter.lintProvider(provider, registry) : linter.lintMapping(mapping, registry);
    const one = finding[index];
    if (one !== undefined) found.push([place, one]);
    yield;
  }
  return found;
}
