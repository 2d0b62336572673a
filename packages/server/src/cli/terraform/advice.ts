/** What a person has to know after an installation, and no more than applies to this one. */

import { accessSync, constants, lstatSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { address, source } from "./names.ts";
import type { Placed } from "./package.ts";
import { homeOf, type InstallationRules, impliedMirrors, installationRules } from "./search.ts";

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
  advice.push(...ownerAdvice(placed.file, resolve(homeOf(environment))));
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

const administrator = 0;

/** `sudo` may keep the home of whoever calls it: what is made there then is the administrator's. */
function ownerAdvice(file: string, home: string): readonly string[] {
  const way = foldersBetween(home, file);
  if (way.length === 0) return [];
  const owner = statSync(home);
  const foreign = way.find((path) => lstatSync(path).uid === administrator);
  if (owner.uid === administrator || foreign === undefined) return [];
  return [
    `${foreign} belongs to root, in the home of another user, who cannot install or delete anything there. \`sudo chown -R -h ${owner.uid}:${owner.gid} ${foreign}\` hands it over; run this without sudo the next time.`,
  ];
}

/** What lies on the way from the folder down to the file, the file too; none when it is elsewhere. */
function foldersBetween(top: string, file: string): readonly string[] {
  if (!file.startsWith(join(top, "/"))) return [];
  const below: string[] = [];
  for (let path = file; path !== top && path !== dirname(path); path = dirname(path)) below.unshift(path);
  return below;
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
