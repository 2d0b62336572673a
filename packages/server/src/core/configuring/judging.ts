/**
 * What is to be said of a provider and a mapping before they are written: what the write would be refused with, what is
 * risky about them, and where the mapping would stand. The mapping may be of the drafted provider. What its author may
 * not write is only refused: judging it would tell of what others have.
 */

import { maySeeProvider, type Principal } from "../access.ts";
import type { Finding, Repairable } from "../linting/lint.ts";
import { mends, type Repair, repaired } from "../linting/repair.ts";
import { type Standing, standingOf } from "../linting/standing.ts";
import type { Registry } from "../matching/registry.ts";
import type { SubjectForms } from "../matching/subject-forms.ts";
import type { Steps } from "../steps.ts";
import type { Claims, Mapping, MappingDraft, Provider, ProviderDraft } from "../terms.ts";
import type { ChangeRefusal } from "./configuration.ts";
import { refuseOtherProvider } from "./configuration-refusals.ts";
import type { ConfigurationRules } from "./configuration-rules.ts";
import { refuseMappingDraft, refuseProviderDraft, standingMapping, withDrafts } from "./drafts.ts";

/** A mapping that names its provider, which may be drafted with it. */
export interface MappingOfNamed {
  readonly provider: string;
  draftFor(providerId: string): MappingDraft;
}

/** What is drafted. Of the same name, a draft stands in the place of what is there. */
export interface Drafted {
  readonly provider: ProviderDraft | null;
  readonly mapping: MappingOfNamed | null;
}

/** A draft in its place. */
export interface Placed<Draft, Written> {
  readonly draft: Draft;
  /** What the write would be refused with; null: it would be made. */
  readonly refusal: ChangeRefusal | null;
  /** What it stands in the place of; null: it would be new. */
  readonly standing: Written | null;
  /** As the registry holds it; null: its author may not write it, and nothing else is said of it. */
  readonly placed: Written | null;
}

export interface PlacedDrafts {
  /** With the drafts in their places. For judging alone: nothing is ever decided by it. */
  readonly registry: Registry;
  readonly provider: Placed<ProviderDraft, Provider> | null;
  readonly mapping: Placed<MappingDraft, Mapping> | null;
}

/** Puts drafts where they would be written, as far as their author may write them. */
export function placeDrafts(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  drafted: Drafted,
): PlacedDrafts {
  const provider = drafted.provider && placeProvider(rules, registry, by, drafted.provider);
  const beside = provider?.registry ?? registry;
  const mapping = drafted.mapping && placeMapping(rules, beside, by, drafted.mapping);
  return {
    registry: mapping?.registry ?? beside,
    provider: provider?.place ?? null,
    mapping: mapping?.place ?? null,
  };
}

interface Placing<Draft, Written> {
  readonly registry: Registry;
  readonly place: Placed<Draft, Written>;
}

function placeProvider(
  rules: ConfigurationRules,
  before: Registry,
  by: Principal,
  draft: ProviderDraft,
): Placing<ProviderDraft, Provider> {
  const standing = visibleProvider(before, by, draft.name);
  const refusal = refuseProviderInPlace(rules, before, by, draft);
  if (!isJudged(refusal)) return { registry: before, place: { draft, refusal, standing, placed: null } };
  const registry = withDrafts(before, { providers: [draft] });
  return {
    registry,
    place: { draft, refusal, standing, placed: registry.providerByName(draft.name) ?? null },
  };
}

function visibleProvider(registry: Registry, by: Principal, name: string): Provider | null {
  const namesake = registry.providerByName(name);
  return namesake !== undefined && maySeeProvider(by, namesake) ? namesake : null;
}

/** What stands there is replaced, so it keeps its owner. */
function refuseProviderInPlace(
  rules: ConfigurationRules,
  registry: Registry,
  by: Principal,
  draft: ProviderDraft,
): ChangeRefusal | null {
  const standing = visibleProvider(registry, by, draft.name);
  return standing === null
    ? refuseProviderDraft(rules, registry, by, draft)
    : refuseOtherProvider(rules, registry, by, standing, draft);
}

function placeMapping(
  rules: ConfigurationRules,
  before: Registry,
  by: Principal,
  { provider: name, draftFor }: MappingOfNamed,
): Placing<MappingDraft, Mapping> {
  const draft = draftFor(visibleProvider(before, by, name)?.id ?? "");
  const refusal = refuseMappingDraft(rules, before, by, draft);
  if (!isJudged(refusal)) {
    return { registry: before, place: { draft, refusal, standing: null, placed: null } };
  }
  const registry = withDrafts(before, { mappings: [draft] });
  const standing = standingMapping(before, draft) ?? null;
  return { registry, place: { draft, refusal, standing, placed: standingMapping(registry, draft) ?? null } };
}

/** What is only not valid is its author's to write all the same. */
function isJudged(refusal: ChangeRefusal | null): boolean {
  return refusal === null || refusal.kind === "invalid";
}

/** What is said of a provider and a mapping before they are written. */
export interface Judgement {
  readonly provider: Judged<ProviderDraft, Provider> | null;
  readonly mapping: (Judged<MappingDraft, Mapping> & { readonly standing: Standing | null }) | null;
}
interface Judged<Draft, Written> {
  readonly place: Placed<Draft, Written>;
  readonly findings: readonly Mendable<Draft>[];
}

/** A finding with the repairs that help. */
export interface Mendable<Draft> extends Finding {
  readonly repairs: readonly Repair<Draft>[];
}

/** What judging asks of the linter and the presets. */
export interface JudgingPorts {
  readonly rules: ConfigurationRules;
  lintProvider(draft: ProviderDraft, beside: Registry): readonly Repairable<ProviderDraft>[];
  lintMapping(
    draft: MappingDraft,
    beside: Registry,
    given: { readonly others: readonly Mapping[]; readonly sample?: Claims },
  ): readonly Repairable<MappingDraft>[];
  /** How the provider's subjects are written; null: in one form. */
  subjectFormsOf(provider: Provider): SubjectForms | null;
}

/**
 * Nothing is written.
 * @param sample claims of a workload that is meant, for repairs to take values from; null: there are none
 */
export function* judgeDrafts(
  ports: JudgingPorts,
  registry: Registry,
  by: Principal,
  drafted: Drafted,
  sample: Claims | null,
): Steps<Judgement> {
  const { rules } = ports;
  const { provider, mapping, registry: beside } = placeDrafts(rules, registry, by, drafted);
  return {
    provider: provider && {
      place: provider,
      findings: yield* withSoundRepairs(provider, {
        lint: (draft) => ports.lintProvider(draft, beside),
        refuse: (draft) => refuseProviderInPlace(rules, registry, by, draft),
      }),
    },
    mapping: mapping && (yield* judgeMapping(ports, by, beside, mapping, sample)),
  };
}

function* judgeMapping(
  ports: JudgingPorts,
  by: Principal,
  beside: Registry,
  place: Placed<MappingDraft, Mapping>,
  sample: Claims | null,
): Steps<NonNullable<Judgement["mapping"]>> {
  const provider = beside.providerById(place.draft.providerId);
  if (place.placed === null || provider === undefined) return { place, findings: [], standing: null };
  const forms = ports.subjectFormsOf(provider);
  const standing = yield* standingOf(place.draft, beside.mappingRunsOf(provider.id), forms);
  const given = { others: standing.related, ...(sample !== null && { sample }) };
  const findings = yield* withSoundRepairs(place, {
    lint: (draft) => ports.lintMapping(draft, beside, given),
    refuse: (draft) => refuseMappingDraft(ports.rules, beside, by, draft),
  });
  return { place, findings, standing };
}

/** How a draft is judged once more, with a repair made. */
interface Judging<Draft> {
  lint(draft: Draft): readonly Repairable<Draft>[];
  refuse(draft: Draft): ChangeRefusal | null;
}

/** Whoever has more findings rather writes the mapping anew; a repair of each holds all the rest of it, too. */
const mendedAtMost = 200;
/** Judging once more what has many findings takes the square of their number: so much of it is half a second's work. */
const mendingAtMost = 1_000_000;
/**
 * Characters of all that is offered, as JSON: each repair holds what it changes, and a list is changed whole. Whoever
 * has made one asks again, and is offered more.
 */
const offeredAtMost = 512 * 1024;

/** The findings, with those repairs that help: each is tried before it is offered, while that is not too much. */
function* withSoundRepairs<Draft, Written>(
  { draft, refusal, placed }: Placed<Draft, Written>,
  { lint, refuse }: Judging<Draft>,
): Steps<readonly Mendable<Draft>[]> {
  if (placed === null) return [];
  const findings = lint(draft);
  yield;
  let left = findings.length > mendedAtMost ? 0 : mendingAtMost / Math.max(1, findings.length) ** 2;
  let room = offeredAtMost;
  const found: Mendable<Draft>[] = [];
  for (const finding of findings) {
    const repairs: Repair<Draft>[] = [];
    for (const repair of left < 1 ? [] : (finding.repairs?.() ?? [])) {
      const size = JSON.stringify(repair.members).length;
      if (left < 1 || size > room) break;
      left -= 1;
      const after = repaired(draft, repair);
      if (isRefusedAlike(refuse(after), refusal) && mends(finding, findings, lint(after))) {
        repairs.push(repair);
        room -= size;
      }
      yield;
    }
    found.push({ ...finding, repairs });
  }
  return found;
}

function isRefusedAlike(after: ChangeRefusal | null, before: ChangeRefusal | null): boolean {
  return after === null || after.detail === before?.detail;
}
