/** The example of docs/guides/resource-servers.md, run as it stands against the real server. */

import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, issue, issueOnAccess, post, serviceToken } from "../faces/oauth-tokens-world.ts";
import { startWorld, type World } from "../faces/oauth-world.ts";

const example = new URL("../../../../docs/guides/resource-server.mjs", import.meta.url);
const audience = "https://api.example";

let world: World;
const servers: ChildProcess[] = [];
let url: string;
/** @returns where it listens */
async function startExample(environment: Readonly<Record<string, string>>): Promise<string> {
  const server = spawn(process.execPath, [example.pathname], {
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

/** A key set that signs whatever it is asked to: no server of ours makes a token with one thing wrong. */
describe("the example of a resource server, about a token that is signed", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keys = createHttpServer((_, response) => {
    const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k", alg: "ES256", use: "sig" };
    response.setHeader("content-type", "application/jwk-set+json").end(JSON.stringify({ keys: [jwk] }));
  });
  let issuer: string;
  let example: string;
  beforeAll(async () => {
    await once(keys.listen(0, "127.0.0.1"), "listening");
    const address = keys.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    issuer = `http://127.0.0.1:${address.port}`;
    example = await startExample({ ISSUER: issuer });
  });
  afterAll(() => {
    keys.closeAllConnections();
    keys.close();
  });

  const now = () => Math.floor(Date.now() / 1000);
  const status = async (claims: Readonly<Record<string, unknown>> = {}, typ = "at+jwt") => {
    const right = { iss: issuer, aud: audience, sub: "a", client_id: "ci", groups: ["readers"], jti: "1" };
    const token = await new SignJWT({ ...right, iat: now() - 60, exp: now() + 60, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "k", typ })
      .sign(privateKey);
    return (await fetch(example, { headers: bearer(token) })).status;
  };

  it("accepts it as it should be, and thirty seconds after its end, as clocks differ", async () => {
    expect([await status(), await status({ exp: now() - 25 })]).toEqual([200, 200]);
  });

  it.each<[string, () => Readonly<Record<string, unknown>>]>([
    ["another issuer", () => ({ iss: "https://other.example" })],
    ["its issuer with a slash", () => ({ iss: `${issuer}/` })],
    ["another audience", () => ({ aud: "https://billing.example" })],
    ["an end that is past", () => ({ exp: now() - 35 })],
    ["no end", () => ({ exp: undefined })],
    ["no client", () => ({ client_id: undefined })],
  ])("refuses it for %s", async (_, claims) => {
    expect(await status(claims())).toBe(401);
  });

  it.each(["JWT", "token-introspection+jwt", "id_token"])("refuses it for the type %s", async (typ) => {
    expect(await status({}, typ)).toBe(401);
  });
});
