/** Objects that are there already come under Terraform: by command, by block, and with a configuration it writes. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesIn, diagnosticsIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const emptyPlan = ["plan", "-detailed-exitcode"];

const text = `
resource "platform_oidc_configuration" "ci" {
  name          = "ci"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
}

resource "platform_oidc_identity_mapping" "main" {
  name          = "main"
  provider_name = "ci"
  priority      = 1
  claims_json   = jsonencode({ sub = "a", run = 7 })
  token_spec    = { username = "ci", scope = "applied-permissions/user", expires_in = 600 }
}

resource "platform_oidc_identity_mapping" "of_project" {
  name          = "of-project"
  provider_name = "ci"
  project_key   = "app"
  priority      = 2
  claims_json   = jsonencode({ sub = "b" })
  token_spec    = { groups_pattern = "{{groups}}" }
}
`;

describe.skipIf(terraform === null)("terraform import", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
    const make = async (path: string, document: unknown) => {
      const answer = await world.app.asAdmin("POST", `/access/api/v1/${path}`, document);
      expect(answer.status, await answer.text()).toBe(201);
    };
    await make("projects", { project_key: "app", display_name: "App" });
    await make("oidc", {
      name: "ci",
      issuer_url: "https://gitlab.example.com",
      provider_type: "Generic OpenID Connect",
      audience: "sts",
    });
    // As a person's script makes it: members in an order of their own, and one with a blank.
    await make("oidc/ci/identity_mappings", {
      token_spec: { expires_in: 600, username: "ci", scope: "applied-permissions/user" },
      claims: { run: 7, sub: "a" },
      priority: 1,
      name: "main",
    });
    await make("oidc/ci/identity_mappings?project_key=app", {
      name: "of-project",
      project_key: "app",
      priority: 2,
      claims: { sub: "b" },
      token_spec: { scope: "", groups_pattern: "{{groups}}", audience: "*@*", expires_in: 60 },
    });
  });
  afterAll(() => world?.close());

  const ids = {
    "platform_oidc_configuration.ci": "ci",
    "platform_oidc_identity_mapping.main": "main:ci",
    "platform_oidc_identity_mapping.of_project": "of-project:ci:app",
  };

  it("takes an object over by a command, without a difference to what is configured", async () => {
    const workspace = await world.workspace(text);
    for (const [address, id] of Object.entries(ids)) await workspace.must("import", address, id);
    await workspace.must(...emptyPlan);
  });

  it("takes an object over by a block, and writes the configuration of one that has none", async () => {
    const blocks = Object.entries(ids).map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
    const workspace = await world.workspace(blocks.join(""));
    await workspace.must("plan", "-generate-config-out=generated.tf");
    const generated = await readFile(join(workspace.folder, "generated.tf"), "utf8");
    expect(generated).toMatch(/groups_pattern\s+= "{{groups}}"/);

    const applied = await workspace.run("apply", "-auto-approve", "-json");
    expect(applied).toMatchObject({ code: 0 });
    expect(changesIn(applied)).toEqual(Object.keys(ids).map((address) => `import ${address}`));
    await workspace.must(...emptyPlan);
  });

  it("says what is wrong with an id, and that there is no such object", async () => {
    const workspace = await world.workspace(text);
    const ill = await workspace.run("import", "platform_oidc_identity_mapping.main", "main");
    expect(ill.code).toBe(1);
    expect(ill.err.replaceAll(/[\s│]+/g, " ")).toContain("name:provider_name");

    await workspace.write(`import {\n  to = platform_oidc_configuration.ci\n  id = "absent"\n}\n${text}`);
    const absent = await workspace.run("plan", "-json");
    expect(absent.code).toBe(1);
    expect(diagnosticsIn(absent)).toMatchObject([{ summary: "Cannot import non-existent remote object" }]);
  });
});
