/**
 * The shape of the hostile-token corpus, as far as its token-level categories use it, and the
 * expansion of its placeholders and directives. The format is described beside the corpus.
 */

import { z } from "zod";

/** As it was parsed: a copy made by a record schema would lose a member called `__proto__`. */
const members = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const changes = z.strictObject({ set: members.optional(), remove: z.array(z.string()).optional() });

const signing = z.strictObject({
  key: z.string().optional(),
  alg: z.string().optional(),
  secret: z.strictObject({ from: z.string(), key: z.string() }).optional(),
  random_signature_bytes: z.number().optional(),
  b64_false: z.boolean().optional(),
  over_segment_with_trailing_bits: z.number().optional(),
});

const transform = z.looseObject({ op: z.string() });

/** What every case has, also one that is not run here. */
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
    jwe: z.looseObject({ header: z.unknown(), random_bytes: z.array(z.number()) }).optional(),
    token_from: z.string().optional(),
    vector: z.strictObject({ file: z.string(), tcId: z.number() }).optional(),
    request: z.strictObject({ set: members }).optional(),
    environment: z
      .strictObject({ jwks: z.string().optional(), server_clock_step_s: z.number().optional() })
      .optional(),
    repeat: z.number().optional(),
  }),
  expect: z.strictObject({
    /** Status and OAuth error code on the RFC 8693 face; null: success. */
    status: z.number(),
    error: z.string().nullable(),
    class: z.enum(["accept", "invalid_token", "no_mapping", "too_large"]),
    /** Ours; absent on success. */
    reason: z.string().optional(),
    mapping: z.string().optional(),
    username: z.string().optional(),
    groups: z.array(z.string()).optional(),
    max_ms: z.number().optional(),
    canary_hits: z.number().optional(),
    log_must_not_contain_line: z.string().optional(),
  }),
});
export type CorpusCase = z.infer<typeof corpusCase>;

/** What the placeholders stand for in one run. */
export interface Placeholders {
  readonly now: number;
  readonly issuer: string;
  readonly issuerB: string;
  readonly issuerAz: string;
  readonly canary: string;
  uuid(): string;
  publicJwk(key: string): unknown;
  selfSignedDer(key: string): string;
}

/** JSON text written as it is, for numbers that no JavaScript value can carry. */
class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Replaces `{{…}}` in text. */
export function expandText(text: string, known: Placeholders): string {
  const issuer = new URL(known.issuer);
  const fixed: Readonly<Record<string, string>> = {
    UUID: known.uuid(),
    ISS: known.issuer,
    ISS_B: known.issuerB,
    ISS_AZ: known.issuerAz,
    ISS_PREFIX: known.issuer.slice(0, -1),
    ISS_UPPER_SCHEME: known.issuer.replace(issuer.protocol, issuer.protocol.toUpperCase()),
    ISS_UPPER_HOST: known.issuer.replace(issuer.hostname, issuer.hostname.toUpperCase()),
    ISS_USERINFO: known.issuer.replace("//", "//user@"),
    ISS_PCT: known.issuer.replace(".", "%2e"),
    CANARY: known.canary,
  };
  return text.replace(/\{\{([A-Z_]+)([+-]\d+)?(?::(\d+))?\}\}/g, (whole, name, offset, count) => {
    switch (name) {
      case "NOW":
        return String(known.now + Number(offset ?? 0));
      case "OPEN":
        return "[".repeat(Number(count));
      case "CLOSE":
        return "]".repeat(Number(count));
      default: {
        const value = fixed[name];
        if (value === undefined) throw new Error(`unknown placeholder ${whole}`);
        return value;
      }
    }
  });
}

/** Replaces directives and placeholders in a JSON value. */
export function expand(value: unknown, known: Placeholders): unknown {
  if (typeof value === "string") return expandText(value, known);
  if (Array.isArray(value)) return value.map((item) => expand(item, known));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith("$")) return expandDirective(first[0], first[1], known);
  return Object.fromEntries(entries.map(([name, member]) => [name, expand(member, known)]));
}

function expandDirective(name: string, argument: unknown, known: Placeholders): unknown {
  switch (name) {
    case "$now":
      return known.now + Number(argument);
    case "$raw":
      return new RawJson(expandText(String(argument), known));
    case "$repeat": {
      const [text, times] = z.tuple([z.string(), z.number()]).parse(argument);
      return text.repeat(times);
    }
    case "$concat":
      return z
        .array(z.unknown())
        .parse(argument)
        .map((part) => expand(part, known))
        .join("");
    case "$public_jwk":
      return known.publicJwk(String(argument));
    case "$self_signed_der_b64":
      return known.selfSignedDer(String(argument));
    default:
      throw new Error(`unknown directive ${name}`);
  }
}

/** JSON text of an expanded value, raw parts as they are, `__proto__` an ordinary member. */
export function writeJson(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The base members in their order, then what the case sets and removes. */
export function applyChanges(
  base: readonly (readonly [string, unknown])[],
  change: z.infer<typeof changes> | undefined,
  known: Placeholders,
): string {
  const members = new Map(base);
  for (const [name, value] of Object.entries(change?.set ?? {})) members.set(name, expand(value, known));
  for (const name of change?.remove ?? []) members.delete(name);
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)}`).join(",")}}`;
}
