/** How large, how deep and how exact a JSON document may be. One answer for every reader of JSON. */

/** Bounds of one document. */
export interface JsonLimits {
  /** Objects and arrays inside one another; the outermost counts as 1. */
  readonly maxDepth: number;
  /** Members of all objects of the document together. */
  readonly maxMembers: number;
  /** Refuse numbers beyond ±(2^53 - 1), which are not exact any more (RFC 7493 §2.2). */
  readonly exactNumbers: boolean;
  /** Accept half of a surrogate pair, which is no Unicode text (RFC 7493 §2.1); absent: refuse it. */
  readonly halfPairs?: boolean;
}

/**
 * The limits for tokens and request bodies. 512 members keep colliding integer-like names from
 * stalling the engine's hash tables (CVE-2026-21717); depth 32 keeps every later walk off the stack's
 * end.
 */
export const defaultJsonLimits: JsonLimits = { maxDepth: 32, maxMembers: 512, exactNumbers: false };

/**
 * The limits for text of our own: nobody but us wrote it, and what was written must be readable. So these
 * only stop what no document of ours can be.
 */
export const storedJsonLimits: JsonLimits = {
  maxDepth: 256,
  maxMembers: 1_000_000,
  exactNumbers: false,
  halfPairs: true,
};

/** Whether a number as read is still the number as written, as far as the limits ask for it. */
export function isSoundNumber(value: number, limits: JsonLimits): boolean {
  return limits.exactNumbers ? Math.abs(value) <= Number.MAX_SAFE_INTEGER : Number.isFinite(value);
}
