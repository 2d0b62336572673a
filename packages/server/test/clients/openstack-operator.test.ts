/**
 * `openstack`, as an operator sets the server up with it: identity providers, mappings and protocols, and the
 * projects, groups and roles that mappings name.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../cli/command-line.ts";
import { type Machine, startMachine } from "./client.ts";
import type { Document } from "./conversation.ts";
import { type KeystoneWorld, rules, startKeystoneWorld } from "./keystone-world.ts";
import { type Openstack, openstackOn, releases, type Settings, tokenSettings } from "./openstack-client.ts";

for (const release of releases)
  describe.skipIf(release.openstack === null)(release.name, () => {
    let world: KeystoneWorld;
    let machine: Machine;
    let openstack: Openstack;
    let operator: Settings;
    beforeAll(async () => {
      world = await startKeystoneWorld();
      machine = await startMachine();
      openstack = openstackOn(machine, release);
      operator = tokenSettings(world, world.app.adminToken);
      await writeFile(join(machine.home, "rules.json"), JSON.stringify(rules));
      await writeFile(join(machine.home, "other.json"), JSON.stringify([...rules, ...rules]));
    });
    afterAll(async () => {
      await machine?.close();
      await world?.close();
    });

    it("creates, lists, shows, changes and deletes an identity provider", async () => {
      const printed = await openstack.shell(operator, [
        "identity provider create ci --remote-id https://ci.example --domain default --description CI -f json",
        "identity provider list -f json",
        "identity provider set ci --remote-id https://other.example --disable --description changed",
        "identity provider show ci -f json",
        "identity provider delete ci",
        "identity provider list -f json",
      ]);
      const ci = { id: "ci", domain_id: "default", description: "CI", enabled: true };
      expect(printed).toEqual([
        expect.objectContaining(ci),
        expect.arrayContaining([{ ID: "ci", Enabled: true, "Domain ID": "default", Description: "CI" }]),
        expect.objectContaining({ ...ci, description: "changed", enabled: false }),
        expect.not.arrayContaining([expect.objectContaining({ ID: "ci" })]),
      ]);
      expect(JSON.stringify(printed[2])).toContain("https://other.example");
    });

    it("creates, lists, shows, changes and deletes a mapping", async () => {
      const printed = await openstack.shell(operator, [
        "mapping create ci --rules rules.json -f json",
        "mapping list -f json",
        "mapping set ci --rules other.json",
        "mapping show ci -f json",
        "mapping delete ci",
        "mapping list -f json",
      ]);
      expect(printed).toEqual([
        expect.objectContaining({ id: "ci", rules }),
        expect.arrayContaining([expect.objectContaining({ ID: "ci" })]),
        expect.objectContaining({ id: "ci", rules: [...rules, ...rules] }),
        expect.not.arrayContaining([expect.objectContaining({ ID: "ci" })]),
      ]);
    });

    it("creates, lists, shows, changes and deletes a protocol", async () => {
      const printed = await openstack.shell(operator, [
        "federation protocol create --identity-provider github --mapping github oidc -f json",
        "federation protocol list --identity-provider github -f json",
        "federation protocol set --identity-provider github --mapping github oidc",
        "federation protocol show --identity-provider github oidc -f json",
        "federation protocol delete --identity-provider github oidc",
        "federation protocol list --identity-provider github -f json",
      ]);
      expect(printed).toEqual([
        expect.objectContaining({ id: "oidc", mapping: "github" }),
        [
          { id: "oidc", mapping: "github" },
          { id: "openid", mapping: "github" },
        ],
        expect.objectContaining({ id: "oidc", mapping: "github" }),
        [{ id: "openid", mapping: "github" }],
      ]);
    });

    it("creates a project, a group and a role, gives the role, and takes all of it back", async () => {
      const printed = await openstack.shell(operator, [
        "domain create machines -f json",
        "project create site --domain machines -f json",
        "group create builders --domain machines -f json",
        "role create deployer -f json",
        "role add deployer --group builders --group-domain machines --project site --project-domain machines",
        "role assignment list --names -f json",
        "role remove deployer --group builders --group-domain machines --project site --project-domain machines",
        "role delete deployer",
        "group delete builders --domain machines",
        "project delete site --domain machines",
        "domain set machines --disable",
        "domain delete machines",
        "domain list -f json",
      ]);
      expect(printed).toEqual([
        expect.objectContaining({ name: "machines", enabled: true }),
        expect.objectContaining({ name: "site" }),
        expect.objectContaining({ name: "builders" }),
        expect.objectContaining({ name: "deployer" }),
        expect.arrayContaining([
          expect.objectContaining({ Role: "deployer", Group: "builders@machines", Project: "site@machines" }),
        ]),
        expect.not.arrayContaining([expect.objectContaining({ Name: "machines" })]),
      ]);
    });

    it("creates a service and where it is reached, for the catalog", async () => {
      const printed = await openstack.shell(operator, [
        "service create --name glance image -f json",
        "endpoint create image public https://glance.example -f json",
        "endpoint list --service image -f json",
      ]);
      expect(printed).toEqual([
        expect.objectContaining({ name: "glance", type: "image" }),
        expect.objectContaining({ url: "https://glance.example", interface: "public" }),
        [expect.objectContaining({ URL: "https://glance.example", "Service Type": "image" })],
      ]);
    });

    it.each([
      ["the password of a service token", { OS_AUTH_TYPE: "password" }],
      ["a token that was made with it", { OS_AUTH_TYPE: "v3token" }],
    ] as const)("administers by %s", async (_, { OS_AUTH_TYPE }) => {
      const created = await runCommand([
        ...["admin", "token", "create", OS_AUTH_TYPE, "--json", "--data-dir", world.app.dataDir],
      ]);
      const login: Settings = {
        OS_AUTH_URL: `${world.app.url}/v3`,
        OS_IDENTITY_API_VERSION: "3",
        OS_PROJECT_NAME: "shop",
        OS_PROJECT_DOMAIN_NAME: "Default",
      };
      const withPassword: Settings = {
        ...login,
        OS_AUTH_TYPE: "password",
        OS_USERNAME: OS_AUTH_TYPE,
        OS_USER_DOMAIN_NAME: "Default",
        OS_PASSWORD: String(created.json()["secret"]),
      };
      const [issued] = (await openstack.shell(withPassword, ["token issue -f json"])) as readonly Document[];
      const withToken: Settings = { ...login, OS_AUTH_TYPE: "v3token", OS_TOKEN: String(issued?.["id"]) };
      const settings = OS_AUTH_TYPE === "password" ? withPassword : withToken;
      expect(await openstack.shell(settings, ["identity provider list -f json"])).toEqual([
        [expect.objectContaining({ ID: "github", Enabled: true })],
      ]);
    });

    it("is told what is there already, and what is not there", async () => {
      const conflict = await openstack.run(operator, "identity", "provider", "create", "github");
      expect(conflict.code).toBe(1);
      expect(conflict.err).toContain("Conflict occurred attempting to store identity_provider");
      const absent = await openstack.run(operator, "mapping", "show", "nothing");
      expect(absent.code).toBe(1);
      expect(absent.err).toContain("Could not find mapping: nothing.");
    });
  });
