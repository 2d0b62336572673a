/** The question "who would gain or lose access by this change" and its answer, from recorded exchanges. */

import { z } from "zod";
import { grantDocument } from "./exchange-wire.ts";
import { mappingInput } from "./mapping-wire.ts";
import { providerInput } from "./provider-wire.ts";
import { name, timestamp } from "./wire.ts";

/** One change is a form's worth of drafts; the size of the body bounds what they hold. */
const mostDrafts = 100;
/** A second's work, or two. */
const mostReplayed = 10_000;
const defaultReplayed = 1_000;

export const whatIfInput = z
  .strictObject({
    provider: providerInput
      .optional()
      .meta({ description: "Drafted; of the same name it stands in place of what is there." }),
    mappings: z.array(mappingInput).max(mostDrafts).optional().meta({
      description: "Drafted, all of one provider; of the same name each stands in place of what is there.",
    }),
    deleted_mappings: z
      .array(name)
      .max(mostDrafts)
      .optional()
      .meta({ description: "Ids of mappings of that provider." }),
    since: timestamp.optional().meta({ description: "Exchanges not before." }),
    until: timestamp.optional().meta({ description: "Exchanges before." }),
    limit: z
      .int()
      .min(1)
      .max(mostReplayed)
      .default(defaultReplayed)
      .meta({ description: "So many of the latest exchanges are looked at." }),
  })
  .refine(
    ({ provider, mappings = [], deleted_mappings = [] }) =>
      provider !== undefined || mappings.length > 0 || deleted_mappings.length > 0,
    { error: "Give a change: provider, mappings or deleted_mappings." },
  )
  .meta({ id: "WhatIfQuestion" });
export type WhatIfInput = z.output<typeof whatIfInput>;

const side = z
  .object({
    outcome: z.enum(["issued", "refused"]),
    mapping: z
      .string()
      .nullable()
      .meta({ description: "The mapping that decides; null: none, or one you may not see." }),
    reason: z.string().nullable().meta({ description: "Why it is refused." }),
    grant: grantDocument.nullable(),
  })
  .meta({ id: "WhatIfSide" });
export type SideDocument = z.output<typeof side>;

export const whatIfDocument = z
  .object({
    replayed: z.int().meta({ description: "Judged both ways: same, gained, lost and changed together." }),
    not_replayable: z.int().meta({
      description: "Its signature did not hold, or its details were erased: there is nothing to judge.",
    }),
    same: z.int(),
    gained: z.int(),
    lost: z.int(),
    changed: z.int().meta({ description: "Granted both ways, and not the same." }),
    groups: z
      .array(
        z.object({
          kind: z.enum(["gained", "lost", "changed"]),
          subject: z.string(),
          count: z.int(),
          latest: z.object({ request_id: z.string(), at: timestamp }),
          before: side,
          after: side,
          sentence: z.string(),
        }),
      )
      .meta({ description: "By subject and outcome, the gravest first, at most 200." }),
    complete: z.boolean().meta({ description: "False: there are older exchanges than those looked at." }),
    from: timestamp,
    to: timestamp,
    notes: z.array(z.string()).meta({ description: "What of the change was not judged." }),
  })
  .meta({ id: "WhatIf" });
export type WhatIfDocument = z.output<typeof whatIfDocument>;
