/** As many objects as a large installation keeps in one workspace. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const text = `
resource "platform_oidc_configuration" "ci" {
  name          = "ci"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "sts"
}

resource "platform_oidc_identity_mapping" "all" {
  count         = 200
  name          = "mapping-\${count.index}"
  provider_name = platform_oidc_configuration.ci.name
  priority      = count.index + 1
  claims_json   = jsonencode({ sub = "repo:group/app-\${count.index}:*" })
  token_spec    = { username = "app-\${count.index}", scope = "applied-permissions/user" }
}
`;

describe.skipIf(terraform === null)("terraform", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  });
  afterAll(() => world?.close());

  it("keeps 200 mappings", async () => {
    const workspace = await world.workspace(text);
    const parallel = "-parallelism=20";
    await workspace.must("apply", "-auto-approve", parallel);
    const all = await world.has("/access/api/v1/oidc/ci/identity_mappings");
    expect(all).toHaveLength(200);
    await workspace.must("plan", "-detailed-exitcode", parallel);
    await workspace.must("destroy", "-auto-approve", parallel);
    expect(await world.has("/access/api/v1/oidc")).toEqual([]);
  });
});
