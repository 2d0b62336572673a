/**
 * Which part of a subject token may be claimed only once. The key is made from verified values, never
 * from the raw token string: two strings can be one token (RFC 7515 leaves room, and so do signers).
 */

import { ownMember } from "./json.ts";
import { accept, refuse, type Verdict } from "./refusal.ts";
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

/**
 * Whether every use of a single-use token would be remembered. A restored database has forgotten the uses
 * since its backup, so a token that may be from before is taken as used.
 * @param restoredAt when the database was restored; null: it never was
 * @returns refused with `use_not_known`
 */
export function checkUseIsKnown(
  provider: Provider,
  { claims }: VerifiedClaims,
  restoredAt: EpochSeconds | null,
): Verdict<void> {
  if (restoredAt === null || provider.replay.policy === "reusable") return accept(undefined);
  const issuedAt = ownMember(claims, "iat");
  // The issuer's clock may be ahead by as much as the provider tolerates.
  return typeof issuedAt === "number" && issuedAt > restoredAt + provider.clockToleranceSeconds
    ? accept(undefined)
    : refuse("use_not_known", { issuedAt: issuedAt ?? null, restoredAt });
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
