/**
 * What the process tells Prometheus about itself. Labels come from closed sets, never from callers. Anybody
 * may ask, and rendering is costly, so one rendering serves everybody for a second.
 */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Reason } from "../core/reasons.ts";
import type { EpochSeconds, FaceName } from "../core/terms.ts";

/** How long one rendering serves. */
const renderingMs = 1_000;

export interface Metrics {
  exchanged(face: FaceName, outcome: "issued" | Reason, seconds: number): void;
  /** A credential was not good, or came after too many that were not. */
  authenticationFailed(face: FaceName): void;
  /** Prometheus text format, at most a second old. */
  text(): Promise<string>;
}

/** The key that signs. */
export interface SigningKeyAge {
  readonly ageSeconds: number;
  /** Epoch seconds; null: no successor comes by itself. */
  readonly successorDueAt: EpochSeconds | null;
}

/** @param facts read when rendered; `monotonicMs` is a clock that never steps */
export function createMetrics(facts: {
  readonly version: string;
  revision(): number;
  providers(): number;
  signingKey(): SigningKeyAge | null;
  monotonicMs(): number;
}): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const exchanges = new Counter({
    name: "countersign_exchanges_total",
    help: "Exchange attempts by face and outcome: issued, or the reason of the refusal.",
    labelNames: ["face", "outcome"],
    registers: [register],
  });
  const failedLogins = new Counter({
    name: "countersign_authentication_failures_total",
    help: "Credentials by face that were not good, or came after too many that were not.",
    labelNames: ["face"],
    registers: [register],
  });
  const duration = new Histogram({
    name: "countersign_exchange_duration_seconds",
    help: "Time from reading the request to the verdict, the durable record included.",
    labelNames: ["face"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [register],
  });
  new Gauge({
    name: "countersign_build_info",
    help: "Always 1; the label tells the version.",
    labelNames: ["version"],
    registers: [register],
  }).set({ version: facts.version }, 1);
  new Gauge({
    name: "countersign_configuration_revision",
    help: "Revision of the configuration this node works with.",
    registers: [register],
    collect() {
      this.set(facts.revision());
    },
  });
  new Gauge({
    name: "countersign_providers",
    help: "Providers configured.",
    registers: [register],
    collect() {
      this.set(facts.providers());
    },
  });
  addSigningKeyGauges(register, facts.signingKey);
  let latest: { readonly atMs: number; readonly text: Promise<string> } | null = null;
  return {
    exchanged(face, outcome, seconds) {
      exchanges.inc({ face, outcome });
      duration.observe({ face }, seconds);
    },
    authenticationFailed: (face) => failedLogins.inc({ face }),
    text() {
      const atMs = facts.monotonicMs();
      if (latest === null || atMs - latest.atMs >= renderingMs) latest = { atMs, text: register.metrics() };
      return latest.text;
    },
  };
}

/** Without a value, the metric is not there: no key signs, or no successor is due. */
function addSigningKeyGauges(register: Registry, signingKey: () => SigningKeyAge | null): void {
  const gauge = (name: string, help: string, read: (key: SigningKeyAge) => number | null) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        const key = signingKey();
        const value = key === null ? null : read(key);
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  gauge(
    "countersign_signing_key_age_seconds",
    "For how long the key that signs has done so.",
    ({ ageSeconds }) => ageSeconds,
  );
  gauge(
    "countersign_signing_key_successor_due_timestamp_seconds",
    "When the next signing key takes over; in the past: none could be made.",
    ({ successorDueAt }) => successorDueAt,
  );
}
