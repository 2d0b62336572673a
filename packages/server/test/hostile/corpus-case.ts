/**
 * The shape of the hostile-token corpus: every mechanism of its format, which is described beside it. What
 * the format does not name is refused here, so that no case is run as less than it says.
 */

import { z } from "zod";

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

const transform = z.looseObject({ op: z.string() });
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
  cold_cache: z.boolean().optional(),
  warm_cache: z.boolean().optional(),
  advance_s: z.number().optional(),
  server_clock_step_s: z.number().optional(),
  allow_private_networks: z.boolean().optional(),
});
export type Environment = z.infer<typeof environment>;

const classes = [
  "accept",
  "malformed_request",
  "invalid_token",
  "no_mapping",
  "provider_unusable",
  "unsupported_grant",
  "invalid_target",
  "invalid_scope",
  "too_large",
  "unsupported_media",
  "method_not_allowed",
  "upstream_unavailable",
  "rate_limited",
  "config_rejected",
  "admin_unauthenticated",
  "admin_forbidden",
] as const;

/** What one answer must be; a step says less than a case. */
const answer = z.object({
  /** Status and OAuth error code on the RFC 8693 face; null: success. */
  status: z.number().optional(),
  error: z.string().nullable().optional(),
  class: z.enum(classes).optional(),
  /** Ours; absent on success. */
  reason: z.string().optional(),
  mapping: z.string().optional(),
  username: z.string().optional(),
  groups: z.array(z.string()).optional(),
  /** Of an introspection. */
  active: z.boolean().optional(),
});
export type ExpectedAnswer = z.infer<typeof answer>;

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

export const corpusCase = z.object({
  id: z.string(),
  category: z.string(),
  description: z.string(),
  /** Faces the case applies to; absent: all. */
  faces: z.array(z.string()).optional(),
  how: z.strictObject({
    header: changes.optional(),
    payload: changes.optional(),
    header_raw: z.string().optional(),
    payload_raw: z.string().optional(),
    payload_encoding: z.string().optional(),
    payload_parts: z
      .array(z.strictObject({ utf8: z.string().optional(), hex: z.string().optional() }))
      .optional(),
    signing: signing.optional(),
    transform: z.array(transform).optional(),
    jwe: z
      .looseObject({
        header: z.unknown(),
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
      .union([z.number(), z.looseObject({ count: z.number() }).transform(({ count }) => count)])
      .optional(),
    flood: z
      // biome-ignore lint/suspicious/noThenProperty: the corpus calls it so, and nobody awaits a case
      .strictObject({ count: z.number(), window_s: z.number(), then: z.string().optional() })
      .optional(),
    target: z.enum(["admin.create_provider", "admin.list_providers", "introspect"]).optional(),
    body: z.unknown().optional(),
    authorization: z.enum(["subject_token", "own_access_token", "none"]).optional(),
    inspect_minted: z.strictObject({ max_lifetime_s: z.number().optional() }).optional(),
  }),
  expect: answer.extend({
    status: z.number(),
    class: z.enum(classes),
    max_ms: z.number().optional(),
    canary_hits: z.number().optional(),
    outbound_connections: z.number().optional(),
    issuer_fetches_max: z.number().optional(),
    max_rss_growth_mib: z.number().optional(),
    successes_exactly: z.number().optional(),
    never_two_successes: z.boolean().optional(),
    then_expect_status: z.number().optional(),
    retry_after: z.boolean().optional(),
    connection_closed: z.boolean().optional(),
    log_must_not_contain_line: z.string().optional(),
  }),
});
export type CorpusCase = z.infer<typeof corpusCase>;
