/** What is there for the length of one run only: tokens that no state holds, and checks of who would be let in. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnosticsIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const integration = (subject: string) => `
resource "platform_oidc_configuration" "ci" {
  name          = "ci"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
}

resource "platform_oidc_identity_mapping" "release" {
  name          = "release"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 1
  claims_json   = jsonencode({ sub = "${subject}" })
  token_spec    = { username = "ci", scope = "applied-permissions/user" }
}

data "platform_oidc_exchange_explanation" "release" {
  provider_name = platform_oidc_configuration.ci.name
  claims_json = jsonencode({
    iss = "https://gitlab.example.com"
    aud = "sts"
    sub = "project_path:acme/app:ref_type:branch:ref:main"
  })
  depends_on = [platform_oidc_identity_mapping.release]
}

check "releases" {
  assert {
    condition     = data.platform_oidc_exchange_explanation.release.accepted
    error_message = "A release is not let in."
  }
}
`;

describe.skipIf(terraform === null)("for the length of a run", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  });
  afterAll(() => world?.close());

  it("a check block says whether a claim set would be accepted", async () => {
    const apply = ["apply", "-auto-approve", "-json"];
    const workspace = await world.workspace(integration("project_path:acme/app:*"));
    const held = await workspace.run(...apply);
    expect(held.code, held.out).toBe(0);
    const failures = (ran: typeof held) =>
      diagnosticsIn(ran).filter(({ summary }) => summary === "Check block assertion failed");
    expect(failures(held)).toEqual([]);

    await workspace.write(integration("project_path:acme/other:*"));
    expect(failures(await workspace.run(...apply))).toMatchObject([
      { severity: "warning", detail: "A release is not let in." },
    ]);
  });

  it("an ephemeral access token serves another provider, and is in no state and no plan", async () => {
    const workspace = await world.workspace(`
      ephemeral "platform_access_token" "fresh" {
        username   = "operator"
        scope      = "applied-permissions/admin"
        expires_in = 600
      }

      provider "platform" {
        alias        = "as_operator"
        access_token = ephemeral.platform_access_token.fresh.access_token
      }

      resource "platform_oidc_configuration" "made" {
        provider      = platform.as_operator
        name          = "made-with-it"
        issuer_url    = "https://gitlab.example.com"
        provider_type = "generic"
        audience      = "sts"
      }`);
    await workspace.must("plan", "-out=saved");
    const plan = await workspace.must("show", "-json", "saved");
    await workspace.must("apply", "saved");
    expect(await world.has("/access/api/v1/oidc/made-with-it")).toMatchObject({ name: "made-with-it" });

    const state = await readFile(join(workspace.folder, "terraform.tfstate"), "utf8");
    const tokens = world.server.answered
      .filter(({ method, path }) => method === "POST" && path.startsWith("/access/api/v1/tokens"))
      .map(({ answer }) => (JSON.parse(answer) as { readonly access_token: string }).access_token);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) for (const text of [plan, state]) expect(text).not.toContain(token);
  });
});
