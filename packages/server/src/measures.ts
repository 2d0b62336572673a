/** What is read from the parts of the application, and heard from them, for the metrics. */

import type { HttpLoad } from "./faces/http-load.ts";
import type { SigningKeys } from "./keys/signing-keys.ts";
import type { JwksCache } from "./oidc/jwks-cache.ts";
import type { Certificate } from "./runtime/certificate.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import type { CommitObserver } from "./store/group-commit.ts";
import type { QueueName, Store } from "./store/store.ts";
import { version } from "./version.ts";

export interface MeasuredParts {
  readonly store: Pick<Store, "waiting">;
  readonly feed: RegistryFeed;
  readonly issuerKeys: Pick<JwksCache, "outage">;
  readonly keys: Pick<SigningKeys, "age">;
  readonly certificate: Pick<Certificate, "expiresAt"> | null;
  readonly load: HttpLoad;
}

export function measureParts({ measure }: Pick<Metrics, "measure">, parts: MeasuredParts): void {
  const { store, feed, issuerKeys, keys, certificate, load } = parts;
  measure("buildInfo", { version }, () => 1);
  measure("configurationRevision", {}, () => feed.current().revision);
  measure("configurationStaleness", {}, () => feed.ageMs() / 1000);
  measure("providers", {}, () => [...feed.current().providers()].length);
  measure("issuersFailing", {}, () => issuerKeys.outage().providers);
  measure("issuersFailingKeysAge", {}, () => issuerKeys.outage().oldestKeysMs / 1000);
  measure("signingKeyAge", {}, () => keys.age()?.ageSeconds ?? null);
  measure("signingKeySuccessorDue", {}, () => keys.age()?.successorDueAt ?? null);
  measure("certificateExpiry", {}, () => certificate?.expiresAt() ?? null);
  measure("requestsInFlight", {}, load.requests);
  measure("connections", {}, load.connections);
  for (const queue of ["exchanges", "writes"] as const) {
    measure("commitQueue", { queue }, () => store.waiting(queue));
  }
}

/** Hears what a queue of writes does. */
export function observeQueue(metrics: Pick<Metrics, "count" | "observe">, queue: QueueName): CommitObserver {
  return {
    committed(units, seconds) {
      metrics.observe("commitSize", { queue }, units);
      metrics.observe("commitDuration", { queue }, seconds);
    },
    notConfirmed: (cause) => metrics.count("storeErrors", { cause }),
  };
}

/** `2xx` for 204. */
export function statusClass(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
