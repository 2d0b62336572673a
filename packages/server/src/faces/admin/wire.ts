/**
 * What all documents of the admin API share: problems, pages, names in paths, and members only the server
 * writes. The schemas here and in the other `*-wire.ts` files are the only description of the API: requests
 * are read, answers written and the OpenAPI document generated from them. They say what a document looks
 * like; what makes a sound provider or mapping is the rule of the core alone.
 */

import { z } from "zod";
import type { Finding } from "../../core/linting/lint.ts";
import type { JsonObject, JsonValue } from "../../core/terms.ts";

/** A name that has a value; what a valid one looks like is core/configuring/configuration-rules.ts's to say. */
export const name = z
  .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be text") })
  .min(1, { error: "must not be empty" });

/**
 * JSON as it stands. The body was parsed strictly before; a copy made by a record schema would drop a member
 * called `__proto__`, and a claim nobody checks is a mapping that accepts too much.
 */
export const jsonValue = z
  .custom<JsonValue>((value) => value !== undefined)
  .meta({ description: "Any JSON value." });
export const jsonObject = z
  .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
    error: "Must be a JSON object",
  })
  .meta({ type: "object", additionalProperties: true });

export const timestamp = z.iso.datetime().meta({ description: "RFC 3339, in UTC, whole seconds." });

/** Epoch seconds as the API shows them. */
export function toTimestamp(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

/** Whole seconds since 1970 of an RFC 3339 time. */
export function fromTimestamp(text: string): number {
  return Math.floor(Date.parse(text) / 1_000);
}

/** A member's name in documents: `issuerUrl` is `issuer_url`. */
export function snakeCase(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A finding in the document's words; what stands below its first member are names of claims. */
export function toFindingDocument({
  code,
  severity,
  field,
  message,
  advice,
}: Finding): z.output<typeof finding> {
  const [member = "", ...below] = field.split(".");
  return { code, severity, field: [snakeCase(member), ...below].join("."), message, advice };
}

export const finding = z
  .object({
    code: z.string().meta({ description: "Stable, such as `no_audience`." }),
    severity: z.enum(["critical", "warning", "notice"]),
    field: z.string().meta({ description: "The member at fault, dotted." }),
    message: z.string(),
    advice: z.string(),
  })
  .meta({ id: "Finding", description: "What is risky about a document, and what to write instead." });

/** Members the server writes; a document read, edited and sent back may still carry them. */
export const serverMembers = {
  id: z.string().meta({ readOnly: true, description: "UUIDv7." }),
  revision: z.int().meta({ readOnly: true, description: "Also the ETag." }),
  created_at: timestamp.meta({ readOnly: true }),
  updated_at: timestamp.meta({ readOnly: true }),
  findings: z.array(finding).meta({ readOnly: true }),
};
export type ServerMember = keyof typeof serverMembers;
export const ignoredServerMembers = {
  id: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
  revision: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
  created_at: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
  updated_at: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
  findings: z.unknown().optional().meta({ readOnly: true, description: "Ignored." }),
};

/** RFC 9457, with the members every problem of this API carries. */
export const problem = z
  .object({
    type: z.string().meta({ description: "URN that ends in the code." }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable; for programs." }),
    detail: z.string().meta({ description: "A sentence that says what to do; for people." }),
    request_id: z.string().meta({ description: "Quote it to the administrator; also in X-Request-Id." }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: "JSON pointer (RFC 6901) to the member at fault." }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

const defaultPage = 50;
const longestPage = 200;
const longestCursor = 255;

export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(longestPage)
    .default(defaultPage)
    .meta({ description: `At most ${longestPage} items.` }),
  cursor: z
    .string()
    .max(longestCursor)
    .optional()
    .meta({ description: "`next` of the page before; absent: the first page." }),
};

/** One page of a list; `next` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id });
}

export const conditionalWrite = z.looseObject({
  "if-match": z.string().optional().meta({
    description: "ETag of the version the change was made from; 412 when it is not the current one.",
  }),
});
export const conditionalRead = z.looseObject({
  "if-none-match": z
    .string()
    .optional()
    .meta({ description: "ETag of a copy at hand; 304 when still current." }),
});

export const notModified = z.undefined().meta({ description: "The copy at hand is still current." });
export const deleted = z.undefined().meta({ description: "Deleted." });
