/** What happens to issuers' keys, in the log: an operator sees a rotation, and an outage before it is one. */

import type { KeyEvent } from "../oidc/jwks-cache.ts";
import type { Log } from "./log.ts";

export function logKeyEvent(log: Log, event: KeyEvent): void {
  const provider = event.provider.name;
  switch (event.kind) {
    case "refreshed":
      log.info({ provider, keys: event.keys, problems: event.problems }, "issuer keys refreshed");
      return;
    case "failed":
      log.warn(
        { provider, reason: event.refusal.reason, evidence: event.refusal.evidence },
        "issuer keys not refreshed",
      );
      return;
    case "not_stored":
      log.error({ provider, err: event.error }, "issuer keys not stored");
      return;
  }
}
