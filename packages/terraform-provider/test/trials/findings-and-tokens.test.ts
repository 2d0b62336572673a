/** What the real Terraform shows in a first plan of risks, and what it keeps of a token that is ephemeral: nothing. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const risky = `
resource "platform_oidc_configuration" "github" {
  name          = "github"
  issuer_url    = "https://token.actions.githubusercontent.com"
  provider_type = "GitHub"
  organization  = "acme"
}
resource "platform_oidc_identity_mapping" "wide" {
  name          = "wide"
  provider_name = platform_oidc_configuration.github.name
  priority      = 1
  claims_json   = jsonencode({ repository_id = "7700" })
  token_spec    = { scope = "applied-permissions/groups:readers" }
}
resource "platform_oidc_identity_mapping" "narrow" {
  name          = "narrow"
  provider_name = platform_oidc_identity_mapping.wide.provider_name
  priority      = 2
  claims_json   = jsonencode({ repository_id = "7700", ref = "refs/heads/main" })
  token_spec    = { scope = "applied-permissions/groups:readers" }
}
`;

const withToken = `
ephemeral "platform_access_token" "narrow" {
  username    = "robot"
  scope       = "applied-permissions/groups:readers"
  description = "of a trial"
}
provider "platform" {
  alias        = "narrow"
  access_token = ephemeral.platform_access_token.narrow.access_token
}
data "platform_jwks" "keys" {
  provider = platform.narrow
}
output "url" {
  value = data.platform_jwks.keys.url
}
`;

/** As a token of ours begins: `{"` in base64url. */
const token = /eyJ[\w-]{20}/;

describe.skipIf(terraform === null)("the real Terraform", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
  });
  afterAll(() => world?.close());

  it("shows in the first plan what is risky about it, each once and at its line", async () => {
    const workspace = await world.workspace(risky);
    const plan = await workspace.must("plan", "-no-color");
    expect(plan.match(/Critical finding no_audience in github/g)).toHaveLength(1);
    expect(plan.match(/Finding never_wins in narrow/g)).toHaveLength(1);
    expect(plan).toMatch(/in resource "platform_oidc_identity_mapping" "narrow":\n[\s│]*\d+: +priority += 2/);
    expect(plan).toContain("Plan: 3 to add");
  });

  it("keeps nothing of an ephemeral token, which is revoked when the run is over", async () => {
    const workspace = await world.workspace(withToken);
    await workspace.must("plan", "-out=saved.plan");
    await workspace.must("apply", "saved.plan");
    const plan = await readFile(join(workspace.folder, "saved.plan"));
    const state = await readFile(join(workspace.folder, "terraform.tfstate"), "utf8");
    expect(state).toContain(`${world.server.url}/.well-known/jwks.json`);
    expect([...entriesOf(plan), state].filter((text) => token.test(text))).toEqual([]);
    const { tokens } = await world.has("/access/api/v1/tokens?description=of+a+trial");
    expect(tokens).toEqual([]);
  });

  it("revokes an ephemeral token also when what it was for fails, which Terraform closes nothing after", async () => {
    const workspace = await world.workspace(
      `${withToken}\nresource "platform_group" "refused" {\n  provider = platform.narrow\n  name     = "refused"\n}\n`,
    );
    const apply = await workspace.run("apply", "-auto-approve", "-no-color");
    expect(apply.err).toContain("The group was not created");
    const { tokens } = await world.has("/access/api/v1/tokens?description=of+a+trial");
    expect(tokens).toEqual([]);
  });
});

/** The unpacked files of an archive. */
function entriesOf(archive: Buffer): readonly string[] {
  const entries: string[] = [];
  const signature = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  for (let at = archive.indexOf(signature); at !== -1; at = archive.indexOf(signature, at + 4)) {
    const [method, size, offset] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 42),
    ];
    const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    const packed = archive.subarray(start, start + size);
    entries.push((method === 8 ? inflateRawSync(packed) : packed).toString("latin1"));
  }
  if (entries.length === 0) throw new Error("this is no archive");
  return entries;
}
