/**
 * Which part of a subject token may be claimed only once. The key is made from verified values, never
 * from the raw token string: two strings can be one token (RFC 7515 leaves room, and so do signers).
 */

import { ownMember } from "./json.ts";
import type { EpochSeconds, Provider, VerifiedClaims } from "./terms.ts";

export interface ReplayClaim {
  readonly providerId: string;
  /** Unambiguous text; adapters store a digest of it. */
  readonly key: string;
  /** The token's `exp` plus the provider's clock tolerance: until then the claim must be remembered. */
  readonly expiresAt: EpochSeconds;
}

/**
 * @param subjectToken the verified token; only its payload segment is used
 * @returns null for providers whose tokens may be reused
 * @see RFC 7519 §4.1.7
 */
export function replayClaim(
  provider: Provider,
  verified: VerifiedClaims,
  subjectToken: string,
): ReplayClaim | null {
  if (provider.replay.policy === "reusable") return null;
  return {
    providerId: provider.id,
    key: replayKey(provider.replay.key, verified, subjectToken),
    expiresAt: verified.expiresAt + provider.clockToleranceSeconds,
  };
}

function replayKey(
  key: (Provider["replay"] & { policy: "single_use" })["key"],
  verified: VerifiedClaims,
  subjectToken: string,
): string {
  switch (key.kind) {
    case "jti":
      return JSON.stringify(["jti", ownMember(verified.claims, "jti") ?? null]);
    case "claims":
      return JSON.stringify([
        "claims",
        key.names.map((name) => [name, ownMember(verified.claims, name) ?? null]),
      ]);
    case "payload":
      return JSON.stringify(["payload", subjectToken.split(".")[1] ?? ""]);
  }
}
