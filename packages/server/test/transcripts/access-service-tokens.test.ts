/** Access tokens that a service token has made: they end with it, whoever ends it and whatever was made of them. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";
import { type Document, documentOf, errorOf } from "./access-world.ts";

const path = "/access/api/v1/tokens";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface ServiceToken {
  readonly id: string;
  readonly secret: string;
}
async function serviceToken(members: Document = {}): Promise<ServiceToken> {
  const answer = await app.asAdmin("POST", "/api/v1/service-tokens", { name: "ops", ...members });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as ServiceToken;
}

const ask = (credential: string, body: Document, at = app) =>
  at.send(path, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
interface Made {
  readonly access_token: string;
  readonly reference_token: string;
  readonly expires_in: number;
}
async function made(credential: string, body: Document = {}, at = app): Promise<Made> {
  const wanted = { username: "ada", include_reference_token: true, ...body };
  const answer = await ask(credential, wanted, at);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Made;
}
const administering = { scope: "applied-permissions/admin" };

/** Of the token itself and of its reference token: at the face, and by introspection. */
async function expectAlive(token: Made, alive: boolean, at = app): Promise<void> {
  for (const text of [token.access_token, token.reference_token]) {
    const used = await at.send(`${path}/me`, { headers: { authorization: `Bearer ${text}` } });
    expect(used.status).toBe(alive ? 200 : 401);
    const asked = await at.send("/oauth2/introspect", {
      method: "POST",
      headers: { authorization: `Bearer ${at.adminToken}` },
      body: new URLSearchParams({ token: text }),
    });
    expect((await documentOf(asked))["active"]).toBe(alive);
  }
}
const end = async (id: string) =>
  expect((await app.asAdmin("DELETE", `/api/v1/service-tokens/${id}`)).status).toBe(204);

describe("a token that a service token has made", () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ["through the API", end],
    [
      "by `countersign service-token revoke`",
      (id) =>
        runCommand(["service-token", "revoke", id], {
          environment: { COUNTERSIGN_URL: app.url, COUNTERSIGN_TOKEN: app.adminToken },
        }),
    ],
    [
      "on the server's machine",
      (id) => runCommand(["admin", "token", "revoke", id, "--data-dir", app.dataDir]),
    ],
  ])("ends when that is revoked %s", async (_how, revoke) => {
    const [mine, others] = [await serviceToken(), await serviceToken()];
    const token = await made(mine.secret, administering);
    const beside = await made(others.secret, administering);
    await expectAlive(token, true);
    await revoke(mine.id);
    await expectAlive(token, false);
    await expectAlive(beside, true);
  });

  it("takes along what was made of it, at whatever remove", async () => {
    const { id, secret } = await serviceToken();
    const first = await made(secret, administering);
    const second = await made(first.access_token, administering);
    const third = await made(second.access_token, administering);
    const users = await made(third.access_token, { scope: "applied-permissions/user" });
    const own = await made(users.access_token);
    await end(id);
    for (const token of [first, second, third, users, own]) await expectAlive(token, false);
  });

  it("leaves what was made of it alone when it ends by itself, as the end of a job does", async () => {
    const { id, secret } = await serviceToken();
    const first = await made(secret, administering);
    const second = await made(first.access_token, administering);
    const ended = await app.send(`${path}/me`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${first.access_token}` },
    });
    expect(ended.status).toBe(200);
    await expectAlive(second, true);
    await end(id);
    await expectAlive(second, false);
  });

  it("never outlives that, nor does what is made of it", async () => {
    const { secret } = await serviceToken({ lifetime_seconds: 600 });
    const first = await made(secret, administering);
    expect(first.expires_in).toBeLessThanOrEqual(600);
    expect((await made(first.access_token, administering)).expires_in).toBeLessThanOrEqual(600);
    for (const credential of [secret, first.access_token]) {
      const refused = await ask(credential, { username: "ada", expires_in: 601 });
      expect(refused.status).toBe(403);
      expect((await errorOf(refused)).message).toMatch(
        /never outlives the secret it began with, which has \d+ seconds left\. Ask for no more, or/,
      );
    }
  });

  it("makes tokens for its own user like one of a workload", async () => {
    const { secret } = await serviceToken();
    const users = await made(secret, { scope: "applied-permissions/user" });
    const own = await made(users.access_token, { expires_in: 60 });
    expect(own.expires_in).toBe(60);
    const further = await ask(own.access_token, {});
    expect((await errorOf(further)).message).toMatch(/Present the one it was made with/);
  });

  it("ends with the first secret, when the first service token takes that one's place", async () => {
    const fresh = await startApp({ COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: "" });
    onTestFinished(() => fresh.close());
    const first = (await readFile(join(fresh.dataDir, "first-secret"), "utf8")).trim();
    const token = await made(first, administering, fresh);
    const use = () =>
      fresh.send(`${path}/me`, { headers: { authorization: `Bearer ${token.access_token}` } });
    expect((await use()).status).toBe(200);
    await runCommand(["admin", "token", "create", "own", "--data-dir", fresh.dataDir]);
    expect((await use()).status).toBe(401);
  });
});

describe("a token that the secret of the settings has made", () => {
  it("stands by itself, for as long as it was made for", async () => {
    expect((await made(app.adminToken, { expires_in: 7_200 })).expires_in).toBe(7_200);
  });
});
