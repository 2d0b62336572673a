/** `countersign terraform`: the provider that ships with the server, put where Terraform finds it. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { makingFault } from "../files/file-fault.ts";
import { version } from "../version.ts";
import { addCommand, addGroup, type Result, type Shell } from "./command.ts";
import { CommandFailure, exitCodes } from "./outcome.ts";
import { adviceAfter } from "./terraform/advice.ts";
import { source } from "./terraform/names.ts";
import { placePackage } from "./terraform/package.ts";
import { requirePlatform, thisPlatform } from "./terraform/platform.ts";
import { impliedMirrors } from "./terraform/search.ts";

const about =
  'Terraform 1.0 or newer; 1.5 for import and check blocks, 1.8 for moved blocks from JFrog\'s provider of projects, 1.10 for ephemeral resources. What the provider has, with examples: packages/terraform-provider/docs/index.md in the repository; mirrors and upgrades: docs/OPERATIONS.md, "The Terraform provider".';

interface InstallOptions {
  readonly dir?: string;
  readonly platform?: string;
}

export function addTerraformCommands(program: Command, shell: Shell): void {
  const { terminal } = shell;
  const terraform = addGroup(program, "terraform", "the Terraform provider that ships with this server");
  terraform.addHelpText("after", `\n${about}`);

  addCommand<InstallOptions>(terraform, shell, {
    usage: "install",
    description: "put the provider where `terraform init` finds it",
    options: [
      (command) =>
        command.option(
          "--dir <folder>",
          "a mirror of providers (default: ~/.terraform.d/plugins, where Terraform looks by itself)",
        ),
      (command) =>
        command.option(
          "--platform <os_arch>",
          "for another computer, such as linux_arm64 (default: this one)",
        ),
    ],
    notes:
      "Terraform starts the provider with the `node` in its path, 20 or later. Nothing is downloaded. Run again after each upgrade: other versions stay, and configurations choose.",
    run: async ({ dir, platform = thisPlatform() }) =>
      install(
        resolve(dir ?? impliedMirrors(terminal.environment)[0] ?? ""),
        requirePlatform(platform),
        terminal.environment,
      ),
  });
}

async function install(
  mirror: string,
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result> {
  const program = readProvider();
  const placed = await placePackage(mirror, { version, platform, program }).catch((problem: unknown) => {
    throw placingFailure(problem, mirror) ?? problem;
  });
  const done = placed.before === "same" ? "is there already" : "installed";
  return {
    document: {
      source,
      version,
      platform,
      file: placed.file,
      changed: placed.before !== "same",
      other_versions: placed.otherVersions,
    },
    lines: [`${source} ${version} for ${platform} ${done}`, `  ${placed.file}`, "", ...configuration],
    asides: adviceAfter(placed, { mirror, version, environment }),
  };
}

const configuration = [
  "Put this into the configuration, then run `terraform init`:",
  "",
  "terraform {",
  "  required_providers {",
  "    platform = {",
  `      source  = "${source}"`,
  `      version = "${version}"`,
  "    }",
  "  }",
  "}",
];

/** Beside the program: built with it, and part of the package that npm installs. */
const builtProvider = resolve(
  import.meta.dirname,
  import.meta.url.endsWith(".ts") ? "../../dist" : ".",
  "terraform-provider-platform",
);

function readProvider(): Buffer {
  try {
    return readFileSync(builtProvider);
  } catch {
    throw new CommandFailure(
      exitCodes.failed,
      `The provider has not been built: ${builtProvider} cannot be read. In the repository \`npm run build\` makes it; a package from npm that lacks it is not whole, so install that again. Nothing was changed.`,
    );
  }
}

function placingFailure(problem: unknown, mirror: string): CommandFailure | null {
  const fault = makingFault(problem);
  if (fault === null) return null;
  const path = problem instanceof Error && "path" in problem ? String(problem.path) : mirror;
  return new CommandFailure(
    exitCodes.usage,
    `The provider cannot be put below ${mirror}: ${path} cannot be written: ${fault}. Give this user the right to write there, or name another folder with --dir. Nothing that was there has changed.`,
  );
}
