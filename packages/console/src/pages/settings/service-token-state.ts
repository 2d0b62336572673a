/** Whether a service token is good at a moment. */

import type { ServiceToken } from "@countersign/client";

export function stateOf(
  { revoked_at, expires_at }: Pick<ServiceToken, "revoked_at" | "expires_at">,
  now: Date,
): "good" | "expired" | "revoked" {
  if (revoked_at !== null) return "revoked";
  return Date.parse(expires_at) > now.getTime() ? "good" : "expired";
}
