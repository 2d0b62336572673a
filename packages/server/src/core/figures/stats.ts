/**
 * What was exchanged and refused lately, and which mappings are used, as far as whoever asks may know: exchanges of
 * the providers it manages, use of the mappings it sees.
 */

import { mayReadExchanges, maySeeMapping, type Principal } from "../access.ts";
import { compareText } from "../matching/mapping.ts";
import type { Registry } from "../matching/registry.ts";
import type { EpochSeconds, Mapping, Provider } from "../terms.ts";
import { ActivityBuilder, type Buckets, type ProviderActivity } from "./activity.ts";
import { Leading } from "./leading.ts";
import type { Sums } from "./sums.ts";

/** Providers, and mappings of each kind, in one answer: more is no reading for people. */
const mostProviders = 200;
const mostMappings = 100;
/** Sums of mappings added up for one answer: a second or two, with others' turns in between. */
const mostMappingHours = 2_000_000;
const secondsPerHour = 3_600;

export interface StatsPorts {
  readonly registry: Registry;
  readonly sums: Sums;
  /** Lets everything that waits have its turn. */
  nextTurn(): Promise<void>;
}

export interface StatsQuestion {
  readonly buckets: Buckets;
  /** Null: every provider. */
  readonly provider: Provider | null;
}

export interface Stats {
  readonly buckets: Buckets;
  /** False: records of before are still being summed up, and the figures are too low. */
  readonly complete: boolean;
  /** Busiest first, those without exchanges last, by name. */
  readonly providers: readonly NamedActivity[];
  readonly providersTotal: number;
  /** From when on mappings' exchanges were added up; later than the beginning where they were too many. */
  readonly mappingsFrom: EpochSeconds;
  /** Most used first. */
  readonly mappings: readonly UsedMapping[];
  /** The oldest first. */
  readonly neverUsed: readonly Mapping[];
  readonly neverUsedTotal: number;
  /** Since when use is known: of the oldest record; null: there is none. */
  readonly recordsFrom: EpochSeconds | null;
}

export interface NamedActivity extends ProviderActivity {
  readonly name: string;
  /** It is gone; this is the name it had. */
  readonly deleted: boolean;
}

export interface UsedMapping {
  readonly mapping: Mapping;
  readonly issued: number;
  readonly lastUsedAt: EpochSeconds | null;
}

export async function gatherStats(ports: StatsPorts, by: Principal, question: StatsQuestion): Promise<Stats> {
  const { sums } = ports;
  const recordsFrom = await sums.recordsFrom();
  const complete = await sums.areComplete();
  const providers = await activityOf(ports, by, question);
  const use = await mappingUse(ports, by, question);
  return { buckets: question.buckets, complete, recordsFrom, ...providers, ...use };
}

async function activityOf(
  { registry, sums }: StatsPorts,
  by: Principal,
  { buckets, provider }: StatsQuestion,
): Promise<Pick<Stats, "providers" | "providersTotal">> {
  const builder = new ActivityBuilder(buckets);
  const mayRead = (id: string) =>
    (provider === null || provider.id === id) &&
    mayReadExchanges(by, { project: registry.providerById(id)?.project ?? null });
  for await (const run of sums.providerHours(buckets)) {
    for (const row of run) if (mayRead(row.providerId)) builder.add(row);
  }
  const standing = [...registry.providers()].filter(({ id }) => mayRead(id)).sort(byName);
  const ids = new Set([...standing.map(({ id }) => id), ...builder.providerIds()]);
  const busiest = [...ids]
    .map((id) => builder.of(id))
    .sort((one, other) => total(other) - total(one))
    .slice(0, mostProviders);
  const named: NamedActivity[] = [];
  for (const activity of busiest) {
    const there = registry.providerById(activity.providerId);
    const name = there?.name ?? (await sums.lastNameOf(activity.providerId)) ?? activity.providerId;
    named.push({ ...activity, name, deleted: there === undefined });
  }
  named.sort((one, other) => total(other) - total(one) || byName(one, other));
  return { providers: named, providersTotal: ids.size };
}

function byName(one: Pick<Provider, "name">, other: Pick<Provider, "name">): number {
  return compareText(one.name, other.name);
}

function total({ issuedTotal, refusedTotal }: ProviderActivity): number {
  return issuedTotal + refusedTotal;
}

type MappingFigures = Pick<Stats, "mappings" | "mappingsFrom" | "neverUsed" | "neverUsedTotal">;

async function mappingUse(
  ports: StatsPorts,
  by: Principal,
  question: StatsQuestion,
): Promise<MappingFigures> {
  const { registry, sums, nextTurn } = ports;
  const lastUse = new Map<string, EpochSeconds>();
  for await (const run of sums.mappingUse()) {
    for (const { mappingId, lastAt } of run) lastUse.set(mappingId, lastAt);
  }
  const { issued, from } = await issuedBy(ports, question.buckets);
  const mostUsed = new Leading<UsedMapping>(mostMappings, byUse);
  const neverUsed = new Leading<Mapping>(mostMappings, byAge);
  let neverUsedTotal = 0;
  for (const provider of question.provider === null ? registry.providers() : [question.provider]) {
    for (const run of registry.mappingRunsOf(provider.id)) {
      for (const mapping of run) {
        if (!maySeeMapping(by, mapping)) continue;
        const count = issued.get(mapping.id) ?? 0;
        const lastUsedAt = lastUse.get(mapping.id) ?? null;
        if (count > 0) mostUsed.add({ mapping, issued: count, lastUsedAt });
        if (lastUsedAt !== null) continue;
        neverUsed.add(mapping);
        neverUsedTotal += 1;
      }
      await nextTurn();
    }
  }
  return { mappings: mostUsed.list(), mappingsFrom: from, neverUsed: neverUsed.list(), neverUsedTotal };
}

/** Whole hours only: of the one that was being read when they became too many nothing counts. */
async function issuedBy({ sums }: StatsPorts, buckets: Buckets) {
  const issued = new Map<string, number>();
  let ofHour = new Map<string, number>();
  let hour = buckets.to;
  let added = 0;
  for await (const run of sums.mappingHours(buckets)) {
    for (const row of run) {
      if (row.hour !== hour) {
        addUp(issued, ofHour);
        ofHour = new Map();
        hour = row.hour;
      }
      addUp(ofHour, [[row.mappingId, row.count]]);
    }
    added += run.length;
    if (added >= mostMappingHours) return { issued, from: hour + secondsPerHour };
  }
  addUp(issued, ofHour);
  return { issued, from: buckets.from };
}

function addUp(sums: Map<string, number>, more: Iterable<readonly [string, number]>): void {
  for (const [mappingId, count] of more) sums.set(mappingId, (sums.get(mappingId) ?? 0) + count);
}

function byUse(one: UsedMapping, other: UsedMapping): number {
  return other.issued - one.issued || compareText(one.mapping.id, other.mapping.id);
}

function byAge(one: Mapping, other: Mapping): number {
  return one.createdAt - other.createdAt || compareText(one.id, other.id);
}
