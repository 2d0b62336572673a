/**
 * The shape of the hostile-token corpus: every mechanism of its format, which is described beside it. What
 * the format does not name is refused here, so that no case is run as less than it says.
 */

import { z } from "zod";
import { answer, expected } from "./corpus-expected.ts";

/** As it was parsed: a copy made by a record schema would lose a member called `__proto__`. */
const members = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const changes = z.strictObject({ set: members.optional(), remove: z.array(z.string()).optional() });
export type Changes = z.infer<typeof changes>;

const signing = z.strictObject({
  key: z.string().optional(),
  alg: z.string().optional(),
  secret: z.strictObject({ from: z.string(), key: z.string().optional() }).optional(),
  sign_as_header: members.optional(),
  forge: z.literal("rsa_e1").optional(),
  random_signature_bytes: z.number().optional(),
  b64_false: z.boolean().optional(),
  over_segment_with_trailing_bits: z.number().optional(),
  over_inserted: z.strictObject({ segment: z.number(), at: z.number(), value: z.string() }).optional(),
});
export type Signing = z.infer<typeof signing>;

/** What each operation needs, no more and no less. */
const operands: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    literal: ["value"],
    append: ["value"],
    prepend: ["value"],
    insert: ["segment", "at", "value"],
    replace_segment: ["segment", "value"],
    drop_segment: ["segment"],
    join: ["with"],
    edit_json: ["segment", "set"],
    set_trailing_bits: ["segment"],
    to_std_base64: [],
    to_json_serialization: ["form"],
    signature_from: ["payload"],
    sig_bytes: ["edit"],
  }),
);
const transform = z
  .strictObject({
    op: z.string(),
    value: z.unknown().optional(),
    segment: z.number().optional(),
    /** The format's other word for the segment. */
    index: z.number().optional(),
    at: z.number().optional(),
    set: members.optional(),
    with: z.tuple([z.string(), z.string()]).optional(),
    form: z.enum(["flattened", "general"]).optional(),
    payload: members.optional(),
    edit: z.string().optional(),
    /** Bytes of a filled signature. */
    length: z.number().optional(),
  })
  .refine(({ op, ...given }) => {
    const needed = given.edit === "fill" ? ["edit", "length"] : operands.get(op);
    const names = Object.keys(given).map((name) => (name === "index" ? "segment" : name));
    return names.toSorted().join() === needed?.toSorted().join();
  }, "an operation that is known has exactly its own operands");
export type Transform = z.infer<typeof transform>;

const request = z.strictObject({
  set: members.optional(),
  remove: z.array(z.string()).optional(),
  raw_body: z.unknown().optional(),
  content_type: z.string().optional(),
  headers: z.record(z.string(), z.unknown()).optional(),
  method: z.string().optional(),
  query: members.optional(),
  query_from_body: z.boolean().optional(),
  body_prefix: z.unknown().optional(),
  body_gzip_of: z.unknown().optional(),
  slow_body: z.strictObject({ after_bytes: z.number(), hold_s: z.number() }).optional(),
});
export type RequestChange = z.infer<typeof request>;

const environment = z.strictObject({
  jwks: z.string().optional(),
  jwks_sequence: z.tuple([z.string(), z.string()]).optional(),
  jwks_http: z.string().optional(),
  discovery: z.string().optional(),
  issuer: z.string().optional(),
  dns: z.literal("rebind-to-canary").optional(),
  /** Every server that gets a case with an environment has just started. */
  cold_cache: z.literal(true).optional(),
  warm_cache: z.boolean().optional(),
  advance_s: z.number().optional(),
  server_clock_step_s: z.number().optional(),
  /** It is the rule here; an exception is made for the issuers alone. */
  allow_private_networks: z.literal(false).optional(),
});
export type Environment = z.infer<typeof environment>;

const step = z.strictObject({
  send: z.enum(["same", "resign"]).optional(),
  header: changes.optional(),
  payload: changes.optional(),
  transform: z.array(transform).optional(),
  request: request.optional(),
  advance_s: z.number().optional(),
  server: z.enum(["restart", "kill9_restart"]).optional(),
  admin: z.literal("delete_mapping").optional(),
  /** The mapping an `admin` step is about. */
  name: z.string().optional(),
  introspect: z.literal("own_access_token").optional(),
  expect: answer.optional(),
});
export type Step = z.infer<typeof step>;

/** What every case has. */
export const anyCase = z.looseObject({ id: z.string(), category: z.string() });

const how = z.strictObject({
  header: changes.optional(),
  payload: changes.optional(),
  header_raw: z.string().optional(),
  payload_raw: z.string().optional(),
  payload_encoding: z.enum(["utf-8", "utf-16le"]).optional(),
  payload_parts: z
    .array(z.strictObject({ utf8: z.string().optional(), hex: z.string().optional() }))
    .optional(),
  signing: signing.optional(),
  transform: z.array(transform).optional(),
  jwe: z
    .strictObject({
      header: members.optional(),
      random_bytes: z.array(z.number()).optional(),
      to_key: z.string().optional(),
    })
    .optional(),
  token_from: z.enum(["own_access_token", "own_reference_token"]).optional(),
  vector: z.strictObject({ file: z.string(), tcId: z.number() }).optional(),
  request: request.optional(),
  environment: environment.optional(),
  repeat: z.number().optional(),
  steps: z.array(step).optional(),
  /** How many times the same request is sent at once. */
  parallel: z
    .union([z.number(), z.strictObject({ count: z.number() }).transform(({ count }) => count)])
    .optional(),
  flood: z
    // biome-ignore lint/suspicious/noThenProperty: the corpus calls it so, and nobody awaits a case
    .strictObject({ count: z.number(), window_s: z.number(), then: z.literal("A01").optional() })
    .optional(),
  target: z.enum(["admin.create_provider", "admin.list_providers", "introspect"]).optional(),
  body: z.unknown().optional(),
  authorization: z.enum(["subject_token", "own_access_token", "none"]).optional(),
  inspect_minted: z.strictObject({ max_lifetime_s: z.number().optional() }).optional(),
});

export const corpusCase = z
  .strictObject({
    id: z.string(),
    category: z.string(),
    description: z.string(),
    source: z.string().optional(),
    /** It may be skipped where the feature is absent; no feature it means is absent here. */
    optional: z.boolean().optional(),
    /** Faces the case applies to; absent: all. */
    faces: z.array(z.enum(["access", "rfc8693"])).optional(),
    note: z.string().optional(),
    how,
    expect: expected,
  })
  .refine(isWhollyRun, "something here is looked at in cases of another kind only");
export type CorpusCase = z.infer<typeof corpusCase>;

/** Some words count only beside others: standing alone they would be read and do nothing. */
function isWhollyRun({
  how: { target, steps, flood, body, authorization },
  expect: wanted,
}: {
  readonly how: z.infer<typeof how>;
  readonly expect: z.infer<typeof expected>;
}): boolean {
  return (
    (target !== undefined || (body === undefined && authorization === undefined)) &&
    (target === "introspect" || steps !== undefined || wanted.active === undefined) &&
    (flood?.then === undefined) === (wanted.then_expect_status === undefined)
  );
}
