/** What the server refuses is told in its own sentence, with the reference id, on the attribute at fault. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnosticsIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const mapping = (label: string, members: string) => `
resource "platform_oidc_identity_mapping" "${label}" {
  name          = "${label}"
  priority      = 1
  claims_json   = jsonencode({ sub = "repo:acme/app:ref:refs/heads/main" })
  ${members}
}`;
const user = 'token_spec = { username = "ci", scope = "applied-permissions/user" }';

/** What the server alone can know, the line on which it is told, and its words. */
const refusals = [
  {
    address: "platform_oidc_configuration.taken",
    text: `
resource "platform_oidc_configuration" "taken" {
  name          = "taken"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
}`,
    at: "name",
    says: /A provider called taken already exists\./,
  },
  {
    address: "platform_oidc_identity_mapping.orphan",
    text: mapping("orphan", `provider_name = "absent"\n${user}`),
    at: "provider_name",
    says: /doesn't exist/,
  },
  {
    address: "platform_project_role.homeless",
    text: `
resource "platform_project_role" "homeless" {
  name        = "Deployer"
  project_key = "absent"
}`,
    at: "project_key",
    says: /project/,
  },
];

describe.skipIf(terraform === null)("what the server refuses", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
    await world.app.asAdmin("POST", "/access/api/v1/oidc", {
      name: "taken",
      issuer_url: "https://gitlab.example.com",
      provider_type: "Generic OpenID Connect",
    });
  });
  afterAll(() => world?.close());

  it("is told on the attribute at fault, with a reference id, and leaves nothing in the state", async () => {
    const workspace = await world.workspace(refusals.map(({ text }) => text).join("\n"));
    const ran = await workspace.run("apply", "-auto-approve", "-json");
    expect(ran.code).toBe(1);
    const errors = diagnosticsIn(ran).filter(({ severity }) => severity === "error");
    expect(errors.map(({ address, at, detail }) => ({ address, at: at?.split(" ")[0], detail }))).toEqual(
      expect.arrayContaining(
        refusals.map(({ address, at, says }) => ({ address, at, detail: expect.stringMatching(says) })),
      ),
    );
    expect(errors).toHaveLength(refusals.length);
    for (const { detail } of errors) expect(detail).toMatch(/Reference id: [\w-]+/);
    expect(await workspace.must("state", "list")).toBe("");
  });

  it("is told in the plan already, where the server can judge it, with what is risky", async () => {
    const spec = (expiry: number) =>
      `token_spec = { username = "ci", scope = "applied-permissions/user", expires_in = ${expiry} }`;
    const broad = mapping("broad", `provider_name = "taken"\n${user}`).replace(/sub = ".*"/, 'sub = "*"');
    const lasting = mapping("lasting", `provider_name = "taken"\n${spec(1_200_000_000)}`);
    const workspace = await world.workspace(`${broad}${lasting}`);
    const ran = await workspace.run("plan", "-json");
    expect(ran.code).toBe(1);
    const said = diagnosticsIn(ran);
    expect(said).toContainEqual(
      expect.objectContaining({
        severity: "error",
        address: "platform_oidc_identity_mapping.lasting",
        at: expect.stringMatching(/^token_spec/),
        detail: expect.stringMatching(/Invalid\s+expiry/),
      }),
    );
    expect(said).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        address: "platform_oidc_identity_mapping.broad",
        at: expect.stringMatching(/^claims_json/),
        detail: expect.stringContaining('"*" accepts any sub'),
      }),
    );
  });

  it("is told when nobody knows the credential", async () => {
    const workspace = await world.workspace(refusals[0]?.text ?? "", { COUNTERSIGN_TOKEN: "n".repeat(43) });
    const ran = await workspace.run("apply", "-auto-approve", "-json");
    expect(ran.code).toBe(1);
    const [error] = diagnosticsIn(ran).filter(({ severity }) => severity === "error");
    expect(error?.detail).toMatch(/Reference id: [\w-]+/);
    expect(ran.out).not.toContain("n".repeat(43));
  });
});
