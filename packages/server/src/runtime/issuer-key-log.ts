/** What happens to issuers' keys, in the log and the metrics: an operator sees a rotation, and an outage before it is one. */

import { presentedText } from "../jws/evidence.ts";
import type { KeyProblem } from "../jws/key.ts";
import type { KeyEvent } from "../oidc/jwks-cache.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export function reportKeyEvent(log: Log, metrics: Pick<Metrics, "count">, event: KeyEvent): void {
  const provider = event.provider.name;
  switch (event.kind) {
    case "refreshed":
      metrics.count("issuerKeyFetches", { outcome: "refreshed" });
      log.info({ provider, keys: event.keys, problems: event.problems.map(shown) }, "issuer keys refreshed");
      return;
    case "failed":
      metrics.count("issuerKeyFetches", { outcome: event.refusal.reason });
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

/** A key id is the issuer's own text, as long as it likes. */
function shown(problem: KeyProblem): KeyProblem {
  return { ...problem, kid: problem.kid === null ? null : presentedText(problem.kid) };
}
