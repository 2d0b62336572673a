/** Service tokens as they travel: the text of one stands in the answer that makes it, and nowhere else. */

import { z } from "zod";
import { serviceTokenRoles } from "../services/keeping.ts";
import { name, timestamp } from "./wire.ts";

const secondsPerDay = 86_400;
/** As with `countersign admin token create`. */
const defaultLifetimeSeconds = 90 * secondsPerDay;

const role = z.enum(serviceTokenRoles).meta({
  description:
    "`operator`: everything. `admin`: everything but the server itself (keys, audits, service tokens). `introspect`: asks about tokens.",
});

export const serviceTokenInput = z
  .strictObject({
    name: name.meta({
      description: 'Recorded with all it does; 1 to 64 letters, digits, "-", "_" or ".".',
    }),
    role: role.default("admin"),
    audience: z.array(z.string()).nullable().default(null).meta({
      description: "For the role introspect: only of tokens for these audiences; null: of every token.",
    }),
    lifetime_seconds: z.int().default(defaultLifetimeSeconds).meta({ description: "At most 366 days." }),
  })
  .meta({ id: "ServiceTokenDraft" });

const members = {
  id: z.string(),
  name: z.string(),
  role,
  audience: z.array(z.string()).nullable(),
  kind: z.enum(["service", "first"]).meta({ description: "`first`: the secret of the first start." }),
  created_at: timestamp,
  expires_at: timestamp,
  revoked_at: timestamp.nullable(),
};
export const serviceTokenDocument = z.object(members).meta({ id: "ServiceToken" });
export type ServiceTokenDocument = z.output<typeof serviceTokenDocument>;
export const madeServiceToken = z
  .object({
    ...members,
    secret: z.string().meta({ description: "Told this once: the database holds its digest only." }),
  })
  .meta({ id: "MadeServiceToken" });
export const serviceTokenPage = z
  .object({ items: z.array(serviceTokenDocument), next: z.null() })
  .meta({ id: "ServiceTokenPage" });
export const serviceTokenPath = z.object({ id: name });
