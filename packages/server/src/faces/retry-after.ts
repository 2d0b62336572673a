/** When to try again what was refused. */

import { kindOf, type Refusal } from "../core/refusal.ts";

/** Seconds, when the refusal does not know better. */
const usualSeconds = 5;

/** `Retry-After`, where waiting helps; otherwise no header. */
export function retryAfter(refusal: Refusal): Readonly<Record<string, string>> {
  switch (kindOf(refusal)) {
    case "unavailable":
    case "rate_limited":
      return { "retry-after": String(refusal.evidence["retryAfterSeconds"] ?? usualSeconds) };
    case "malformed_request":
    case "invalid_token":
    case "no_mapping":
    case "provider_unusable":
    case "unacceptable_target":
      return {};
  }
}
