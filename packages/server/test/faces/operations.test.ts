import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { metricFamilies } from "../../src/runtime/metric-families.ts";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe("the operations routes", () => {
  it("say that the process is alive", async () => {
    const response = await app.send("/healthz");
    expect([response.status, await response.json()]).toEqual([200, { status: "alive" }]);
  });

  it("say that the server is ready", async () => {
    const response = await app.send("/readyz");
    expect([response.status, await response.json()]).toEqual([200, { status: "ready", problems: [] }]);
  });

  it("say that the server is not ready when its database file was taken away", async () => {
    const robbed = await startApp();
    onTestFinished(() => robbed.close());
    await rm(robbed.dataDir, { recursive: true });
    const response = await robbed.send("/readyz");
    expect([response.status, await response.json()]).toEqual([
      503,
      {
        status: "not_ready",
        problems: [
          "The database file is gone: what is written now is lost. Restore it, and restart the server.",
        ],
      },
    ]);
  });

  it("say OK to a load balancer", async () => {
    const response = await app.send("/healthcheck");
    expect([response.status, await response.text()]).toEqual([200, "OK"]);
  });

  it("give metrics as Prometheus text", async () => {
    const response = await app.send("/metrics");
    expect(response.headers.get("content-type")).toContain("version=0.0.4");
    expect(await response.text()).toMatch(/^# HELP \w+ .+\n# TYPE \w+ \w+$/m);
  });

  it("give every metric that is documented, and no other of ours", async () => {
    const text = await (await app.send("/metrics")).text();
    const given = [...text.matchAll(/^# TYPE (countersign_\w+) (\w+)$/gm)].map(([, name, kind]) => [
      name,
      kind,
    ]);
    const documented = Object.values(metricFamilies).map(({ name, kind }) => [name, kind]);
    expect(given.toSorted()).toEqual(documented.toSorted());
  });

  it("say at the root what runs here", async () => {
    const response = await app.send("/");
    expect(await response.json()).toMatchObject({
      name: "countersign",
      issuer: app.url,
      links: { token_endpoint: `${app.url}/oauth2/token`, metrics: `${app.url}/metrics` },
    });
  });

  it("never echo a host that is not theirs", async () => {
    const port = new URL(app.url).port;
    const response = await app.send("/", { headers: { "x-forwarded-host": `evil.example:${port}` } });
    expect(await response.text()).not.toContain("evil.example");
  });

  it("know their methods", async () => {
    const response = await app.send("/healthz", { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
