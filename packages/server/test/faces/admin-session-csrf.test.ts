import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { type BrowserSession, signIn } from "./admin-session.ts";

const description: { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> } =
  JSON.parse(readFileSync(new URL("../../../client/src/generated/openapi.json", import.meta.url), "utf8"));
/** Every route that changes something, or may: all that are not for reading. */
const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => method !== "get" && method !== "head")
    .map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, "x") })),
);
/** The one that opens a session needs none; who sends it is asked all the same. */
const ofSessions = routes.filter(({ path, method }) => !(path === "/api/v1/session" && method === "POST"));

let app: TestApp;
let session: BrowserSession;
beforeAll(async () => {
  app = await startApp();
  session = await signIn(app);
});
afterAll(() => app.close());

async function ask(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const response = await app.send(path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: "{}",
  });
  const { code } = Object(await response.json());
  return [response.status, code];
}

describe("with a session's cookie alone", () => {
  it("there are routes to try", () => {
    expect(ofSessions.length).toBeGreaterThan(20);
  });

  it.each(ofSessions)("$method $path is refused without the session's token", async ({ method, path }) => {
    const { cookie } = session;
    expect(await ask(method, path, { cookie })).toEqual([403, "csrf_token_missing"]);
    expect(await ask(method, path, { cookie, "x-countersign-csrf": "wrong" })).toEqual([
      403,
      "csrf_token_missing",
    ]);
  });

  it.each(routes)(
    "$method $path is refused where a browser says that it comes from elsewhere",
    async ({ method, path }) => {
      const { headers } = session;
      for (const foreign of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": "none" },
      ]) {
        expect(await ask(method, path, { ...headers, ...foreign })).toEqual([403, "cross_origin"]);
      }
    },
  );

  it.each(routes)("$method $path takes no form", async ({ method, path }) => {
    const response = await app.send(path, {
      method,
      headers: { ...session.headers, "content-type": "application/x-www-form-urlencoded" },
      body: "token=x",
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it("nothing is good on another face", async () => {
    const { headers } = session;
    for (const path of ["/access/api/v1/oidc", "/v3/projects"]) {
      expect((await app.send(path, { headers })).status).toBe(401);
    }
  });

  it("counts for nothing beside a credential", async () => {
    const { headers } = session;
    const response = await app.send("/api/v1/whoami", {
      headers: { ...headers, authorization: "Bearer wrong" },
    });
    expect(response.status).toBe(401);
  });
});
