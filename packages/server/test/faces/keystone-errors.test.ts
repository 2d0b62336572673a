/** The envelope of this face around what no handler refuses. */

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { withCommonHeaders, writeError } from "../../src/faces/keystone/errors.ts";
import { Unavailable } from "../../src/store/unavailable.ts";
import { startApp } from "../app.ts";
import { parseRaw, type RunningServer, startServer } from "./http-server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    prefixes: ["/v3"],
    errorWriter: writeError,
    bodies: ["json"],
    routes: (instance) => {
      withCommonHeaders(instance);
      instance.get("/bug", () => {
        throw new TypeError("secret detail");
      });
      instance.get("/outage", () => {
        throw new Unavailable("secret detail");
      });
    },
  });
});
afterAll(() => server.close());

describe("the envelope of the Keystone face", () => {
  it("says of a bug what Keystone says, and nothing about it", async () => {
    const answer = parseRaw(await server.sendRaw(get("/v3/bug")));
    expect(answer).toMatchObject({
      status: 500,
      body: {
        error: {
          code: 500,
          title: "Internal Server Error",
          message: "An unexpected error prevented the server from fulfilling your request.",
        },
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  it("says of an outage that it will pass", async () => {
    const answer = await server.sendRaw(get("/v3/outage"));
    expect(parseRaw(answer)).toMatchObject({ status: 503, body: { error: { code: 503 } } });
    expect(answer.toLowerCase()).toContain("retry-after: ");
    expect(answer).not.toContain("secret");
  });

  it("is around headers that are too large", async () => {
    const answer = await server.sendRaw(
      `GET /v3 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${"a".repeat(40_000)}\r\n\r\n`,
    );
    expect(parseRaw(answer)).toMatchObject({ status: 431, body: { error: { code: 431 } } });
    expect(answer.toLowerCase()).toMatch(/x-openstack-request-id: req-reference-/);
    expect(answer).toMatch(/vary: X-Auth-Token/i);
  });

  it("is around the limit of those who ask for a token, and of those who guess one", async () => {
    const app = await startApp({ COUNTERSIGN_RATE_PER_ADDRESS: "1" });
    onTestFinished(() => app.close());
    const path = "/v3/OS-FEDERATION/identity_providers/idp1/protocols/openid/auth";
    const asked = [
      () => app.send(path, { method: "POST" }),
      () => app.send("/v3/auth/tokens", { headers: { "x-auth-token": "guess" } }),
    ];
    for (const ask of asked) {
      const answers: Response[] = [];
      for (let turn = 0; turn < 30; turn += 1) answers.push(await ask());
      const limited = answers.find(({ status }) => status === 429);
      expect(Number(limited?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await limited?.json()).toMatchObject({ error: { code: 429, title: "Too Many Requests" } });
    }
  });
});

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
}
