/**
 * `openstack`, with keystoneauth and openstacksdk: a workload logs in with its ID token, finds where it may work,
 * scopes its token, has it validated and revokes it.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Machine, startMachine } from "./client.ts";
import type { Document } from "./conversation.ts";
import { identityProvider, type KeystoneWorld, loginRoute, startKeystoneWorld } from "./keystone-world.ts";
import {
  loginSettings,
  type Openstack,
  openstackOn,
  releases,
  type Settings,
  tokenSettings,
} from "./openstack-client.ts";

const denied = "The request you have made requires authentication.";
const requestId = /\(Request-ID: req-[0-9a-f-]{36}\)/;

for (const release of releases)
  describe.skipIf(release.openstack === null)(release.name, () => {
    let world: KeystoneWorld;
    let machine: Machine;
    let openstack: Openstack;
    beforeAll(async () => {
      world = await startKeystoneWorld();
      machine = await startMachine();
      openstack = openstackOn(machine, release);
    });
    afterAll(async () => {
      await machine?.close();
      await world?.close();
    });
    beforeEach(() => void world.requests());

    const login = (idToken = world.idToken(), more: Settings = {}) => loginSettings(world, idToken, more);
    const issue = async (settings = login()) => {
      const issued = await openstack.run(settings, "token", "issue", "-f", "json");
      if (issued.code !== 0) throw new Error(issued.err);
      return issued.json();
    };

    it("logs in with an ID token, in one request", async () => {
      expect(await issue()).toMatchObject({
        id: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        user_id: expect.stringMatching(/^[0-9a-f]{64}$/),
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
      });
      expect(world.requests()).toEqual([`POST ${loginRoute} 201`]);
    });

    it("finds the projects and domains where it has a role, and no other", async () => {
      const lists = await openstack.shell(login(), [
        "federation project list -f json",
        "federation domain list -f json",
      ]);
      const [projects, domains] = lists as readonly (readonly Document[])[];
      expect(projects).toEqual([
        { ID: world.projects.shop, Name: "shop", "Domain ID": "default", Enabled: true },
      ]);
      expect(domains?.map(({ ID, Name }) => ({ ID, Name }))).toEqual([{ ID: world.domain, Name: "octo" }]);
    });

    it.each([
      ["a project by its id", () => ({ OS_PROJECT_ID: world.projects.shop })],
      ["a project by its name", () => ({ OS_PROJECT_NAME: "shop", OS_PROJECT_DOMAIN_NAME: "Default" })],
    ] as const)("scopes its token to %s, and finds the services there are", async (_, scope) => {
      const [issued, catalog] = await openstack.shell(login(world.idToken(), scope()), [
        "token issue -f json",
        "catalog list -f json",
      ]);
      expect(issued).toMatchObject({ project_id: world.projects.shop });
      expect(catalog).toContainEqual(expect.objectContaining({ Name: "nova", Type: "compute" }));
      expect(JSON.stringify(catalog)).toContain(`https://nova.example/v2.1/${world.projects.shop}`);
    });

    it("scopes its token to a domain", async () => {
      expect(await issue(login(world.idToken(), { OS_DOMAIN_NAME: "octo" }))).toMatchObject({
        domain_id: world.domain,
      });
    });

    it("never lives longer by being scoped", async () => {
      const idToken = world.idToken();
      const unscoped = await issue(login(idToken));
      world.app.advance(30);
      const { OS_ACCESS_TOKEN: _, ...settings } = login();
      const scoped = await issue({
        ...settings,
        OS_AUTH_TYPE: "v3token",
        OS_TOKEN: String(unscoped["id"]),
        OS_PROJECT_ID: world.projects.shop,
      });
      expect(scoped["expires"]).toBe(unscoped["expires"]);
    });

    it("lists the projects of its own user", async () => {
      const settings = login(world.idToken(), { OS_PROJECT_ID: world.projects.shop });
      const [projects] = await openstack.shell(settings, ["project list --my-projects -f json"]);
      expect(projects).toEqual([{ ID: world.projects.shop, Name: "shop" }]);
    });

    it("finds the version of the interface", async () => {
      const settings = login(world.idToken(), { OS_PROJECT_ID: world.projects.shop });
      const { out } = await openstack.run(
        settings,
        "versions",
        "show",
        "--service",
        "identity",
        "-f",
        "json",
      );
      expect(JSON.parse(out)).toContainEqual(
        expect.objectContaining({ Version: "3.14", Status: "CURRENT", Endpoint: `${world.app.url}/v3/` }),
      );
    });

    it("revokes its token, which is refused afterwards", async () => {
      const own = tokenSettings(world, String((await issue())["id"]));
      expect(await openstack.run(own, "token", "revoke", own["OS_TOKEN"] ?? "")).toMatchObject({
        code: 0,
        err: "",
      });
      const refused = await openstack.run(own, "token", "revoke", own["OS_TOKEN"] ?? "");
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(denied);
      expect(refused.err).toMatch(requestId);
    });

    it("revokes a token of its user while it logs in itself", async () => {
      const own = tokenSettings(world, String((await issue())["id"]));
      const settings = login(world.idToken(), { OS_PROJECT_ID: world.projects.shop });
      expect(await openstack.run(settings, "token", "revoke", own["OS_TOKEN"] ?? "")).toMatchObject({
        code: 0,
        err: "",
      });
      expect((await openstack.run(own, "token", "revoke", own["OS_TOKEN"] ?? "")).code).toBe(1);
    });

    const wrong = (claims: Document) => () => login(world.idToken(claims));
    const tampered = () => {
      const [header = "", payload = "", signature = ""] = world.idToken().split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Document;
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: "admin" })).toString("base64url");
      return login([header, changed, signature].join("."));
    };

    it.each([
      ["an ID token that has expired", wrong({ exp: 1 }), denied],
      ["an ID token that was tampered with", tampered, denied],
      ["no ID token at all", () => login("no-token"), denied],
      ["an ID token that no rule is for", wrong({ repository: "octo-org/other" }), denied],
      [
        "an issuer of nobody's",
        wrong({ iss: "https://other.example" }),
        "You are not authorized to perform the requested action.",
      ],
      [
        "an identity provider that is not there",
        () => login(world.idToken(), { OS_IDENTITY_PROVIDER: "nobody" }),
        "Could not find Identity Provider: nobody.",
      ],
      [
        "a protocol that is not there",
        () => login(world.idToken(), { OS_PROTOCOL: "saml2" }),
        `Could not find federated protocol saml2 for Identity Provider: ${identityProvider}.`,
      ],
      [
        "a project where it has no role",
        () => login(world.idToken(), { OS_PROJECT_ID: world.projects.vault }),
        denied,
      ],
      ["a project that is not there", () => login(world.idToken(), { OS_PROJECT_ID: "nowhere" }), denied],
    ])("says our sentence and request id of %s", async (_, settings, sentence) => {
      const refused = await openstack.run(settings(), "token", "issue");
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(sentence);
      expect(refused.err).toMatch(requestId);
    });
  });
