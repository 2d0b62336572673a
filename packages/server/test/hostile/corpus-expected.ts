/** What a case of the hostile-token corpus expects: of every answer, and of the server once the case is over. */

import { z } from "zod";

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

/** A text, or the token of the request. */
const text = z.union([z.string(), z.strictObject({ $token: z.literal(true) })]);

/** What one answer must be; a step says less than a case. */
export const answer = z.strictObject({
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
  /** Text: the very body. Anything else: what its JSON says, whole. */
  body_equals: z.unknown().optional(),
  /** The answer has it, and nothing else may. */
  retry_after: z.boolean().optional(),
  note: z.string().optional(),
});
export type ExpectedAnswer = z.infer<typeof answer>;

/** What a whole case must come to. */
export const expected = answer.extend({
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
  connection_closed: z.boolean().optional(),
  log_must_not_contain: z.union([text, z.array(text)]).optional(),
  log_must_not_contain_line: z.string().optional(),
});
