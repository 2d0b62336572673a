/** The example of docs/guides/resource-servers.md, run as it stands against the real server. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, issue, issueOnAccess, post, serviceToken } from "../faces/oauth-tokens-world.ts";
import { startWorld, type World } from "../faces/oauth-world.ts";

const example = new URL("../../../../docs/guides/resource-server.mjs", import.meta.url);
const audience = "https://api.example";

let world: World;
const servers: ChildProcess[] = [];
let url: string;
/** A program that lets the process believe that so many seconds have passed. */
const clockAhead = (seconds: number) =>
  encodeURIComponent(`const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length > 0 ? given : [Date.now()])); }
      static now() { return Real.now() + ${seconds * 1000}; }
    };`);

/** @returns where it listens */
async function startExample(
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<string> {
  const server = spawn(process.execPath, [...flags, example.pathname], {
    env: { ...process.env, ISSUER: world.app.url, AUDIENCE: audience, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  if (server.stdout === null) throw new Error("the example has no output");
  const [line] = await once(createInterface(server.stdout), "line");
  return String(line);
}

beforeAll(async () => {
  world = await startWorld();
  const secretFile = join(world.app.dataDir, "introspection-secret");
  await writeFile(
    secretFile,
    await serviceToken(world, "api", "--role", "introspect", "--audience", audience),
    {
      mode: 0o600,
    },
  );
  url = await startExample({ INTROSPECTION_SECRET_FILE: secretFile });
});
afterAll(async () => {
  for (const server of servers) server.kill();
  await world.close();
});

const call = (method: string, token: string) => fetch(url, { method, headers: bearer(token) });

describe("the example of a resource server", () => {
  it("knows whose request it is", async () => {
    const response = await call("GET", (await issue(world)).accessToken);
    expect([response.status, await response.json()]).toEqual([200, { hello: "deployer", through: "ci" }]);
  });

  it.each<[string, () => Promise<string> | string]>([
    [
      "a token for another audience",
      async () => (await issue(world, { resource: "https://billing.example" })).accessToken,
    ],
    ["an ID token", () => world.idToken()],
    ["an altered token", async () => `${(await issue(world)).accessToken.slice(0, -4)}AAAA`],
    ["no token", () => "hello"],
  ])("refuses %s", async (_, token) => {
    for (const method of ["GET", "POST"]) {
      const response = await call(method, await token());
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toContain("invalid_token");
    }
  });

  it("refuses a token thirty seconds after its end, by its own clock", async () => {
    const { accessToken } = await issue(world);
    const statuses: number[] = [];
    for (const ahead of [625, 635]) {
      // Six hundred seconds is what the mapping gives.
      const later = await startExample({}, ["--import", `data:text/javascript,${clockAhead(ahead)}`]);
      statuses.push((await fetch(later, { headers: bearer(accessToken) })).status);
    }
    expect(statuses).toEqual([200, 401]);
  });

  it("refuses a token that names another issuer than the one it trusts, although the key is the same", async () => {
    const { accessToken } = await issue(world);
    const other = await startExample({ ISSUER: world.app.url.replace("127.0.0.1", "localhost") });
    expect((await fetch(other, { headers: bearer(accessToken) })).status).toBe(401);
  });

  it("refuses a token of another kind that is for it", async () => {
    expect((await call("GET", (await issueOnAccess(world)).accessToken)).status).toBe(401);
  });

  it("learns of a revocation at once where it asks, and only there", async () => {
    const { accessToken } = await issue(world);
    expect((await call("POST", accessToken)).status).toBe(200);
    await post(world, "revoke", { token: accessToken });
    expect((await call("POST", accessToken)).status).toBe(401);
    expect((await call("GET", accessToken)).status).toBe(200);
  });

  it("reads a reference token by introspection", async () => {
    const { referenceToken } = await issue(world);
    expect((await call("GET", referenceToken)).status).toBe(200);
    await post(world, "revoke", { token: referenceToken });
    expect((await call("GET", referenceToken)).status).toBe(401);
  });
});
