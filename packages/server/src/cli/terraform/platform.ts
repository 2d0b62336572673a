/** Which computers the provider runs on, by Terraform's names for them. */

import { CommandFailure, exitCodes } from "../outcome.ts";

/** The script needs a system that starts programs by their first line, `#!`. */
const systems = ["linux", "darwin", "freebsd", "openbsd"];

/** Terraform's words for processors, by Node's. */
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  arm64: "arm64",
  arm: "arm",
  ia32: "386",
};

/** This computer, such as `linux_amd64`. */
export function thisPlatform(): string {
  return `${process.platform}_${architectures[process.arch] ?? process.arch}`;
}

/** @throws CommandFailure when the provider is no program there, or the words are not Terraform's */
export function requirePlatform(platform: string): string {
  const [, system = "", architecture = ""] = /^([a-z0-9]+)_([a-z0-9]+)$/.exec(platform) ?? [];
  if (["windows", "win32"].includes(system)) {
    throw new CommandFailure(
      exitCodes.usage,
      "The provider is a script, which Windows does not start as a program. Run Terraform in WSL and install it there, as linux_amd64. Nothing was changed.",
    );
  }
  if (systems.includes(system) && Object.values(architectures).includes(architecture)) return platform;
  throw new CommandFailure(
    exitCodes.usage,
    `"${platform}" is no platform that the provider runs on: it is one of ${systems.join(", ")}, an underscore, and one of ${Object.values(architectures).join(", ")}, such as linux_amd64. \`terraform version\` names that of a computer. Nothing was changed.`,
  );
}
