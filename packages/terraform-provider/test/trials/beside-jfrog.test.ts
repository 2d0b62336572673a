/**
 * JFrog's own providers and ours manage the same objects, one after the other: what one made, the other finds unchanged,
 * changes, and gives back. Where those cannot be built, `beside-jfrog-recorded.test.ts` stands in for them.
 */

import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findGo } from "../../../server/test/clients/go.ts";
import { builtByGo, findProvider, type Workspace } from "../../../server/test/clients/terraform.ts";
import { exchangesOf, isRecording, writeRecording } from "./recording.ts";
import { changesIn } from "./said.ts";
import {
  asTheirsReads,
  forgottenByTheirs,
  makeSharedProject,
  sharedIds,
  sharedObjects,
} from "./shared-objects.ts";
import { startTerraformWorld, type TerraformWorld, terraform, withProvider } from "./world.ts";

const go = findGo();
const platform = findProvider("platform");
const project = findProvider("project");

const apply = ["apply", "-auto-approve"];
const emptyPlan = ["plan", "-detailed-exitcode"];
const sources = { ours: "countersign/platform", theirs: "jfrog/platform" } as const;
type Whose = keyof typeof sources;
/**
 * What JFrog's provider does not read back, whoever made it, and so sends again after an import: the permission of a
 * configuration, the organization of one for GitHub Enterprise, and who decides about a group's members.
 */
const notReadByTheirs = [
  "update platform_group.readers",
  "update platform_oidc_configuration.enterprise",
  "update platform_oidc_configuration.open",
];
const setRightBy = (whose: Whose) => (whose === "ours" ? forgottenByTheirs : []);
const other = (whose: Whose): Whose => (whose === "ours" ? "theirs" : "ours");

describe.skipIf([go, platform, terraform].includes(null))("JFrog's provider and ours", () => {
  let world: TerraformWorld;
  beforeAll(async () => {
    world = await startTerraformWorld({
      "jfrog/platform": builtByGo(go, platform),
      ...(project !== null && { "jfrog/project": builtByGo(go, project) }),
    });
    await makeSharedProject(world.app);
  }, 300_000);
  afterAll(() => world?.close());

  const environment = () => ({
    JFROG_URL: world.server.url,
    JFROG_ACCESS_TOKEN: world.app.adminToken,
    COUNTERSIGN_URL: world.server.url,
    COUNTERSIGN_TOKEN: world.app.adminToken,
  });
  const workspaceOf = (whose: Whose, text: string) =>
    world.machine.workspace(withProvider(text, sources[whose]), environment());
  /** The workspace, with its state, goes over to the other provider. */
  async function handOver(workspace: Workspace, from: Whose, text: string): Promise<void> {
    const addresses = [sources[from], sources[other(from)]] as const;
    await workspace.must("state", "replace-provider", "-auto-approve", ...addresses);
    await workspace.write(withProvider(text, addresses[1]));
    await workspace.must("init");
  }
  /** Everything the server has, as others see it. */
  const objects = async () =>
    Promise.all(
      Object.entries(sharedIds).map(async ([address, id]) => {
        const [name, provider, key] = id.split(":");
        const path = address.startsWith("platform_group")
          ? `/access/api/v2/groups/${name}`
          : provider === undefined
            ? `/access/api/v1/oidc/${name}`
            : `/access/api/v1/oidc/${provider}/identity_mappings/${name}${key === undefined ? "" : `?project_key=${key}`}`;
        return [address, asTheirsReads(await world.has(path))];
      }),
    );
  /** Nothing of one test is left for the next. */
  afterEach(async () => {
    for (const { name } of await world.has("/access/api/v1/oidc"))
      await world.app.asAdmin("DELETE", `/access/api/v1/oidc/${name}`);
    await world.app.asAdmin("DELETE", "/access/api/v2/groups/readers");
  });

  it.each(["theirs", "ours"] as const)(
    "keep the same objects through a state that is handed over twice, %s first",
    async (first) => {
      const second = other(first);
      const workspace = await workspaceOf(first, sharedObjects("one"));
      await workspace.must(...apply);
      const made = await objects();

      await handOver(workspace, first, sharedObjects("one"));
      expect(changesIn(await workspace.run("plan", "-json"))).toEqual(setRightBy(second));
      await workspace.write(withProvider(sharedObjects("two"), sources[second]));
      await workspace.must(...apply);
      await workspace.must(...emptyPlan);

      await handOver(workspace, second, sharedObjects("two"));
      await workspace.must(...emptyPlan);
      await workspace.write(withProvider(sharedObjects("one"), sources[first]));
      await workspace.must(...apply);
      expect(await objects()).toEqual(made);
      await workspace.must("destroy", "-auto-approve");
      expect(await world.has("/access/api/v1/oidc")).toEqual([]);
    },
  );

  it.runIf(isRecording)("are recorded for where JFrog's cannot be built", async () => {
    const workspace = await workspaceOf("theirs", sharedObjects("one"));
    const since = async (text: string, reads: boolean, ...args: readonly string[]) => {
      const before = world.server.answered.length;
      await workspace.write(withProvider(text, sources.theirs));
      await workspace.must(...args);
      return exchangesOf(world.server.answered.slice(before), reads);
    };
    const made = await since(sharedObjects("one"), false, ...apply);
    const read = await since(sharedObjects("one"), true, ...emptyPlan);
    const state = JSON.parse(await readFile(join(workspace.folder, "terraform.tfstate"), "utf8"));
    const changed = await since(sharedObjects("two"), false, ...apply);
    await writeRecording({ provider: "jfrog/platform 2.2.11", made, changed, read, state });
  });

  it.each(["theirs", "ours"] as const)("import what the other made, made by %s", async (first) => {
    const workspace = await workspaceOf(first, sharedObjects("one"));
    await workspace.must(...apply);
    const made = await objects();
    const blocks = Object.entries(sharedIds).map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
    const importing = await workspaceOf(other(first), `${blocks.join("")}${sharedObjects("one")}`);
    const ran = await importing.run(...apply, "-json");
    expect(ran.code, ran.out).toBe(0);
    const sentAgain = other(first) === "theirs" ? notReadByTheirs : setRightBy("ours");
    expect(changesIn(ran)).toEqual(
      Object.keys(sharedIds)
        .map((address) =>
          sentAgain.includes(`update ${address}`) ? `update ${address}` : `import ${address}`,
        )
        .toSorted(),
    );
    await importing.must(...emptyPlan);
    expect(await objects()).toEqual(made);
    await importing.must("destroy", "-auto-approve");
    expect(await world.has("/access/api/v1/oidc")).toEqual([]);
  });

  const projects = {
    theirs: `
      resource "project" "billing" {
        key          = "billing"
        display_name = "Billing"
        description  = "Invoices"
        admin_privileges {
          manage_members   = true
          manage_resources = true
          index_resources  = false
        }
        max_storage_in_gibibytes   = 10
        block_deployments_on_limit = true
      }

      resource "project_role" "deployer" {
        name         = "deployer"
        type         = "CUSTOM"
        project_key  = project.billing.key
        environments = ["PROD", "DEV"]
        actions      = ["READ_REPOSITORY", "DEPLOY_CACHE_REPOSITORY"]
      }`,
    ours: `
      resource "platform_project" "billing" {
        key          = "billing"
        display_name = "Billing"
        description  = "Invoices"
        admin_privileges = {
          manage_members   = true
          manage_resources = true
          index_resources  = false
        }
        max_storage_in_gibibytes   = 10
        block_deployments_on_limit = true
      }

      resource "platform_project_role" "deployer" {
        name         = "deployer"
        project_key  = platform_project.billing.key
        environments = ["DEV", "PROD"]
        actions      = ["DEPLOY_CACHE_REPOSITORY", "READ_REPOSITORY"]
      }`,
  };
  const withProjects = (text: string) => `
    terraform {
      required_providers {
        platform = { source = "countersign/platform" }
        project  = { source = "jfrog/project" }
      }
    }
    ${text}`;

  it.skipIf(project === null)("keep the same projects and roles, whose types have other names", async () => {
    const theirs = await world.machine.workspace(withProjects(projects.theirs), environment());
    await theirs.must(...apply);
    const kept = async () =>
      Promise.all(
        ["billing", "billing/roles/deployer"].map((path) => world.has(`/access/api/v1/projects/${path}`)),
      );
    const made = await kept();

    const moved = `
      moved {
        from = project.billing
        to   = platform_project.billing
      }
      moved {
        from = project_role.deployer
        to   = platform_project_role.deployer
      }`;
    const workspace = await world.machine.workspace(withProjects(`${projects.ours}${moved}`), environment());
    await cp(join(theirs.folder, "terraform.tfstate"), join(workspace.folder, "terraform.tfstate"));
    const taken = await workspace.run(...apply, "-json");
    expect(taken.code, taken.out).toBe(0);
    expect(changesIn(taken)).toEqual([
      "move platform_project.billing",
      "move platform_project_role.deployer",
    ]);
    expect(await kept()).toEqual(made);

    await workspace.write(withProjects(projects.ours.replace("Invoices", "Bills").replace('"PROD"', '"QA"')));
    await workspace.must(...apply);
    const back = await theirs.run(...apply, "-json");
    expect(changesIn(back)).toEqual(["update project.billing", "update project_role.deployer"]);
    expect(await kept()).toEqual(made);
    await workspace.write(withProjects(projects.ours));
    await workspace.must(...emptyPlan);
    await theirs.must("destroy", "-auto-approve");
  });
});
