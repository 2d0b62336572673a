/** Tracing by OpenTelemetry: OTLP over HTTP to the collector its own variables name. Loaded by tracing.ts alone. */

import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { NotTaken, Tracing } from "./tracing.ts";

/** A collector that does not answer holds the end of the server up no longer than this. */
const lastSendingMs = 2_000;

export function startOpenTelemetry(service: string, version: string, notTaken: NotTaken): Tracing {
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ "service.name": service, "service.version": version }),
    ),
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(new OTLPTraceExporter(), notTaken) })],
  });
  const tracer = provider.getTracer("countersign", version);
  const contexts = new AsyncLocalStorage<Context>();
  const callers = new W3CTraceContextPropagator();
  const current = (): Span | undefined => trace.getSpan(contexts.getStore() ?? ROOT_CONTEXT);

  return {
    request(request, response, handle) {
      const parent = callers.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
      const span = tracer.startSpan("request", { kind: SpanKind.SERVER }, parent);
      response.once("close", () => {
        span.setAttribute("http.response.status_code", response.statusCode);
        if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      contexts.run(trace.setSpan(parent, span), handle);
    },
    answered({ requestId, method, route }) {
      const span = current();
      if (span === undefined) return null;
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        "http.request.method": method,
        "http.route": route,
        "countersign.request_id": requestId,
      });
      return span.spanContext().traceId;
    },
    async step(name, work) {
      const parent = contexts.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, {}, parent);
      try {
        const result = await contexts.run(trace.setSpan(parent, span), work);
        if (isRefused(result)) span.setAttribute("countersign.refused", true);
        return result;
      } catch (problem) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw problem;
      } finally {
        span.end();
      }
    },
    stop: () =>
      Promise.race([
        provider.shutdown().catch(() => undefined),
        setTimeout(lastSendingMs, undefined, { ref: false }),
      ]),
  };
}

/** The same exporter; whoever runs the server is told of failures, which the library keeps to itself. */
function telling(exporter: SpanExporter, notTaken: NotTaken): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) notTaken(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

function isRefused(result: unknown): boolean {
  return typeof result === "object" && result !== null && "ok" in result && result.ok === false;
}
