import { createClient } from "@countersign/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Operation {
  readonly operationId?: string;
  readonly responses: Record<string, unknown>;
}

describe("the description of the admin API", () => {
  it("is the one the client was made from; else run this test with -u and generate the client", async () => {
    const response = await app.send("/api/v1/openapi.json");
    const document: unknown = await response.json();
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
      "../../../client/src/generated/openapi.json",
    );
  });

  it("describes every route, and for each the errors any request can run into", async () => {
    const document = (await (await app.send("/api/v1/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const guarded = operations.filter(({ operationId }) => operationId !== "getOpenApi");
    expect(document.openapi).toBe("3.1.0");
    expect(operations.every(({ operationId }) => operationId !== undefined)).toBe(true);
    for (const { responses } of guarded) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["400", "401", "403", "429", "503"]));
    }
  });

  it("is not sent twice to whoever has it", async () => {
    const etag = (await app.send("/api/v1/openapi.json")).headers.get("etag") ?? "";
    const again = await app.send("/api/v1/openapi.json", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("makes a client that works", async () => {
    const client = createClient({ url: app.url, token: app.adminToken });
    await client.request("POST", "/api/v1/providers", {
      body: { name: "ci", issuer_url: "https://issuer.example", audience: "sts" },
    });
    const provider = await client.request("GET", "/api/v1/providers/{name}", { path: { name: "ci" } });
    const body = { ...provider, description: "changed" };
    const path = { name: "ci" };
    await client.request("PUT", "/api/v1/providers/{name}", { path, body, ifMatch: provider.revision });
    const stale = client.request("PUT", "/api/v1/providers/{name}", {
      path,
      body,
      ifMatch: provider.revision,
    });
    await expect(stale).rejects.toMatchObject({ status: 412, code: "stale" });
    const names: string[] = [];
    for await (const one of client.list("/api/v1/providers", { query: { limit: 1 } })) names.push(one.name);
    expect(names).toEqual(["ci"]);
  });
});
