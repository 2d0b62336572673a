/**
 * keystonemiddleware, the filter before OpenStack's services: it logs in as a service, and asks about each token that
 * a caller brings.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../cli/command-line.ts";
import { ask } from "../transcripts/access-clients.ts";
import { type Machine, startMachine } from "./client.ts";
import { type Conversation, converse, type Document } from "./conversation.ts";
import { type KeystoneWorld, loginPath, startKeystoneWorld, subject } from "./keystone-world.ts";
import { releases } from "./openstack-client.ts";

const filter = new URL("openstack/middleware.py", import.meta.url).pathname;

/** How the service's identity is written in its configuration; both are the service token. */
const identities: readonly (readonly [string, (secret: string) => Document])[] = [
  [
    "a password",
    (secret) => ({
      auth_type: "password",
      username: "nova",
      password: secret,
      user_domain_id: "default",
      project_name: "shop",
      project_domain_id: "default",
    }),
  ],
  [
    "an application credential",
    (secret) => ({
      auth_type: "v3applicationcredential",
      application_credential_id: "nova",
      application_credential_secret: secret,
    }),
  ],
];

for (const release of releases)
  describe.skipIf(release.openstack === null)(`keystonemiddleware of ${release.name}`, () => {
    let world: KeystoneWorld;
    let machine: Machine;
    let secret: string;
    beforeAll(async () => {
      world = await startKeystoneWorld();
      machine = await startMachine();
      const made = await runCommand([
        "admin",
        "token",
        "create",
        "nova",
        "--role",
        "introspect",
        "--json",
        "--data-dir",
        world.app.dataDir,
      ]);
      secret = String(made.json()["secret"]);
      await makeService(world);
    });
    afterAll(async () => {
      await machine?.close();
      await world?.close();
    });

    describe.each(identities)("with %s", (_, identity) => {
      let service: Conversation;
      let address: string;
      beforeAll(async () => {
        service = converse(machine, [release.python, filter]);
        const { port } = await service.say({
          auth_url: world.app.url,
          www_authenticate_uri: `${world.app.url}/v3`,
          // Nothing is remembered: what is revoked is refused from then on.
          token_cache_time: "-1",
          ...identity(secret),
        });
        address = `http://127.0.0.1:${port}/`;
      });
      afterAll(() => service?.close());
      beforeEach(() => void world.requests());

      const call = (token: string) => ask(address, { headers: { "x-auth-token": token } });

      it("tells the service who is asking, in which project and with which roles", async () => {
        const answer = await call(await scopedToken(world));
        expect(answer.status).toBe(200);
        expect(JSON.parse(answer.text)).toMatchObject({
          "x-identity-status": "Confirmed",
          "x-user-name": subject,
          "x-user-domain-id": "default",
          "x-project-id": world.projects.shop,
          "x-project-name": "shop",
          "x-roles": "member",
          "x-is-admin-project": "False",
        });
        expect(world.requests()).toContain("GET /v3/auth/tokens 200");
      });

      it("turns away a token that was revoked, that has expired, and what is no token", async () => {
        const token = await scopedToken(world);
        expect((await call(token)).status).toBe(200);
        const revoked = await ask(`${world.app.url}/v3/auth/tokens`, {
          method: "DELETE",
          headers: { "x-auth-token": token, "x-subject-token": token },
        });
        expect(revoked.status).toBe(204);
        const answer = await call(token);
        expect(answer.status).toBe(401);
        expect(answer.headers["www-authenticate"]).toBe(`Keystone uri="${world.app.url}/v3"`);
        expect((await call("no-token")).status).toBe(401);
      });
    });
  });

/** Gives the service token's user a role in the project that its configuration names. */
async function makeService(world: KeystoneWorld): Promise<void> {
  const { users } = (await world.operate("GET", "/v3/users?name=nova")) as { users: readonly Document[] };
  const path = `/v3/projects/${world.projects.shop}/users/${users[0]?.["id"]}/roles`;
  await world.operate("PUT", `${path}/${world.ids.service}`);
}

/** A workload's token for the project where it has a role. */
async function scopedToken(world: KeystoneWorld): Promise<string> {
  const unscoped = await ask(`${world.app.url}${loginPath}`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.idToken()}` },
  });
  const token = { id: String(unscoped.headers["x-subject-token"]) };
  const scoped = await ask(`${world.app.url}/v3/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      auth: {
        identity: { methods: ["token"], token },
        scope: { project: { id: world.projects.shop } },
      },
    }),
  });
  return String(scoped.headers["x-subject-token"]);
}
