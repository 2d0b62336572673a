/**
 * What the linter finds about everything that is configured, gravest first. Looking at all of it takes seconds where
 * there are very many mappings, so it is done in steps and remembered: of each finding only where it is, and what it
 * says is found again for those that are read.
 */

import { mayManageProvider, maySeeMapping, type Principal } from "../access.ts";
import type { Finding, Severity } from "../linting/lint.ts";
import { comparedAtMost } from "../linting/lint-order.ts";
import type { Registry } from "../matching/registry.ts";
import type { Steps } from "../steps.ts";
import type { Mapping, MappingDraft, Provider, ProviderDraft } from "../terms.ts";

export const severities: readonly Severity[] = ["critical", "warning", "notice"];

/** The linter, over what a registry holds. */
export interface Linter {
  lintProvider(draft: ProviderDraft, beside: Registry): readonly Finding[];
  lintMapping(draft: MappingDraft, beside: Registry): readonly Finding[];
}

/** Comparisons of two mappings of one provider in a survey: a second or two. */
const mostComparisons = 1_000_000;

/** With how many of a provider's mappings, the strongest, each is compared in a survey of all of them. */
export function comparedInSurvey(mappings: number): number {
  return Math.min(comparedAtMost, Math.ceil(mostComparisons / Math.max(1, mappings)));
}

/** Where a finding is: the how-manieth of what is found about this provider, or this mapping of it. */
export interface FindingPlace {
  readonly severity: Severity;
  readonly provider: Provider;
  /** Null: it is about the provider itself. */
  readonly mapping: Mapping | null;
  readonly index: number;
}

/** Everything that was found in one registry. */
export interface FindingSurvey {
  readonly registry: Registry;
  /** Gravest first; of one severity by the provider's name, its mappings as they are judged. */
  readonly places: readonly FindingPlace[];
}

export function* surveyFindings(registry: Registry, linter: Linter): Steps<FindingSurvey> {
  const places: Readonly<Record<Severity, FindingPlace[]>> = { critical: [], warning: [], notice: [] };
  const note = (findings: readonly Finding[], provider: Provider, mapping: Mapping | null) => {
    for (const [index, { severity }] of findings.entries()) {
      places[severity].push({ severity, provider, mapping, index });
    }
  };
  for (const provider of [...registry.providers()].sort(byName)) {
    note(linter.lintProvider(provider, registry), provider, null);
    for (const run of registry.mappingRunsOf(provider.id)) {
      for (const mapping of run) {
        note(linter.lintMapping(mapping, registry), provider, mapping);
        yield;
      }
    }
    yield;
  }
  return { registry, places: severities.flatMap((severity) => places[severity]) };
}

function byName(one: Provider, other: Provider): number {
  return one.name < other.name ? -1 : 1;
}

/** What of a survey is to be read. */
export interface FindingFilter {
  /** Null: any. */
  readonly severity: Severity | null;
  readonly providerId: string | null;
}

export interface SelectedFindings {
  readonly places: readonly FindingPlace[];
  /** Of every severity. */
  readonly counts: Readonly<Record<Severity, number>>;
}

/** What somebody may know of: findings about providers it manages, and about mappings it sees. */
export function* selectFindings(
  { places }: FindingSurvey,
  by: Principal,
  { severity, providerId }: FindingFilter,
): Steps<SelectedFindings> {
  const counts = { critical: 0, warning: 0, notice: 0 };
  const selected: FindingPlace[] = [];
  for (const [index, place] of places.entries()) {
    // A look at the clock for each costs more than the look at the place.
    if (index % placesInStep === 0) yield;
    if (providerId !== null && place.provider.id !== providerId) continue;
    if (!mayKnow(by, place)) continue;
    counts[place.severity] += 1;
    if (severity === null || severity === place.severity) selected.push(place);
  }
  return { places: selected, counts };
}

const placesInStep = 1_000;

function mayKnow(by: Principal, { provider, mapping }: FindingPlace): boolean {
  return mapping === null ? mayManageProvider(by, provider) : maySeeMapping(by, mapping);
}

/** The finding at a place. @returns null where linter and survey are of different registries */
export function findingAt(
  { registry }: FindingSurvey,
  linter: Linter,
  { provider, mapping, index }: FindingPlace,
): Finding | null {
  const found =
    mapping === null ? linter.lintProvider(provider, registry) : linter.lintMapping(mapping, registry);
  return found[index] ?? null;
}
