/**
 * Records of exchanges as an administrator reads them. A record never holds a token; its details (claims,
 * grant) are null once they were erased.
 */

import { z } from "zod";
import { reasons } from "../../core/reasons.ts";
import { faceNames } from "../services.ts";
import { jsonObject, name, pageOf, pageQuery, timestamp } from "./wire.ts";

/** The resolved grant, as recorded and explained. */
export const grantDocument = z
  .object({
    user: z.string().nullable().meta({ description: "Null: the workload itself." }),
    groups: z.array(z.string()),
    project_roles: z.array(z.object({ project: z.string(), roles: z.array(z.string()) })),
    admin: z.boolean(),
    operator: z.boolean().optional().meta({ description: "Absent: no." }),
    own_permissions: z.boolean(),
    audience: z.array(z.string()),
    lifetime_seconds: z.int(),
  })
  .meta({ id: "ResolvedGrant" });
export type GrantDocument = z.output<typeof grantDocument>;

export const progress = z
  .enum(["unverified", "signature_valid", "claims_valid"])
  .meta({ description: "How far the exchange had come." });

export const exchangeDocument = z
  .object({
    id: z.string(),
    request_id: z.string().meta({ description: "The reference id the caller was told." }),
    at: timestamp,
    face: z.string(),
    outcome: z.enum(["issued", "refused"]),
    reason: z.string().nullable().meta({ description: "Why it was refused." }),
    hint: z.string().nullable().meta({ description: "What is wrong and what to do next." }),
    evidence: jsonObject,
    progress,
    provider: z.string().nullable().meta({ description: "Null: nothing was exchanged, see issued_by." }),
    issued_by: z
      .object({ name: z.string(), token_id: z.string().nullable() })
      .nullable()
      .meta({ description: "Who had the token issued without an exchange, and with which access token." }),
    mapping: z.string().nullable(),
    revision: z.int().meta({ description: "The configuration whose rules decided." }),
    subject: z.string().nullable().meta({ description: "The verified `sub`." }),
    client: z.object({ address_prefix: z.string(), user_agent: z.string().nullable() }),
    token: z.object({ id: z.string(), expires_at: timestamp.nullable() }).nullable(),
    details: z
      .object({
        claims: jsonObject.nullable(),
        project: z.string().nullable(),
        mapping: z.string().nullable(),
        requested_audience: z.array(z.string()),
        context: jsonObject,
        grant: grantDocument.nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Exchange" });
export type ExchangeDocument = z.output<typeof exchangeDocument>;

export const exchangePage = pageOf(exchangeDocument, "ExchangePage").meta({
  description: "A page may be short, or empty, and not the last: `next` says so. The search goes on there.",
});

/** More of a subject nobody types. */
const longestText = 256;
/** UUIDv7, as records have it. */
const recordId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { error: "must be the id of a record" });
export const exchangeQuery = z.strictObject({
  ...pageQuery,
  provider: name.optional().meta({ description: "Name of a provider." }),
  outcome: z.enum(["issued", "refused"]).optional(),
  reason: z
    .string()
    .refine((reason) => Object.hasOwn(reasons, reason), {
      error: "reason is not one this server refuses for",
    })
    .optional(),
  since: timestamp.optional().meta({ description: "Not before." }),
  until: timestamp.optional().meta({ description: "Not after." }),
  face: z.enum(faceNames).optional(),
  mapping: name.optional().meta({ description: "Name of the identity mapping that decided." }),
  project: name.optional().meta({
    description: "Key of a project: it owns the provider or the mapping, or was asked for.",
  }),
  text: z
    .string()
    .min(1, { error: "must not be empty" })
    .max(longestText, { error: `is longer than ${longestText} characters` })
    .optional()
    .meta({ description: "A part of the subject, or the beginning of the reference id; no wildcards." }),
  after: recordId.optional().meta({
    description:
      "Newer than the record of this id. One of another node may come some seconds late with an older id: who follows the log asks from a few records back, and leaves out what it knows.",
  }),
});
export type ExchangeQuery = z.output<typeof exchangeQuery>;
export const exchangePath = z.object({ request_id: name });
