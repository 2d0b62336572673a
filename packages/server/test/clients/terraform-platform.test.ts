/**
 * JFrog's Terraform provider `platform`, driven by the real `terraform` as a person drives it who keeps integrations
 * and mappings as code. Its own acceptance tests leave out what is here: the types Azure and GitHub Enterprise, a
 * change of type, several mappings at once, and a provider that logs in by OIDC itself.
 */

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ClientWorld, provider, repositories, startClientWorld } from "./client-world.ts";
import { findGo } from "./go.ts";
import {
  builtByGo,
  findProvider,
  findTerraform,
  startTerraformMachine,
  type TerraformMachine,
} from "./terraform.ts";

const tools = { go: findGo(), terraform: findTerraform() };
const platform = findProvider("platform");

const header = `
terraform {
  required_providers {
    platform = {
      source = "jfrog/platform"
    }
  }
}
`;

const integrations = {
  generic: `
    issuer_url        = "https://gitlab.example.com/"
    provider_type     = "generic"
    token_issuer      = "https://gitlab.example.com"
    audience          = "sts"
    use_default_proxy = true
  `,
  "GitHub with an organization": `
    issuer_url    = "https://token.actions.githubusercontent.com"
    provider_type = "GitHub"
    organization  = "octo-org"
    description   = "Workflows, \\"all\\" of them"
  `,
  "GitHub, permissive": `
    issuer_url                      = "https://token.actions.githubusercontent.com/octo"
    provider_type                   = "GitHub"
    enable_permissive_configuration = true
  `,
  "GitHub Enterprise": `
    issuer_url    = "https://github.example.com/_services/token"
    provider_type = "GitHubEnterprise"
    organization  = "octo-org"
    audience      = "sts"
  `,
  Azure: `
    issuer_url    = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"
    provider_type = "Azure"
    azure_app_id  = "66666666-7777-8888-9999-000000000000"
  `,
};

const integration = (members: string) => `${header}
resource "platform_oidc_configuration" "ci" {
  name = "ci"
  ${members}
}`;

const mapping = (name: string, members: string) => `
resource "platform_oidc_identity_mapping" "${name}" {
  name          = "${name}"
  provider_name = platform_oidc_configuration.ci.name
  ${members}
}`;

const mappings = {
  user: `
    description = "One & only <user>"
    priority    = 1
    claims_json = jsonencode({
      sub      = "repo:octo-org/app:ref:refs/heads/*"
      ref_type = ["branch", "tag"]
      run      = 7
      nested   = { Kept = true }
    })
    token_spec = { username = "ci-user", scope = "applied-permissions/user", expires_in = 7200 }
  `,
  groups: `
    priority    = 1
    claims_json = jsonencode({ repository = "octo-org/docs" })
    token_spec = {
      scope    = "applied-permissions/groups:\\"readers\\",\\"no such group\\""
      audience = "jfrt@* jfac@* jfmc@* jfmd@* jfevt@* jfxfer@* jflnk@* jfint@* jfwks@*"
    }
  `,
  admin: `
    priority    = 1
    claims_json = jsonencode({ repository = "octo-org/infra" })
    token_spec  = { username = "infra-bot", scope = "applied-permissions/admin" }
  `,
  "user-pattern": `
    priority    = 4
    claims_json = jsonencode({ repository_owner = "octo-org" })
    token_spec  = { username_pattern = "{{actor}}" }
  `,
  "groups-pattern": `
    priority    = 9999999
    claims_json = jsonencode({})
    token_spec  = { groups_pattern = "({{groups}})-team | $1" }
  `,
};

describe.skipIf([tools.go, tools.terraform, platform].includes(null))("Terraform's provider platform", () => {
  let world: ClientWorld;
  let machine: TerraformMachine;
  beforeAll(async () => {
    world = await startClientWorld();
    machine = await startTerraformMachine(tools.terraform, {
      "jfrog/platform": builtByGo(tools.go, platform),
    });
  }, 300_000);
  afterAll(async () => {
    await machine?.close();
    await world?.close();
  });

  const asAdmin = () => ({ JFROG_URL: world.app.url, JFROG_ACCESS_TOKEN: world.app.adminToken });
  const apply = ["apply", "-auto-approve"];
  /** Ends with success only if there is nothing to change. */
  const emptyPlan = ["plan", "-detailed-exitcode"];
  const destroy = ["destroy", "-auto-approve"];
  /** Nothing of one test is left for the next. */
  afterEach(() => world.app.asAdmin("DELETE", "/access/api/v1/oidc/ci"));
  const names = async () =>
    (
      (await (await world.app.asAdmin("GET", "/access/api/v1/oidc")).json()) as { readonly name: string }[]
    ).map(({ name }) => name);

  it.each(Object.entries(integrations))(
    "keeps an integration of the type %s, and finds it unchanged",
    async (_, members) => {
      const workspace = await machine.workspace(integration(members), asAdmin());
      await workspace.must(...apply);
      await workspace.must(...emptyPlan);
      await workspace.must(...destroy);
      expect(await names()).toEqual([provider]);
    },
  );

  it("keeps mappings of every kind, changes, imports and destroys them", async () => {
    const all = Object.entries(mappings).map(([name, members]) => mapping(name, members));
    const configuration = integration(integrations.generic) + all.join("");
    const workspace = await machine.workspace(configuration, asAdmin());
    await workspace.must(...apply);
    await workspace.must(...emptyPlan);

    const other = await machine.workspace(configuration, asAdmin());
    await other.must("import", "platform_oidc_configuration.ci", "ci");
    for (const name of Object.keys(mappings))
      await other.must("import", `platform_oidc_identity_mapping.${name}`, `${name}:ci`);
    await other.must(...emptyPlan);

    const changed = mapping("user", mappings.admin) + mapping("admin", mappings["user-pattern"]);
    await workspace.write(integration(integrations.generic) + changed);
    await workspace.must(...apply);
    await workspace.must(...emptyPlan);
    await workspace.must(...destroy);
    expect(await names()).toEqual([provider]);
  });

  it("replaces an integration that becomes one of another type", async () => {
    const workspace = await machine.workspace(integration(integrations.generic), asAdmin());
    await workspace.must(...apply);
    await workspace.write(integration(integrations["GitHub with an organization"]));
    await workspace.must(...apply);
    await workspace.must(...emptyPlan);
  });

  it("tells the person why the server refused", async () => {
    const workspace = await machine.workspace(
      integration(`
        issuer_url    = "https://token.actions.githubusercontent.com"
        provider_type = "GitHub"
      `),
      asAdmin(),
    );
    const { code, err } = await workspace.run(...apply);
    expect(code).toBe(1);
    expect(err.replaceAll(/\s+/g, " ")).toContain("organization");
  });

  describe("with groups", () => {
    const group = (members: string) => `${header}
      resource "platform_group" "deployers" {
        name = "Deployers & Co"
        ${members}
      }`;

    it("keeps, changes, imports and destroys one, without drift", async () => {
      const everything = `
        description      = "Those who deploy"
        external_id      = "azure"
        admin_privileges = true
        policy_manager   = true
        policy_viewer    = true
      `;
      const workspace = await machine.workspace(group(everything), asAdmin());
      await workspace.must(...apply);
      await workspace.must(...emptyPlan);

      const other = await machine.workspace(group(everything), asAdmin());
      await other.must("import", "platform_group.deployers", "Deployers & Co");
      await other.must(...apply);
      await other.must(...emptyPlan);

      await workspace.write(group('description = "Others"\n external_id = "azure"\n auto_join = true'));
      await workspace.must(...apply);
      await workspace.must(...emptyPlan);
      await workspace.must(...destroy);
      const left = await world.app.asAdmin("GET", "/access/api/v2/groups");
      expect(await left.json()).toEqual({ groups: [] });
    });

    it("is told where membership comes from", async () => {
      const members = 'use_group_members_resource = false\n members = ["ann"]';
      const workspace = await machine.workspace(group(members), asAdmin());
      const { code, err } = await workspace.run(...apply);
      expect(code).toBe(1);
      expect(err.replaceAll(/[│\s]+/g, " ")).toContain("who is in a group is said by the identity mapping");
    });
  });

  describe("that logs in by OIDC", () => {
    const configuration = (name: string) => `${integration(integrations.generic)}
      provider "platform" {
        url                = "${world.app.url}"
        oidc_provider_name = "${name}"
      }`;

    it("manages integrations as the administrator that its workspace's token maps to", async () => {
      const workspace = await machine.workspace(configuration(provider), {
        TFC_WORKLOAD_IDENTITY_TOKEN: world.tokenOf(repositories.infra),
      });
      await workspace.must(...apply);
      await workspace.must(...emptyPlan);
      await workspace.must(...destroy);
    });

    it("is told that a token of no administrator may not", async () => {
      const workspace = await machine.workspace(configuration(provider), {
        TFC_WORKLOAD_IDENTITY_TOKEN: world.tokenOf(repositories.app),
      });
      const { code, err } = await workspace.run(...apply);
      expect(code).toBe(1);
      expect(err).toContain("Reference id");
    });

    it("is told why its token is refused", async () => {
      const workspace = await machine.workspace(configuration("no-such-provider"), {
        TFC_WORKLOAD_IDENTITY_TOKEN: world.tokenOf(repositories.app),
      });
      const { code, err } = await workspace.run(...apply);
      expect(code).toBe(1);
      expect(err).toContain("No provider is called no-such-provider.");
    });
  });
});
