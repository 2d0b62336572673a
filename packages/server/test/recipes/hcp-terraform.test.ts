/**
 * The recipe for HCP Terraform: the hook of a run, and the integration as code, applied by the real Terraform with
 * JFrog's provider where both are on this machine.
 */

import { afterAll } from "vitest";
import { findGo } from "../clients/go.ts";
import {
  builtByGo,
  findProvider,
  findTerraform,
  startTerraformMachine,
  type TerraformMachine,
} from "../clients/terraform.ts";
import { followsRecipe } from "./recipe.ts";

const tools = { go: findGo(), terraform: findTerraform() };
const platform = findProvider("platform");
let terraform: TerraformMachine | null = null;
afterAll(() => terraform?.close());

followsRecipe({
  page: "hcp-terraform.md",
  provider: "hcp-terraform",
  preset: "hcp-terraform",
  // The workspace's variables, which the page names in prose.
  runJob: ({ text }, recipe) =>
    recipe.job(text, {
      STS: "https://sts.example.com",
      TFC_WORKLOAD_IDENTITY_TOKEN: recipe.idToken(recipe.here("https://sts.example.com")),
    }),
  async applyTerraform({ text }, { world }) {
    if (tools.go === null || tools.terraform === null || platform === null) return null;
    terraform = await startTerraformMachine(tools.terraform, {
      "jfrog/platform": builtByGo(tools.go, platform),
    });
    const workspace = await terraform.workspace(text, {
      JFROG_URL: world.app.url,
      JFROG_ACCESS_TOKEN: world.app.adminToken,
    });
    await workspace.must("apply", "-auto-approve");
    return workspace.run("plan", "-detailed-exitcode");
  },
  strangers: {
    "another workspace": { terraform_workspace_id: "ws-0000000000000000" },
    "an organization that has taken the name": { terraform_organization_id: "org-0000000000000000" },
    "a plan": { terraform_run_phase: "plan" },
    "a token made for somebody else": { aud: "https://other.example.com" },
  },
});
