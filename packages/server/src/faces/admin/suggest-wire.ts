/** The question "which mapping would accept this" and its answer: a draft, why it is so, and what nearly fits already. */

import { z } from "zod";
import { draftedMapping } from "./mapping-wire.ts";
import { finding, jsonObject, name } from "./wire.ts";

export const suggestInput = z
  .strictObject({
    request_id: name.optional().meta({ description: "Reference id of a recorded exchange." }),
    claims: jsonObject.optional().meta({ description: "Typed-in claims, of the provider named." }),
    token: name.optional().meta({ description: "A subject token; it is not used up and not kept." }),
    provider: name
      .optional()
      .meta({ description: "With a token, if absent: the one provider that trusts its issuer." }),
  })
  .refine(
    ({ token, claims, request_id }) =>
      [token, claims, request_id].filter((one) => one !== undefined).length === 1,
    { error: "Give exactly one of request_id, claims and token." },
  )
  .refine(({ claims, provider }) => claims === undefined || provider !== undefined, {
    error: "Claims need the name of the provider whose tokens carry them.",
    path: ["provider"],
  })
  .refine(({ request_id, provider }) => request_id === undefined || provider === undefined, {
    error: "request_id stands alone: the record holds the provider.",
    path: ["provider"],
  })
  .meta({ id: "SuggestionQuestion" });
export type SuggestInput = z.output<typeof suggestInput>;

const reason = z.object({ claim: z.string().meta({ description: "Dotted path." }), why: z.string() });

export const suggestionDocument = z
  .object({
    mapping: draftedMapping.meta({ description: "It accepts these claims, and grants nothing yet." }),
    reasons: z.array(reason).meta({ description: "Of each claim it demands." }),
    left_out: z.array(reason).meta({ description: "Of each claim it does not demand, at most 200." }),
    notes: z.array(z.string()),
    amendments: z
      .array(
        z.object({
          mapping_id: z.string(),
          sentence: z.string().meta({ description: "What would be let in that is not now." }),
          mapping: draftedMapping,
        }),
      )
      .meta({ description: "Mappings that nearly fit, made to fit; at most 5." }),
    findings: z.array(finding).meta({ description: "What the linter finds in the suggestion." }),
  })
  .meta({ id: "Suggestion" });
export type SuggestionDocument = z.output<typeof suggestionDocument>;
