/**
 * `openstack` that asks an OpenID provider for a token itself before it logs in with it: with a user's password, and
 * as a client on its own.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Machine, startMachine } from "./client.ts";
import { type KeystoneWorld, startKeystoneWorld } from "./keystone-world.ts";
import { client, type OpenidProvider, resource, startOpenidProvider, user } from "./openid-provider.ts";
import { type Openstack, openstackOn, releases, type Settings } from "./openstack-client.ts";

for (const release of releases)
  describe.skipIf(release.openstack === null)(release.name, () => {
    let world: KeystoneWorld;
    let provider: OpenidProvider;
    let machine: Machine;
    let openstack: Openstack;
    beforeAll(async () => {
      provider = await startOpenidProvider();
      world = await startKeystoneWorld({ COUNTERSIGN_ISSUER_ALLOW: provider.url });
      const below = "/v3/OS-FEDERATION/identity_providers/op";
      const remote = [{ type: "sub" }];
      const rules = [{ local: [{ user: { name: "{0}" } }], remote }];
      await world.operate("PUT", "/v3/OS-FEDERATION/mappings/op", { mapping: { rules } });
      await world.operate("PUT", below, {
        identity_provider: { enabled: true, remote_ids: [provider.url], domain_id: "default" },
      });
      await world.operate("PUT", `${below}/protocols/openid`, { protocol: { mapping_id: "op" } });
      machine = await startMachine();
      openstack = openstackOn(machine, release);
    });
    afterAll(async () => {
      await machine?.close();
      await world?.close();
      await provider?.close();
    });

    const settings = (more: Settings): Settings => ({
      OS_AUTH_URL: `${world.app.url}/v3`,
      OS_IDENTITY_API_VERSION: "3",
      OS_IDENTITY_PROVIDER: "op",
      OS_PROTOCOL: "openid",
      OS_CLIENT_ID: client.id,
      OS_CLIENT_SECRET: client.secret,
      OS_DISCOVERY_ENDPOINT: `${provider.url}/.well-known/openid-configuration`,
      ...more,
    });
    const withPassword = (more: Settings = {}) =>
      settings({
        OS_AUTH_TYPE: "v3oidcpassword",
        OS_USERNAME: user.name,
        OS_PASSWORD: user.password,
        OS_ACCESS_TOKEN_TYPE: "id_token",
        ...more,
      });
    const asClient = () => settings({ OS_AUTH_TYPE: "v3oidcclientcredentials", OS_OPENID_SCOPE: "profile" });
    /** What administrators set through the admin API beside what this face knows. */
    const acceptAccessTokens = async (accept_access_tokens: boolean) => {
      const read = await world.app.asAdmin("GET", "/api/v1/providers/op");
      const document = (await read.json()) as Readonly<Record<string, unknown>>;
      const put = await world.app.asAdmin("PUT", "/api/v1/providers/op", {
        ...document,
        audience: resource,
        accept_access_tokens,
      });
      if (put.status !== 200) throw new Error(await put.text());
    };
    const userName = async (token: unknown) => {
      const answer = await world.app.send("/v3/auth/tokens", {
        headers: { "x-auth-token": String(token), "x-subject-token": String(token) },
      });
      return ((await answer.json()) as { token: { user: { name: string } } }).token.user.name;
    };

    it("logs in with the ID token that a user's password earned", async () => {
      const issued = await openstack.run(withPassword(), "token", "issue", "-f", "json");
      expect(issued.err).toBe("");
      expect(await userName(issued.json()["id"])).toBe(user.name);
    });

    it("is refused with the access token that it would send by default", async () => {
      const { code, err } = await openstack.run(
        withPassword({ OS_ACCESS_TOKEN_TYPE: "access_token" }),
        "token",
        "issue",
      );
      expect(code).toBe(1);
      expect(err).toMatch(/The request you have made requires authentication\..*\(Request-ID: req-/);
    });

    it("logs in as a client with an access token where the provider says that those will do", async () => {
      await acceptAccessTokens(true);
      const issued = await openstack.run(asClient(), "token", "issue", "-f", "json");
      expect(issued.err).toBe("");
      expect(await userName(issued.json()["id"])).toBe(client.id);
      await acceptAccessTokens(false);
      const refused = await openstack.run(asClient(), "token", "issue");
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/\(Request-ID: req-/);
    });
  });
