/** Verification and export of the audit chain, as they travel. */

import { Readable } from "node:stream";
import { z } from "zod";
import { jsonObject, timestamp } from "./wire.ts";

/** Some 500 checkpoints; whoever has more gives the latest, or verifies with the command. */
export const mostWitnessBytes = 1024 * 1024;

export const witnessInput = z
  .strictObject({
    checkpoints: z.string().min(1).optional().meta({
      description:
        "Checkpoints that were kept elsewhere, in any text that holds them: log lines, answers of this API. Without them only those beside the records are at hand, which whoever writes the database can replace.",
    }),
    keys: jsonObject.optional().meta({
      description: "The public keys to trust, as a JWKS; absent: those of the checkpoints given.",
    }),
  })
  .meta({ id: "AuditWitnesses" });

export const verificationDocument = z
  .object({
    holds: z.boolean(),
    verdict: z.string().meta({ description: "The result in a sentence." }),
    streams: z.int(),
    links: z.int(),
    records: z.int(),
    revisions: z.int().meta({ description: "Revisions of the configuration that hold." }),
    unlinked_revisions: z.int().meta({ description: "Later ones that nothing covers yet." }),
    checkpoints: z.int().meta({ description: "Those it was held against." }),
    latest_checkpoint_at: timestamp.nullable(),
    checkpoints_kept_elsewhere: z.int().meta({ description: "Of those, the ones that were given." }),
    latest_kept_elsewhere_at: timestamp.nullable(),
    checkpoints_passed_over: z.int().meta({ description: "Those that no trusted key signed." }),
    issuers: z.array(z.object({ issuer: z.string(), latest_at: timestamp })),
    problems: z
      .array(
        z.object({
          kind: z.enum(["stream", "configuration", "checkpoint", "file"]),
          stream: z.string().optional(),
          sequence: z.int().optional(),
          revision: z.int().optional(),
          detail: z.string(),
          sentence: z.string().meta({ description: "The place and the detail." }),
        }),
      )
      .meta({ description: "What does not hold; at most one of each stream, 100 in all." }),
    not_verified: z
      .object({ migrations: z.array(z.string()), tables: z.array(z.string()) })
      .nullable()
      .meta({ description: "What a newer version wrote, and this one cannot judge." }),
    verified: z.array(z.string()).meta({ description: "What was verified, and against what, in sentences." }),
    remarks: z.array(z.string()).meta({ description: "What the result must not be taken for." }),
  })
  .meta({ id: "AuditVerification" });
export type VerificationDocument = z.output<typeof verificationDocument>;

export const exportQuery = z.strictObject({
  since: timestamp.optional().meta({ description: "Records from this time on; the others' links stay." }),
  until: timestamp.optional().meta({ description: "Records before this time." }),
  details: z.enum(["true", "false"]).default("false").meta({
    description: "Whether with claims, grants and requests, unless they were erased.",
  }),
});
export const exportText = z
  .custom<Readable>((value) => value instanceof Readable)
  .meta({
    type: "string",
    description: "JSON lines, as docs/AUDIT.md describes them; whole only with the line `end`.",
  });
