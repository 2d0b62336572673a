import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ COUNTERSIGN_FACES: "keystone,admin" });
});
afterAll(() => app.close());

describe("the root of a server without a console", () => {
  it("tells a browser what runs here", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const response = await app.send("/", { headers: { accept } });
    const body = Object(await response.json());
    expect([response.status, body["name"], body["versions"]]).toEqual([200, "countersign", undefined]);
    expect(body["links"]).not.toHaveProperty("console");
  });
});
