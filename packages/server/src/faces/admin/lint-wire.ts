/**
 * The question what is to be said of a provider and an identity mapping before they are written, and its answer. A
 * draft that cannot be read is an answer too: whoever types one wants to know what is wrong with it, and what with
 * the other.
 */

import { z } from "zod";
import { mappingInput } from "./mapping-wire.ts";
import { providerInput } from "./provider-wire.ts";
import { finding, jsonObject } from "./wire.ts";

/** What may be drafted; where something is judged by today's rules as they are, neither. */
export const draftsInput = z
  .strictObject({
    provider: providerInput.optional(),
    mapping: mappingInput.optional().meta({
      description:
        "May be of the drafted provider. Of the same name, it stands in the place of what is there.",
    }),
  })
  .meta({ id: "Drafts" });
export type DraftsInput = z.output<typeof draftsInput>;

/** What is to be judged: of the two at least one. */
export const lintInput = draftsInput
  .extend({
    claims: jsonObject.optional().meta({
      description:
        "Of a workload that the mapping is meant for, from a token or a record: repairs take from them what they cannot know otherwise.",
    }),
  })
  .refine(({ provider, mapping }) => provider !== undefined || mapping !== undefined, {
    error: "Give a provider, a mapping or both.",
  })
  .meta({ id: "LintQuestion" });

const of = z.enum(["provider", "mapping"]).meta({ description: "Whose document this is about." });

const repair = z
  .object({
    title: z.string().meta({ description: "What it does, in the words of a button." }),
    patch: jsonObject.meta({
      description: "JSON merge patch (RFC 7396) of the document; with it the finding is gone.",
    }),
  })
  .meta({ id: "Repair" });

const shadow = z
  .object({
    mapping_id: z.string(),
    mapping: z.string(),
    project: z.string().nullable(),
    priority: z.int(),
    sentence: z.string(),
  })
  .meta({ id: "Shadow" });
export type ShadowDocument = z.output<typeof shadow>;

export const judgementDocument = z
  .object({
    refusal: z
      .object({
        code: z.string(),
        detail: z.string(),
        errors: z.array(
          z.object({
            pointer: z.string().meta({ description: "JSON pointer, below `/provider` or `/mapping`." }),
            detail: z.string(),
          }),
        ),
      })
      .nullable()
      .meta({ description: "What the write would be refused with; null: it would be made." }),
    findings: z
      .array(
        finding.extend({ of, repairs: z.array(repair) }).meta({
          id: "RepairableFinding",
          description: "A finding, and what can be done about it at once.",
        }),
      )
      .meta({ description: "The provider's, then the mapping's, each gravest first." }),
    in_place_of: z
      .object({ provider_id: z.string().nullable(), mapping_id: z.string().nullable() })
      .meta({ description: "What the drafts would replace; null: nothing, they would be new." }),
    order: z
      .object({
        position: z.int().meta({ description: "From 1." }),
        total: z.int().meta({ description: "The draft included." }),
      })
      .nullable()
      .meta({
        description: "Where the mapping would be judged among those of its provider, door and owner.",
      }),
    shadows: z.array(shadow).meta({
      description: "Mappings that would never win beside it, unless a client names them; at most 50.",
    }),
    shadowed_by: z
      .array(shadow)
      .meta({ description: "Mappings beside which it would never win; at most 50." }),
  })
  .meta({ id: "Judgement" });
export type JudgementDocument = z.output<typeof judgementDocument>;
