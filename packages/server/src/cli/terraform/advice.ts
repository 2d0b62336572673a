/** What a person has to know after an installation, and no more than applies to this one. */

import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { address, source } from "./names.ts";
import type { Placed } from "./package.ts";
import { type InstallationRules, impliedMirrors, installationRules } from "./search.ts";

interface Situation {
  /** The folder that was installed into. */
  readonly mirror: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Sentences, the most pressing first. */
export function adviceAfter(placed: Placed, situation: Situation): readonly string[] {
  const { version, environment } = situation;
  const advice = findingAdvice(situation, installationRules(environment));
  if (placed.before === "other") {
    advice.push(
      `This version was there before with other content. Where .terraform.lock.hcl has it with the old checksum, \`terraform init\` refuses the new one: take the block of ${address.host}/${source} out of that file first.`,
    );
  }
  if (placed.otherVersions.length > 0) {
    advice.push(
      `Other versions there were left alone: ${placed.otherVersions.join(", ")}. A configuration whose .terraform.lock.hcl names one of them goes on with it; \`terraform init -upgrade\` takes the newest that the configuration allows, ${version} at present unless one of those is newer.`,
    );
  }
  if (!hasNode(environment["PATH"] ?? "")) {
    advice.push(
      "There is no `node` in the path. Terraform starts the provider with it: install Node 20 or later where Terraform runs.",
    );
  }
  return advice;
}

/** Whether, and how, Terraform comes to look into the mirror. */
function findingAdvice({ mirror, environment }: Situation, rules: InstallationRules | null): string[] {
  if (rules?.overridden === true) {
    return [
      `${rules.file} has dev_overrides for ${source}: Terraform runs what is named there, whatever is installed.`,
    ];
  }
  const looked = rules === null ? impliedMirrors(environment) : rules.mirrors;
  if (looked.includes(mirror)) return [];
  if (rules === null) {
    return [
      `Terraform does not look into ${mirror} by itself. Either \`terraform init -plugin-dir=${mirror}\`, or in ~/.terraformrc:\n\n${["provider_installation {", ...mirrorBlock(mirror), ...directBlock, "}"].join("\n")}\n`,
    ];
  }
  const others = rules.mirrors.map((path) => `--dir ${path}`).join(" or ");
  const instead = others === "" ? "" : `, or install with ${others}`;
  return [
    `Terraform looks for providers only where provider_installation in ${rules.file} says, and ${mirror} is not among that. Add this there${instead}:\n\n${mirrorBlock(mirror).join("\n")}\n`,
  ];
}

const mirrorBlock = (path: string) => [
  "  filesystem_mirror {",
  `    path    = ${JSON.stringify(path)}`,
  `    include = ["${source}"]`,
  "  }",
];

const directBlock = ["  direct {", `    exclude = ["${source}"]`, "  }"];

/** Of those in the path, npm's own folders aside: they are there only while npm runs a command. */
function hasNode(path: string): boolean {
  return path
    .split(":")
    .filter((folder) => folder !== "" && !folder.includes("node_modules"))
    .some((folder) => {
      try {
        accessSync(join(folder, "node"), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
