/** The vendor's page about `platform_oidc_identity_mapping`: its examples, to the letter, with our provider. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corpusFolder } from "../../../server/test/corpus.ts";
import { changesIn } from "./said.ts";
import { startTerraformWorld, type TerraformWorld, terraform } from "./world.ts";

const page = vendorPage();

describe.skipIf(terraform === null || page === null)("the vendor's page", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld();
    // What the page takes for there.
    const make = async (path: string, document: unknown) => {
      const answer = await world.app.asAdmin("POST", `/access/api/v1/${path}`, document);
      expect(answer.status, await answer.text()).toBe(201);
    };
    for (const key of ["my-project", "myproj"])
      await make("projects", { project_key: key, display_name: key });
    for (const name of ["my-github-oidc-configuration", "my-oidc-configuration"])
      await make("oidc", {
        name,
        issuer_url: "https://token.actions.githubusercontent.com",
        provider_type: "GitHub",
        organization: "humpty",
        audience: "jfrog-github",
      });
    for (const query of ["", "?project_key=myproj"])
      await make(`oidc/my-oidc-configuration/identity_mappings${query}`, {
        name: "my-oidc-identity-mapping",
        priority: 1,
        claims: {},
        token_spec: { scope: "applied-permissions/user", username: "me" },
      });
  });
  afterAll(() => world?.close());

  it("is applied as it stands, and changes nothing when it is applied again", async () => {
    const workspace = await world.workspace(blockOf("terraform"));
    const ran = await workspace.run("apply", "-auto-approve", "-json");
    expect(ran.code, ran.out).toBe(0);
    expect(changesIn(ran)).toHaveLength(5);
    await workspace.must("plan", "-detailed-exitcode");
    const mappings = await world.has(
      "/access/api/v1/oidc/my-github-oidc-configuration/identity_mappings/my-github-oidc-user-identity-mapping",
    );
    expect(mappings).toMatchObject({
      description: "My GitHub OIDC user identity mapping",
      priority: 1,
      token_spec: { username: "my-user", scope: "applied-permissions/user", expires_in: 7200 },
    });
  });

  it("imports as it says", async () => {
    const commands = blockOf("shell")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" ").slice(1));
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const workspace = await world.workspace(`
        resource "platform_oidc_identity_mapping" "my-oidc-identity-mapping" {
          name          = "my-oidc-identity-mapping"
          provider_name = "my-oidc-configuration"
          priority      = 1
          claims_json   = "{}"
          token_spec    = {}
        }`);
      await workspace.must(...command);
      const state = await workspace.must("state", "show", command[1] ?? "");
      expect(/project_key += "myproj"/.test(state)).toBe(command[2]?.split(":").length === 3);
    }
  });

  /** The page's only fenced block in this language. */
  function blockOf(language: string): string {
    const [block, ...others] = (page ?? "").matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"));
    if (block?.[1] === undefined || others.length > 0) throw new Error(`not one block of ${language}`);
    return block[1];
  }
});

/** The page's text, which lies beside the conformance corpus where somebody put it there; null: then skip. */
function vendorPage(): string | null {
  const corpus = corpusFolder();
  if (corpus === null) return null;
  const path = join(corpus, "../pages/terraform-platform_oidc_identity_mapping.md.txt");
  if (existsSync(path)) return readFileSync(path, "utf8");
  console.log("skipped: the vendor's page is not beside the corpus, so its examples are not applied");
  return null;
}
