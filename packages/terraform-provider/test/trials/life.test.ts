/** The life of objects in Terraform: made, found unchanged, changed, replaced, put right, destroyed. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const apply = ["apply", "-auto-approve"];
/** Ends with success only if there is nothing to change. */
const emptyPlan = ["plan", "-detailed-exitcode"];

/** An integration named by the test, and a mapping of it. */
const integration = (name: string, members = "", mapping = "") => `
resource "platform_oidc_configuration" "ci" {
  name          = "${name}"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
  ${members}
}

resource "platform_oidc_identity_mapping" "main" {
  name          = "main"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 1
  claims_json   = jsonencode({ sub = "project_path:group/app:*", run = 7, nested = { Kept = [true, null] } })
  ${mapping || 'token_spec = { username = "ci", scope = "applied-permissions/user" }'}
}
`;

describe.skipIf(terraform === null)("terraform", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  });
  afterAll(() => world?.close());

  const configuration = (name: string) => `/access/api/v1/oidc/${name}`;
  const mapping = (name: string) => `${configuration(name)}/identity_mappings/main`;
  /** A workspace with an integration that is applied. */
  async function applied(text: string) {
    const workspace = await world.workspace(text);
    await workspace.must(...apply);
    return {
      ...workspace,
      /** Applies another configuration, or the same. @returns what was planned to be done */
      async changedTo(next: string) {
        await workspace.write(next);
        const ran = await workspace.run(...apply, "-json");
        expect(ran.code, ran.out).toBe(0);
        return changesIn(ran);
      },
    };
  }

  it("makes what is in the configuration, finds nothing to do after that, and destroys it", async () => {
    const workspace = await world.workspace(integration("made"));
    await workspace.must("validate");
    const planned = await workspace.run("plan", "-json", "-detailed-exitcode");
    expect(planned.code).toBe(2);
    expect(changesIn(planned)).toEqual([
      "create platform_oidc_configuration.ci",
      "create platform_oidc_identity_mapping.main",
    ]);

    await workspace.must(...apply);
    expect(await world.has(mapping("made"))).toMatchObject({
      claims: { sub: "project_path:group/app:*", run: 7, nested: { Kept: [true, null] } },
      token_spec: { username: "ci", scope: "applied-permissions/user", audience: "*@*", expires_in: 60 },
    });
    await workspace.must(...emptyPlan);

    await workspace.must("destroy", "-auto-approve");
    await expect(world.has(configuration("made"))).rejects.toThrow("404");
  });

  it("changes an object in its place", async () => {
    const workspace = await applied(integration("changed"));
    const next = integration(
      "changed",
      'description = "CI"',
      `description = "Main"
       token_spec = { scope = "applied-permissions/groups:\\"readers\\"", expires_in = 7200, audience = "jfrt@*" }`,
    );
    expect(await workspace.changedTo(next)).toEqual([
      "update platform_oidc_configuration.ci",
      "update platform_oidc_identity_mapping.main",
    ]);
    expect(await world.has(configuration("changed"))).toMatchObject({ description: "CI" });
    const { description, token_spec } = await world.has(mapping("changed"));
    expect({ description, ...token_spec }).toEqual({
      description: "Main",
      scope: 'applied-permissions/groups:"readers"',
      expires_in: 7200,
      audience: "jfrt@*",
    });
    await workspace.must(...emptyPlan);
  });

  it("returns to the default what is taken out of the configuration", async () => {
    const full = integration(
      "removed",
      'description = "CI"\nuse_default_proxy = true\ntoken_issuer = "https://gitlab.example.com/"',
      `description = "Main"
       token_spec = { username = "ci", scope = "applied-permissions/user", expires_in = 7200, audience = "jfrt@*" }`,
    );
    const workspace = await applied(full);
    expect(await workspace.changedTo(integration("removed"))).toHaveLength(2);
    const configured = await world.has(configuration("removed"));
    expect(configured).toMatchObject({ use_default_proxy: false });
    expect(configured.description ?? "").toBe("");
    const mapped = await world.has(mapping("removed"));
    expect(mapped.token_spec).toMatchObject({ expires_in: 60, audience: "*@*" });
    expect(mapped.description ?? "").toBe("");
    await workspace.must(...emptyPlan);
  });

  it("replaces an object that gets another name, and what depends on it", async () => {
    const workspace = await applied(integration("first"));
    expect(await workspace.changedTo(integration("second"))).toEqual([
      "replace platform_oidc_configuration.ci",
      "replace platform_oidc_identity_mapping.main",
    ]);
    await expect(world.has(configuration("first"))).rejects.toThrow("404");
    expect(await world.has(mapping("second"))).toMatchObject({ name: "main" });
    await workspace.must(...emptyPlan);
  });

  it("replaces a mapping that gets another project", async () => {
    const spec = 'token_spec = { username = "ci", scope = "applied-permissions/user" }';
    const project = (members: string) => `
      resource "platform_project" "app" {
        key          = "app"
        display_name = "App"
      }
      ${integration("moved", "", `${members}\n${spec}`)}`;
    const workspace = await applied(project(""));
    expect(await workspace.changedTo(project("project_key = platform_project.app.key"))).toEqual([
      "replace platform_oidc_identity_mapping.main",
    ]);
    expect(await world.has(`${mapping("moved")}?project_key=app`)).toMatchObject({ project_key: "app" });
    await workspace.must(...emptyPlan);
  });

  it("puts right what others changed, and makes again what they deleted", async () => {
    const text = integration("drifted");
    const workspace = await applied(text);
    const before = await world.has(mapping("drifted"));
    await world.app.asAdmin("PUT", mapping("drifted"), {
      ...before,
      description: "changed by hand",
      claims: { sub: "*" },
      token_spec: { ...before.token_spec, expires_in: 600 },
    });
    expect(await workspace.changedTo(text)).toEqual(["update platform_oidc_identity_mapping.main"]);
    expect(await world.has(mapping("drifted"))).toEqual(before);

    await world.app.asAdmin("DELETE", configuration("drifted"));
    expect(await workspace.changedTo(text)).toEqual([
      "create platform_oidc_configuration.ci",
      "create platform_oidc_identity_mapping.main",
    ]);
    expect(await world.has(mapping("drifted"))).toEqual(before);
    await workspace.must(...emptyPlan);
  });
});
