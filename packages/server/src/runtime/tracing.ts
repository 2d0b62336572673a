/**
 * Traces, for whoever runs a collector. What makes them is loaded only where a collector is named, by the
 * standard's own variables; otherwise not a line of it is in the process, and nothing is wrapped. A span says what
 * happened, how long it took and how it ended: never a token, a claim, a name or a path as it was sent.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { createLineLimit } from "./line-limit.ts";
import type { Log } from "./log.ts";

export interface Tracing {
  /** Handles a request within a span of its own, a child of the caller's (W3C Trace Context). */
  request(request: IncomingMessage, response: ServerResponse, handle: () => void): void;
  /** What is known of the request once it is answered. @returns the trace's id, for the log */
  answered(request: {
    readonly requestId: string;
    readonly method: string;
    readonly route: string;
  }): string | null;
  /** Does a step of an exchange within a span. `ok: false` in its result marks the span as refused. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** Told why spans did not arrive, for each time they were sent in vain. */
export type NotTaken = (problem: Error) => void;

/** The standard's variables; either one switches tracing on. @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const endpointVariables = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;

/** @returns null where no collector is named, or OTEL_SDK_DISABLED says no */
export async function openTracing(
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
  log: Pick<Log, "warn">,
  monotonicMs: () => number,
): Promise<Tracing | null> {
  const named = endpointVariables.filter((name) => Boolean(environment[name]));
  if (named.length === 0 || environment["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return null;
  for (const variable of named) {
    const { protocol } = URL.parse(environment[variable] ?? "") ?? { protocol: null };
    if (protocol === "http:" || protocol === "https:") continue;
    log.warn({ variable }, "the OpenTelemetry collector has to be a URL such as http://127.0.0.1:4318");
  }
  const limitLine = createLineLimit(monotonicMs);
  const notTaken: NotTaken = ({ message: problem }) =>
    limitLine((counted) =>
      log.warn({ problem, ...counted }, "spans were not taken by the OpenTelemetry collector"),
    );
  const { startOpenTelemetry } = await import("./open-telemetry.ts");
  return startOpenTelemetry(environment["OTEL_SERVICE_NAME"] || "countersign", version, notTaken);
}
