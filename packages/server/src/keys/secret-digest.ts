/** How a secret is recognised without being kept: only its digest is ever stored or compared. */

import { createHash, timingSafeEqual } from "node:crypto";

/**
 * SHA-256, base64url. Enough for secrets of 128 bits and more that nobody chose by hand; there is nothing to
 * guess that a slow hash would protect.
 */
export function digestSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Compares digests, or MACs, in constant time. */
export function isSameDigest(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
