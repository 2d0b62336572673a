import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bundle } from "../../../../scripts/bundle.ts";
import { startIssuer } from "../issuer.ts";
import { endAll, serve } from "./serve-program.ts";

afterEach(endAll);

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** A collector on loopback that keeps what it is sent. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    all: () => bodies.join(""),
    spans: () =>
      bodies
        .flatMap((body) => JSON.parse(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans as Span[]),
    close: () => server.close(),
  };
}

const caller = { trace: "0af7651916cd43dd8448eb211c80319c", span: "b7ad6b7169203331" };

describe("a server whose environment names a collector", () => {
  it("sends it the steps of an exchange, under the caller's trace, and nothing secret", async () => {
    const [collector, issuer] = await Promise.all([startCollector(), startIssuer()]);
    const served = await serve({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        COUNTERSIGN_ISSUER_ALLOW: issuer.origin,
        COUNTERSIGN_LOG_LEVEL: "debug",
        NODE_EXTRA_CA_CERTS: "",
      },
    });
    const provider = { name: "ci", issuer_url: issuer.url, audience: "sts", ca_certificates: issuer.ca };
    await served.asAdmin("POST", "/api/v1/providers", provider);
    const mapping = { name: "any", provider: "ci", claims: { sub: "job-7" }, grant: { user: "deployer" } };
    await served.asAdmin("POST", "/api/v1/mappings", mapping);
    const token = issuer.sign({ aud: "sts", sub: "job-7" });
    const answer = await fetch(`${served.url}/oauth2/token`, {
      method: "POST",
      headers: { traceparent: `00-${caller.trace}-${caller.span}-01` },
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        subject_token: token,
      }),
    });
    expect(answer.status).toBe(200);
    const { access_token: issued } = (await answer.json()) as { readonly access_token: string };
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);

    const spans = collector.spans().filter(({ traceId }) => traceId === caller.trace);
    const root = spans.find(({ parentSpanId }) => parentSpanId === caller.span);
    expect(root?.name).toBe("POST /oauth2/token");
    const steps = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId).map(({ name }) => name);
    expect(steps.toSorted()).toEqual(["commit", "sign", "verify the subject token"]);
    expect(served.out()).toContain(`"traceId":"${caller.trace}"`);
    for (const secret of [token, issued, served.adminToken, "job-7", "deployer", "any"]) {
      expect(collector.all()).not.toContain(`"${secret}`);
    }
    collector.close();
    await issuer.close();
  });
});

describe("a server whose collector takes and does not answer", () => {
  it("works, and ends in time", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const { port } = silent.address() as AddressInfo;
    const served = await serve({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } });
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    const begun = performance.now();
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    expect(performance.now() - begun).toBeLessThan(9_000);
    silent.closeAllConnections();
    silent.close();
  });
});

describe("a server that does not reach its collector", () => {
  it("says so in the log", async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
      OTEL_EXPORTER_OTLP_TIMEOUT: "500",
      OTEL_BSP_SCHEDULE_DELAY: "50",
    };
    const served = await serve({ environment });
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    await vi.waitFor(() => expect(served.out()).toContain("spans were not taken"), { timeout: 10_000 });
    const line = served
      .out()
      .split("\n")
      .find((text) => text.includes("spans were not taken"));
    expect(JSON.parse(line ?? "")).toMatchObject({
      level: "warn",
      problem: expect.stringContaining("ECONNREFUSED"),
      msg: "spans were not taken by the OpenTelemetry collector",
    });
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  });
});

describe("a server whose collector's address is no URL", () => {
  it("says so in the log as it starts, without repeating it", async () => {
    const served = await serve({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: "key@collector:4318" } });
    const [line] = served
      .out()
      .split("\n")
      .filter((text) => text.includes("OTEL_EXPORTER_OTLP_ENDPOINT"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      level: "warn",
      variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    });
    expect(served.out()).not.toContain("key@collector");
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
  });
});

describe("a server without a collector", () => {
  it("has not a line of the tracing in its process", () => {
    // What is loaded at the start are the parts that are imported, not those that may be one day.
    const loaded = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from|import)"(\.\/[^"]+)"/g)) {
        load(join(dirname(file), name ?? ""));
      }
    };
    const parts = readdirSync(bundle.folder).filter((name) => name.endsWith(".js"));
    const [app] = parts.filter((name) => name.startsWith("app-"));
    load(join(bundle.folder, app ?? ""));
    load(bundle.program);
    const with_ = (files: Iterable<string>) =>
      [...files].filter((file) => readFileSync(file, "utf8").includes("OTLPTraceExporter"));
    expect(with_(loaded)).toEqual([]);
    expect(with_(parts.map((name) => join(bundle.folder, name)))).not.toEqual([]);
  });
});
