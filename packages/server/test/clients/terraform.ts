/**
 * The real `terraform` with providers that are on this machine: they lie in a folder laid out as a mirror of the
 * registry, and Terraform is told to look nowhere else.
 */

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { findClient, type Machine, type Ran, startMachine } from "./client.ts";
import { go } from "./go.ts";

export const findTerraform = () =>
  findClient({ name: "Terraform", variable: "COUNTERSIGN_TEST_TERRAFORM", program: "terraform" });

/** The folder with the sources of JFrog's provider of this name, or null. */
export const findProvider = (name: "platform" | "project" | "artifactory") =>
  findClient({
    name: `JFrog's Terraform provider "${name}"`,
    variable: `COUNTERSIGN_TEST_TERRAFORM_PROVIDER_${name.toUpperCase()}`,
  });

/** Puts a provider's program at this path. */
export type Install = (program: string) => Promise<void>;

/** A provider that is built from its sources. */
export const builtByGo =
  (program: string | null, sources: string | null): Install =>
  (path) =>
    go(program, sources, ["build", "-o", path, "."]);

export interface TerraformMachine extends Machine {
  /** A new workspace with this configuration, initialized. */
  workspace(configuration: string, environment?: Readonly<Record<string, string>>): Promise<Workspace>;
}

/** A folder with a configuration in it, as a person has who writes Terraform. */
export interface Workspace {
  readonly folder: string;
  /** Puts another configuration in its place. */
  write(configuration: string): Promise<void>;
  /** Runs `terraform` with these arguments. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The same. @throws with what it said when it fails; for a plan also when there is something to change */
  must(...args: readonly string[]): Promise<string>;
  /** Starts it in a process group of its own, as a shell does. */
  start(...args: readonly string[]): ChildProcessWithoutNullStreams;
}

/** Any will do: no configuration here asks for one. */
const version = "0.0.1";

/** @param providers by their addresses below the registry: `jfrog/platform` */
export async function startTerraformMachine(
  terraform: string | null,
  providers: Readonly<Record<`${string}/${string}`, Install>>,
): Promise<TerraformMachine> {
  const configurationFile = "terraform.rc";
  const machine = await startMachine((home) => ({
    TF_CLI_CONFIG_FILE: join(home, configurationFile),
    CHECKPOINT_DISABLE: "1",
  }));
  const mirror = join(machine.home, "providers");
  await writeFile(
    join(machine.home, configurationFile),
    `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  );
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  for (const [address, install] of Object.entries(providers)) {
    const folder = join(
      mirror,
      `registry.terraform.io/${address}/${version}/${process.platform}_${architecture}`,
    );
    await mkdir(folder, { recursive: true });
    await install(join(folder, `terraform-provider-${basename(address)}_v${version}`));
  }
  return {
    ...machine,
    async workspace(configuration, environment = {}) {
      const folder = await mkdtemp(join(machine.home, "workspace-"));
      const write = (text: string) => writeFile(join(folder, "main.tf"), text);
      const command = (args: readonly string[]) => [terraform ?? "", ...args, "-no-color"];
      const run = (...args: readonly string[]) => machine.run(command(args), { folder, environment });
      const must = async (...args: readonly string[]) => {
        const { code, out, err } = await run(...args);
        if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${out}${err}`);
        return out;
      };
      await write(configuration);
      await must("init");
      return {
        folder,
        write,
        run,
        must,
        start: (...args) => machine.start(command(args), { folder, environment, ownGroup: true }),
      };
    },
  };
}
