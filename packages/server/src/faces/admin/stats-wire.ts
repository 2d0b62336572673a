/** Figures of what was exchanged lately, and findings about all that is configured. */

import { z } from "zod";
import { severities } from "../../core/figures/findings.ts";
import { finding, name, pageQuery, timestamp } from "./wire.ts";

/** Of 400 days. */
const mostHours = 9_600;

export const statsQuery = z.strictObject({
  since: timestamp.optional().meta({ description: "Absent: so many `hours` before `until`." }),
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(mostHours)
    .default(24)
    .meta({ description: "In place of `since`, for whoever's clock is not the server's." }),
  until: timestamp.optional().meta({ description: "Absent: now." }),
  provider: name.optional().meta({ description: "Name of a provider; absent: every one." }),
  bucket: z
    .enum(["hour", "day"])
    .default("hour")
    .meta({ description: "Hours for at most 31 days, days of UTC for at most 400." }),
});
export type StatsQuery = z.output<typeof statsQuery>;

const counts = z.array(z.int()).meta({ description: "One for each bucket." });
const statsMapping = {
  mapping_id: z.string(),
  mapping: z.string(),
  provider: z.string(),
  project: z.string().nullable(),
};

export const statsDocument = z
  .object({
    from: timestamp.meta({ description: "The beginning of the first bucket." }),
    to: timestamp.meta({ description: "The end of the last one." }),
    bucket_seconds: z.int(),
    complete: z.boolean().meta({
      description: "False: older records are still being summed up, and the figures are too low.",
    }),
    providers: z
      .array(
        z.object({
          provider: z.string().meta({ description: "Of a deleted one the name it had." }),
          provider_id: z.string(),
          deleted: z.boolean(),
          issued: counts,
          refused: counts,
          issued_total: z.int(),
          refused_total: z.int(),
          reasons: z
            .array(z.object({ reason: z.string(), count: z.int() }))
            .meta({ description: "The most frequent first." }),
        }),
      )
      .meta({ description: "The busiest first, those without exchanges last; at most 200." }),
    providers_total: z.int(),
    mappings_from: timestamp.meta({
      description: "Where very many mappings were used, their exchanges are added up from here on only.",
    }),
    mappings: z
      .array(z.object({ ...statsMapping, issued: z.int(), last_used_at: timestamp.nullable() }))
      .meta({ description: "The most used first; at most 100." }),
    never_used: z.array(z.object({ ...statsMapping, created_at: timestamp })).meta({
      description: "Mappings that decided no exchange there is a record of, the oldest first; at most 100.",
    }),
    never_used_total: z.int(),
    records_from: timestamp.nullable().meta({
      description: "Of the oldest record: what was used before is not known. Null: there is none.",
    }),
  })
  .meta({ id: "Stats" });
export type StatsDocument = z.output<typeof statsDocument>;

const severity = z.enum(severities);

export const findingsQuery = z.strictObject({
  ...pageQuery,
  severity: severity.optional(),
  provider: name.optional().meta({ description: "Name of a provider; absent: every one." }),
});
export type FindingsQuery = z.output<typeof findingsQuery>;

export const placedFinding = finding
  .extend({
    of: z.enum(["provider", "mapping"]),
    provider: z.string(),
    mapping: z.string().nullable(),
    mapping_id: z.string().nullable(),
    project: z.string().nullable().meta({ description: "The owner of what it is about." }),
  })
  .meta({ id: "PlacedFinding", description: "A finding, and what it is about." });
export type PlacedFinding = z.output<typeof placedFinding>;

export const findingsPage = z
  .object({
    items: z.array(placedFinding).meta({ description: "Gravest first." }),
    next: z.string().nullable(),
    counts: z
      .object({ critical: z.int(), warning: z.int(), notice: z.int() })
      .meta({ description: "Of every severity, on all pages and beyond them." }),
    complete: z.boolean().meta({
      description:
        "False: there are more than all pages list. Asking for one provider or severity lists more of them.",
    }),
  })
  .meta({ id: "FindingsPage" });
