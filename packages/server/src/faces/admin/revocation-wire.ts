/**
 * Revocations as they travel. What is revoked is named by the words people know it by, or by the id that a
 * record of an exchange shows, which also finds what was deleted since.
 */

import { z } from "zod";
import { pageOf, pageQuery, timestamp } from "./wire.ts";

/** Names and ids are no longer than this; PostgreSQL takes no NUL, and no name has another control character. */
const longestName = 255;
const text = z
  .string()
  .min(1)
  .max(longestName)
  .refine((value) => [...value].every((one) => one >= " " && one !== "\u007f"), {
    error: "must not have control characters",
  });

const kind = z.enum(["token", "mapping", "provider", "user", "everything"]);
export type RevocationKind = z.output<typeof kind>;

/** Which members name the target, by kind: each list is one way to do it. */
const targets: Readonly<Record<RevocationKind, readonly (readonly string[])[]>> = {
  token: [["id"]],
  mapping: [["provider", "mapping"], ["provider", "mapping", "project"], ["id"]],
  provider: [["provider"], ["id"]],
  user: [["user"]],
  everything: [[]],
};

export const revocationInput = z
  .strictObject({
    kind: kind.meta({
      description:
        "What is revoked: one token; all issued so far by a mapping, through a provider, to a user; or everything issued so far.",
    }),
    id: text.optional().meta({
      description: "Of the token (`jti`), or of the mapping or provider, which may be deleted meanwhile.",
    }),
    provider: text.optional().meta({ description: "By name; with `mapping`, the mapping's." }),
    mapping: text.optional().meta({ description: "By name." }),
    project: text.optional().meta({ description: "With `mapping`: its project; absent: the global one." }),
    user: text.optional().meta({ description: "The user name that was granted; its case does not matter." }),
  })
  .superRefine(({ kind: given, ...members }, context) => {
    const named = Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const ways = targets[given];
    if (ways.some((way) => way.length === named.length && way.every((one) => named.includes(one)))) return;
    const wanted = ways.map((way) => way.join(", ")).join("; or ");
    const words = wanted === "" ? "no further member" : `exactly these: ${wanted}`;
    context.addIssue({ code: "custom", message: `With kind ${given} give ${words}.` });
  })
  .meta({ id: "RevocationDraft" });
export type RevocationInput = z.output<typeof revocationInput>;

export const revocationDocument = z
  .object({
    kind,
    id: z.string().nullable().meta({ description: "Of the token, mapping or provider." }),
    name: z.string().nullable().meta({
      description: "Of the mapping or provider while it exists; of the user, in lower case.",
    }),
    not_before: timestamp.nullable().meta({
      description:
        "The latest time this target was revoked at, by any node's clock. Tokens exchanged before the revocation are dead, those exchanged after it are not, also within this second. Null for a single token.",
    }),
    revoked_at: timestamp.meta({ description: "When it was revoked last, by the clock of the node asked." }),
    revoked_by: z.string(),
  })
  .meta({ id: "Revocation" });
export type RevocationDocument = z.output<typeof revocationDocument>;

export const revocationPage = pageOf(revocationDocument, "RevocationPage");
export const revocationQuery = z.strictObject(pageQuery);
