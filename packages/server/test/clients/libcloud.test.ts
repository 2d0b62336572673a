/** libcloud's drivers of OpenStack with `3.x_oidc_access_token`: login by GET, the first or a named project, scope. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Machine, startMachine } from "./client.ts";
import { type Conversation, converse, type Document } from "./conversation.ts";
import {
  identityProvider,
  type KeystoneWorld,
  loginRoute,
  protocol,
  startKeystoneWorld,
  subject,
} from "./keystone-world.ts";
import { releases } from "./openstack-client.ts";

const program = new URL("openstack/libcloud_login.py", import.meta.url).pathname;

for (const release of releases)
  describe.skipIf(release.openstack === null)(`libcloud beside ${release.name}`, () => {
    let world: KeystoneWorld;
    let machine: Machine;
    let libcloud: Conversation;
    beforeAll(async () => {
      world = await startKeystoneWorld();
      machine = await startMachine();
      libcloud = converse(machine, [release.python, program]);
    });
    afterAll(async () => {
      await libcloud?.close();
      await machine?.close();
      await world?.close();
    });
    beforeEach(() => void world.requests());

    const login = (idToken: string, members: Document = {}) =>
      libcloud.say({
        auth_url: world.app.url,
        user_id: identityProvider,
        key: idToken,
        tenant_name: protocol,
        ...members,
      });

    it("logs in and scopes its token to the first project", async () => {
      expect(await login(world.idToken())).toMatchObject({
        token: expect.any(String),
        user: { name: subject, domain: { id: "default", name: "Default" } },
        roles: ["member"],
      });
      expect(world.requests()).toEqual([
        `GET ${loginRoute} 201`,
        "GET /v3/auth/projects 200",
        "POST /v3/auth/tokens 201",
      ]);
    });

    it("scopes its token to the project that is named", async () => {
      expect(await login(world.idToken(), { domain_name: "shop" })).toHaveProperty("token");
      expect(await login(world.idToken(), { domain_name: "vault" })).toEqual({
        error: "ValueError",
        message: "Project vault not found",
      });
    });

    it("takes a refused ID token for wrong credentials", async () => {
      expect(await login(world.idToken({ exp: 1 }))).toMatchObject({ error: "InvalidCredsError" });
      expect(world.requests()).toEqual([`GET ${loginRoute} 401`]);
    });
  });
