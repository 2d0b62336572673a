/** Tokens that are worth nothing for a while, and who ends them meanwhile: what gives them back must not bring one back. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, decode } from "../end-to-end/exchange-world.ts";
import { type Answer, errorOf, sender } from "./keystone-operator.ts";
import { aliceId, type Roles, rolesWorld } from "./keystone-roles.ts";
import { tokenOf } from "./keystone-world.ts";
import { serviceToken } from "./oauth-tokens-world.ts";

let world: Roles;
beforeAll(async () => {
  world = await rolesWorld();
});
afterAll(() => world.close());

const logIn = async () => tokenOf(await world.logIn());
/** Of alice's for the project she is a reader of. */
async function scoped(to = world.passing): Promise<string> {
  const identity = { methods: ["token"], token: { id: await logIn() } };
  const auth = { identity, scope: { project: { id: to } } };
  return tokenOf(await sender(world.app, null)("POST", "/auth/tokens", { auth }));
}
const enable = (path: string, member: string, enabled: boolean) =>
  world.done("PATCH", path, { [member]: { enabled } });
const enableAlice = (enabled: boolean) => enable(`/users/${aliceId}`, "user", enabled);
const enablePassing = (enabled: boolean) => enable(`/projects/${world.passing}`, "project", enabled);

const revoke = (token: string, by?: string) =>
  world.app.send("/oauth2/revoke", {
    method: "POST",
    headers: by === undefined ? {} : { authorization: `Bearer ${by}` },
    body: new URLSearchParams({ token }),
  });
async function end(as: string, subject: string): Promise<Answer> {
  const response = await world.app.send("/v3/auth/tokens", {
    method: "DELETE",
    headers: { "x-auth-token": as, "x-subject-token": subject },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}
async function isActive(token: string): Promise<unknown> {
  const asked = await world.app.send("/oauth2/introspect", {
    method: "POST",
    headers: { authorization: `Bearer ${world.app.adminToken}` },
    body: new URLSearchParams({ token }),
  });
  return ((await asked.json()) as Document)["active"];
}

const suspensions: readonly [string, () => Promise<string>, (enabled: boolean) => Promise<Document>][] = [
  ["whose user is disabled", logIn, enableAlice],
  ["for a project that is disabled", scoped, enablePassing],
];
const endings: readonly [string, number, (token: string) => Promise<{ readonly status: number }>][] = [
  ["whoever holds it", 200, (token) => revoke(token)],
  [
    "an administrator at the revocation endpoint",
    200,
    async (token) => revoke(token, await serviceToken(world, "guard")),
  ],
  ["an operator's DELETE", 204, (token) => end(world.app.adminToken, token)],
];

describe.each(suspensions)("a token %s", (_what, token, setEnabled) => {
  it.each(endings)("is ended for good by %s", async (_who, status, endIt) => {
    const subject = await token();
    await setEnabled(false);
    try {
      expect((await endIt(subject)).status).toBe(status);
    } finally {
      await setEnabled(true);
    }
    expect(await isActive(subject)).toBe(false);
  });

  it("is good again afterwards when nobody ended it", async () => {
    const subject = await token();
    await setEnabled(false);
    expect(await isActive(subject)).toBe(false);
    await setEnabled(true);
    expect(await isActive(subject)).toBe(true);
  });
});

describe("a token that is worth nothing for a while", () => {
  it("is ended by another token of its user, as clients present it", async () => {
    const [as, subject] = [await logIn(), await scoped()];
    await enablePassing(false);
    const ended = await end(as, subject);
    await enablePassing(true);
    expect(ended.status).toBe(204);
    expect(await isActive(subject)).toBe(false);
  });

  it("takes along what was made of it", async () => {
    const subject = await scoped();
    const identity = { methods: ["token"], token: { id: subject } };
    const auth = { identity, scope: { project: { id: world.shop } } };
    const further = tokenOf(await sender(world.app, null)("POST", "/auth/tokens", { auth }));
    await enablePassing(false);
    await revoke(subject);
    await enablePassing(true);
    expect(await isActive(further)).toBe(false);
  });

  it("is noted as ended by its holder", async () => {
    const subject = await scoped();
    await enablePassing(false);
    await revoke(subject);
    await enablePassing(true);
    const { items } = (await (await world.app.asAdmin("GET", "/api/v1/revocations")).json()) as {
      readonly items: readonly Document[];
    };
    expect(items).toContainEqual(
      expect.objectContaining({ id: decode(subject)["jti"], revoked_by: "its holder" }),
    );
  });

  it("is no other user's to end", async () => {
    const subject = await scoped();
    const bob = tokenOf(await world.logIn({ bearer: world.idToken({ preferred_username: "bob" }) }));
    await enablePassing(false);
    expect(errorOf(await end(bob, subject))[0]).toBe(403);
    expect((await revoke(subject, bob)).status).toBe(400);
    await enablePassing(true);
    expect(await isActive(subject)).toBe(true);
  });

  it("is no credential, not even to end itself with", async () => {
    const subject = await logIn();
    await enableAlice(false);
    expect((await end(subject, subject)).status).toBe(401);
    expect((await revoke(subject, subject)).status).toBe(401);
    await enableAlice(true);
    expect(await isActive(subject)).toBe(true);
  });
});
