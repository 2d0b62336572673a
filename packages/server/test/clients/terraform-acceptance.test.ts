/**
 * The acceptance tests that JFrog's Terraform provider `platform` is released with, as far as they are about OIDC
 * integrations: `TestAccOIDC…` in its pkg/platform.
 */

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClientWorld, startClientWorld } from "./client-world.ts";
import { findGo, go } from "./go.ts";
import {
  builtByGo,
  findProvider,
  findTerraform,
  startTerraformMachine,
  type TerraformMachine,
} from "./terraform.ts";

const tools = { go: findGo(), terraform: findTerraform() };
const platform = findProvider("platform");
/** Some of the tests have a project beside the integration, and one names `artifactory` without using it. */
const project = findProvider("project");
const artifactory = findProvider("artifactory");
const absent = [tools.go, tools.terraform, platform, project, artifactory].includes(null);

/**
 * Skipped by the provider itself, whose helpers skip the whole test, not a step, on a server as new as this one says
 * it is, and some on any (CheckArtifactoryVersion and its like in jfrog/terraform-provider-shared).
 */
const skippedByTheProvider = new Set([
  "TestAccOIDCConfiguration_full",
  "TestAccOIDCConfiguration_invalid_provider_type_issuer_url",
  "TestAccOIDCConfiguration_github_enterprise",
  "TestAccOIDCConfiguration_azure",
]);

describe.skipIf(absent)("the acceptance tests of JFrog's Terraform provider", () => {
  let world: ClientWorld;
  let machine: TerraformMachine;
  beforeAll(async () => {
    world = await startClientWorld();
    machine = await startTerraformMachine(tools.terraform, {
      "jfrog/project": builtByGo(tools.go, project),
      "jfrog/artifactory": builtByGo(tools.go, artifactory),
    });
  });
  afterAll(async () => {
    await machine?.close();
    await world?.close();
  });

  it("pass, but for those that it skips", async () => {
    const program = join(machine.home, "platform.test");
    await go(tools.go, platform, ["test", "-c", "-o", program, "./pkg/platform"]);
    const { out, err } = await machine.run([program, "-test.run", "^TestAccOIDC", "-test.v"], {
      folder: join(platform ?? "", "pkg/platform"),
      environment: {
        TF_ACC: "1",
        TF_ACC_TERRAFORM_PATH: tools.terraform ?? "",
        JFROG_URL: world.app.url,
        JFROG_ACCESS_TOKEN: world.app.adminToken,
      },
    });
    const ended = [...out.matchAll(/^--- (?<how>PASS|FAIL|SKIP): (?<name>\S+)/gm)];
    const named = (how: string) =>
      ended.flatMap(({ groups }) => (groups?.["how"] === how ? [groups["name"] ?? ""] : []));
    expect(named("FAIL"), `${out}\n${err}`).toEqual([]);
    expect(named("SKIP").filter((name) => !skippedByTheProvider.has(name))).toEqual([]);
    expect(named("PASS")).toContain("TestAccOIDCIdentityMapping_roles_scope_with_project");
    expect(await (await world.app.asAdmin("GET", "/access/api/v1/oidc")).json()).toHaveLength(1);
  }, 300_000);
});
