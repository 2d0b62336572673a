/** Checkpoints of the audit chain, to be collected and kept elsewhere. */

import { z } from "zod";
import { pageOf, pageQuery, timestamp } from "./wire.ts";

export const checkpointDocument = z
  .object({
    id: z.string(),
    made_at: timestamp,
    checkpoint: z.string().meta({ description: "Compact JWS; keep it where the database is not." }),
  })
  .meta({ id: "Checkpoint" });

export const checkpointPage = pageOf(checkpointDocument, "CheckpointPage");
export const checkpointQuery = z.strictObject(pageQuery);
