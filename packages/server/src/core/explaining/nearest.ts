/**
 * Which mapping came closest to accepting a token. Nearest is the one of which most clauses held, wherever in
 * the rule they stand; of equals the one of which more were missed by a hair. Mappings of a project are only ever looked at when the exchange names that
 * project, here as in the choice itself.
 */

import { type CompiledMapping, compareMappings } from "../matching/mapping.ts";
import type { MappingIndex } from "../matching/mapping-index.ts";
import { type Presented, presentedBy, stepsPerQuestion, stepsPerToken } from "../matching/presented.ts";
import { type MappingChoice, ownersInReach, type Registry } from "../matching/registry.ts";
import { onSameShelf } from "../matching/registry-contents.ts";
import { type Refusal, refuse, show } from "../refusal.ts";
import { finish, type Steps } from "../steps.ts";
import type { Claims, Provider } from "../terms.ts";
import type { FailedClause, Trial } from "./explanation.ts";
import { cut, quote, quoteApart } from "./quote.ts";
import { type Attempt, attemptWithin, trialOf, withClauses } from "./trial.ts";

/**
 * So many mappings are judged although the index finds nothing that they have in common with the token.
 * Everything that matches, and whatever shares its most telling value, is judged in any case.
 */
const judgedUnfound = 10_000;

/** A look at whether a mapping is in reach costs next to nothing: so many are one step. */
const lookedAtTogether = 256;

/** Of so many, the best by clauses held, small differences are looked for. */
const examinedAtMost = 200;

const trialsAtMost = 50;

/** For a caller's sentence only so many mappings are judged, and fewer examined: a refusal must stay cheap. */
const judgedForCaller = 200;
const examinedForCaller = 8;

export interface NearestTrials {
  /** Matching ones first, in the order in which they are judged; then the nearest. */
  readonly trials: readonly Trial[];
  /** How many mappings were judged. */
  readonly considered: number;
  /** How many the choice could fall on; more than `considered` only where there are very many. */
  readonly inReach: number;
}

/** The trials of every mapping that the choice could fall on, the nearest 50; a step for each that is judged. */
export function* nearestTrials(
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): Steps<NearestTrials> {
  const inReach = yield* mappingsInReach(registry, provider, wanted);
  const found = new Set(candidates(registry, provider, claims, wanted));
  const judging = judgingOf(registry, provider, claims, stepsPerQuestion);
  let left = judgedUnfound;
  const attempts: Attempt[] = [];
  for (const [index, compiled] of inReach.entries()) {
    const isJudged = found.has(compiled) || left-- > 0;
    if (isJudged) attempts.push(...attemptWithin(judging, compiled));
    if (isJudged || index % lookedAtTogether === 0) yield;
  }
  const examined = yield* ranked(attempts, judging, examinedAtMost);
  const trials: Trial[] = [];
  for (const { trial, attempt } of examined.slice(0, trialsAtMost)) {
    trials.push(withClauses(trial, attempt, judging));
    yield;
  }
  return {
    trials,
    considered: attempts.length,
    inReach: inReach.length,
  };
}

/** The mappings `chooseMapping` would consider, in the order in which they are judged. */
function* mappingsInReach(
  registry: Registry,
  provider: Provider,
  { entry, project, mapping: name }: MappingChoice,
): Steps<readonly CompiledMapping[]> {
  const shelves = ownersInReach(registry, project).map((owner) => ({ entry, project: owner }));
  const inReach: CompiledMapping[] = [];
  for (const [index, compiled] of registry.compiledMappingsOf(provider.id).entries()) {
    if (shelves.some((shelf) => onSameShelf(shelf, compiled.mapping))) inReach.push(compiled);
    if (index % lookedAtTogether === 0) yield;
  }
  if (name === null) return inReach;
  const namesakes = inReach.filter(({ mapping }) => mapping.name === name);
  // A project's mapping stands before the global one of the same name, which is then not tried.
  return namesakes.filter(({ mapping }) => mapping.project === namesakes[0]?.mapping.project);
}

interface Examined {
  readonly attempt: Attempt;
  readonly trial: Trial;
}

/** What many mappings are judged for, one after another. */
function judgingOf(registry: Registry, provider: Provider, claims: Claims, steps: number): Presented {
  return presentedBy(claims, registry.otherForm(provider.id, claims), steps);
}

function* ranked(
  attempts: readonly Attempt[],
  { claims, other }: Presented,
  most: number,
): Steps<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const attempt of bestByHeld(attempts, most)) {
    examined.push({ attempt, trial: trialOf(attempt, presentedBy(claims, other)) });
    yield;
  }
  return examined.toSorted((one, other) => byNearness(one.trial, other.trial));
}

/** Matched ones first, in the order they are judged; then by clauses held, near misses and clauses that failed. */
function byNearness(one: Trial, other: Trial): number {
  if (one.matched || other.matched) return Number(other.matched) - Number(one.matched);
  return (
    other.clausesHeld - one.clausesHeld ||
    nearMissesOf(other) - nearMissesOf(one) ||
    one.clausesTotal - other.clausesTotal
  );
}

function nearMissesOf({ failures }: Trial): number {
  return failures.filter(({ nearMiss }) => nearMiss !== null).length;
}

/** The first so many when sorted by clauses held; linear, and stable. */
function bestByHeld(attempts: readonly Attempt[], count: number): readonly Attempt[] {
  const byHeld = Map.groupBy(attempts, ({ matched, held }) => (matched ? Number.POSITIVE_INFINITY : held));
  return [...byHeld]
    .toSorted(([one], [other]) => other - one)
    .flatMap(([, alike]) => alike)
    .slice(0, count);
}

/**
 * A refusal for want of a mapping, with the sentence that tells the caller which mapping came nearest. Other
 * refusals are returned as they are. Bounded work, and only ever done for a refusal.
 * @param claims verified, with audience and pins checked: nobody else may be told a clause
 */
export function withNearest(
  refusal: Refusal,
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): Refusal {
  if (refusal.reason !== "no_matching_mapping") return refusal;
  const judging = judgingOf(registry, provider, claims, stepsPerToken);
  const attempts = candidatesForCaller(registry, provider, claims, wanted).flatMap((compiled) =>
    attemptWithin(judging, compiled),
  );
  const nearest = finish(ranked(attempts, judging, examinedForCaller)).find(
    (examined) => wanted.mapping !== null || mayBeTold(examined, provider),
  );
  const sentence = nearest === undefined ? "" : nearestSentence(nearest.trial);
  return refuse(refusal.reason, { ...refusal.evidence, nearest: sentence }).refusal;
}

/** All mappings where there are few; else those the index finds for these claims. */
function candidatesForCaller(
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): readonly CompiledMapping[] {
  const shelves = shelvesInReach(registry, provider, wanted);
  if (wanted.mapping !== null) {
    const name = wanted.mapping;
    return shelves.map((shelf) => shelf.named(name)).find((namesakes) => namesakes.length > 0) ?? [];
  }
  const presented = judgingOf(registry, provider, claims, stepsPerToken);
  return shelves
    .flatMap((shelf) => [...(shelf.size <= judgedForCaller ? shelf.all() : shelf.candidates(presented))])
    .slice(0, judgedForCaller)
    .toSorted(compareMappings);
}

function* candidates(
  registry: Registry,
  provider: Provider,
  claims: Claims,
  wanted: MappingChoice,
): Iterable<CompiledMapping> {
  const presented = judgingOf(registry, provider, claims, stepsPerToken);
  for (const shelf of shelvesInReach(registry, provider, wanted)) yield* shelf.candidates(presented);
}

function shelvesInReach(
  registry: Registry,
  provider: Provider,
  { entry, project }: MappingChoice,
): readonly MappingIndex[] {
  return ownersInReach(registry, project).map((owner) => registry.shelf(provider.id, entry, owner));
}

/**
 * A stranger of a shared issuer learns nothing of mappings that it neither names nor has anything in common
 * with: either the provider is pinned to an owner, or the first clause held, or was missed by a hair. Later
 * clauses do not count: a branch or an event is everybody's.
 */
function mayBeTold({ attempt, trial }: Examined, provider: Provider): boolean {
  return provider.pins.length > 0 || attempt.begun || trial.failed?.nearMiss != null;
}

/** Four quotes and the words around them stay below what a sentence may show. */
const quotedInSentence = 50;

/** `Nearest: mapping "x", where claim ref expected "refs/heads/main" and the token carries "refs/heads/dev".` */
function nearestSentence({ mapping, failed }: Trial): string {
  const named = `Nearest: mapping ${quote(mapping, quotedInSentence)}`;
  if (failed === null) return `${named}, which has no rule.`;
  return `${named}, where ${failedWords(failed)}.`;
}

/** `claim ref expected "refs/heads/main" and the token carries "refs/heads/dev"` */
export function failedWords(failed: FailedClause): string {
  const [expected, presented] = bothValues(failed);
  const where = `claim ${cut(failed.claim, quotedInSentence)} expected ${expected}`;
  return presented === null
    ? `${where} and the token has no such claim`
    : `${where} and the token carries ${presented}`;
}

/** What was expected and what was presented, null for nothing, short enough for the sentence. */
function bothValues({ expected, presented }: FailedClause): readonly [string, string | null] {
  const [, text] = /^"(.*)"$/.exec(expected) ?? [];
  if (text !== undefined && typeof presented === "string" && !text.includes('"')) {
    return quoteApart(text, show(presented), quotedInSentence);
  }
  const rest = presented === undefined ? null : quote(presented, quotedInSentence);
  return [cut(expected, quotedInSentence), rest];
}
