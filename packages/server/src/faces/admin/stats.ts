/** Routes of what there is to see at a glance: figures of the last hours and days, and findings about everything. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { type Buckets, bucketsAround } from "../../core/figures/activity.ts";
import type { FindingPlace } from "../../core/figures/findings.ts";
import type { Stats } from "../../core/figures/stats.ts";
import type { Finding } from "../../core/linting/lint.ts";
import type { Registry } from "../../core/matching/registry.ts";
import type { EpochSeconds, Mapping } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { problems } from "./openapi.ts";
import { pageOf } from "./paging.ts";
import { reachProvider, requireManager } from "./reach.ts";
import {
  findingsPage,
  findingsQuery,
  type PlacedFinding,
  type StatsDocument,
  type StatsQuery,
  statsDocument,
  statsQuery,
} from "./stats-wire.ts";
import { fromTimestamp, toFindingDocument, toTimestamp } from "./wire.ts";

const tags = ["figures"];
const secondsPerDay = 86_400;
const bucketSeconds = { hour: 3_600, day: secondsPerDay } as const;
/** More is no chart any more; records are kept for less than that by most. */
const longestDays = { hour: 31, day: 400 } as const;
/** A bucket that ends later has no end with the four digits that a year has in RFC 3339. */
const lastEnd = Date.UTC(9999, 11, 31) / 1_000;

export function addStatsRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  const { figures } = services;

  instance.get(
    "/stats",
    {
      schema: {
        operationId: "getStats",
        summary: "What was exchanged and refused, and which mappings are used",
        tags,
        querystring: statsQuery,
        response: { 200: statsDocument, ...problems(404) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { provider } = request.query;
      const stats = await figures.stats(by, {
        buckets: bucketsOf(request.query, services.now()),
        provider: provider === undefined ? null : reachProvider(services, by, provider),
      });
      return toStatsDocument(stats, services.registry());
    },
  );

  instance.get(
    "/findings",
    {
      schema: {
        operationId: "listFindings",
        summary: "List what is risky about all providers and identity mappings, the gravest first",
        tags,
        querystring: findingsQuery,
        response: { 200: findingsPage, ...problems(404) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { severity = null, provider } = request.query;
      const providerId = provider === undefined ? null : reachProvider(services, by, provider).id;
      const found = await figures.findings(by, { severity, providerId });
      const { items, next } = pageOf(found.places, keyOf, request.query);
      const read = await found.read(items);
      const documents = read.map(([place, finding]) => toPlacedFinding(place, finding));
      return { items: documents, next, counts: found.counts, complete: found.complete };
    },
  );
}

/** @throws HttpFailure 400 for a stretch of time that is none, or too long for its buckets */
function bucketsOf({ since, hours, until, bucket }: StatsQuery, now: EpochSeconds): Buckets {
  const to = until === undefined ? now : fromTimestamp(until);
  const from = since === undefined ? to - hours * bucketSeconds.hour : fromTimestamp(since);
  if (to > lastEnd) throw badTime("until", "until must be before the last day of the year 9999.");
  if (from < 0 || from >= to) throw badTime("since", "since must be before until, and not before 1970.");
  if (to - from > longestDays[bucket] * secondsPerDay) {
    const advice = bucket === "hour" ? " Ask for days, with bucket=day." : "";
    throw badTime("since", `By the ${bucket}, figures are of at most ${longestDays[bucket]} days.${advice}`);
  }
  return bucketsAround(from, to, bucketSeconds[bucket]);
}

function badTime(parameter: "since" | "until", detail: string): HttpFailure {
  const faults = [{ pointer: `/${parameter}`, detail }];
  return new HttpFailure(400, "invalid", detail, { details: { faults } });
}

function toStatsDocument(stats: Stats, registry: Registry): StatsDocument {
  const { buckets, recordsFrom } = stats;
  const nameOf = (mapping: Mapping) => ({
    mapping_id: mapping.id,
    mapping: mapping.name,
    provider: registry.providerById(mapping.providerId)?.name ?? "",
    project: mapping.project,
  });
  return {
    from: toTimestamp(buckets.from),
    to: toTimestamp(buckets.to),
    bucket_seconds: buckets.seconds,
    complete: stats.complete,
    providers: stats.providers.map((one) => ({
      provider: one.name,
      provider_id: one.providerId,
      deleted: one.deleted,
      issued: [...one.issued],
      refused: [...one.refused],
      issued_total: one.issuedTotal,
      refused_total: one.refusedTotal,
      reasons: [...one.reasons],
    })),
    providers_total: stats.providersTotal,
    mappings_from: toTimestamp(stats.mappingsFrom),
    mappings: stats.mappings.map(({ mapping, issued, lastUsedAt }) => ({
      ...nameOf(mapping),
      issued,
      last_used_at: lastUsedAt === null ? null : toTimestamp(lastUsedAt),
    })),
    never_used: stats.neverUsed.map((mapping) => ({
      ...nameOf(mapping),
      created_at: toTimestamp(mapping.createdAt),
    })),
    never_used_total: stats.neverUsedTotal,
    records_from: recordsFrom === null ? null : toTimestamp(recordsFrom),
  };
}

function keyOf({ severity, provider, mapping, index }: FindingPlace): string {
  return `${severity}:${(mapping ?? provider).id}:${index}`;
}

function toPlacedFinding({ provider, mapping }: FindingPlace, finding: Finding): PlacedFinding {
  return {
    ...toFindingDocument(finding),
    of: mapping === null ? "provider" : "mapping",
    provider: provider.name,
    mapping: mapping?.name ?? null,
    mapping_id: mapping?.id ?? null,
    project: (mapping ?? provider).project,
  };
}
