/** Live access tokens, as people who look after them see them: never a token, nor what it says beyond its subject. */

import { z } from "zod";
import { name, pageOf, pageQuery, timestamp } from "./wire.ts";

export const tokenDocument = z
  .object({
    id: z.string().meta({ description: "The token's `jti`." }),
    face: z.string().meta({ description: "The interface it is for." }),
    subject: z.string().nullable().meta({
      description: "The token's `sub`. Null, as is the user: a mapping that you may not see chose it.",
    }),
    user: z.string().nullable().meta({
      description: "The granted user, in the spelling by which it is revoked; null: none, or not known.",
    }),
    provider: z.string().nullable().meta({ description: "Null: it was not exchanged, see issued_by." }),
    provider_id: z.string().nullable(),
    mapping: z.string().nullable(),
    mapping_id: z.string().nullable().meta({
      description:
        "Also of a mapping that was deleted since, whose tokens live on and are revoked by this id.",
    }),
    project: z.string().nullable().meta({ description: "That owns the mapping; null: none." }),
    description: z.string().meta({ description: "What its maker calls it; empty: nothing." }),
    issued_at: timestamp,
    expires_at: timestamp,
    request_id: z.string().nullable().meta({
      description: "Reference id of the exchange; null: a server of an earlier version issued it.",
    }),
    issued_by: z.string().nullable().meta({ description: "Who had it issued without an exchange." }),
  })
  .meta({ id: "Token" });
export type TokenDocument = z.output<typeof tokenDocument>;

export const tokenPage = pageOf(tokenDocument, "TokenPage");

const tokenFilter = {
  user: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: "The user name that was granted; its case does not matter." }),
  provider: name.optional().meta({ description: "Name of a provider." }),
  mapping: name.optional().meta({ description: "Name of an identity mapping." }),
  mapping_id: name.optional(),
};
export const tokenFilterQuery = z.strictObject(tokenFilter);
export type TokenFilterQuery = z.output<typeof tokenFilterQuery>;
export const tokenQuery = z.strictObject({ ...pageQuery, ...tokenFilter });

export const tokenCount = z
  .object({
    count: z.int(),
    complete: z.boolean().meta({ description: "False: there are at least so many." }),
  })
  .meta({ id: "TokenCount" });
