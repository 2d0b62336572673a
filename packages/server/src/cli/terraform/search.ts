/**
 * Where this user's Terraform looks for providers before it asks a registry, and what it may have been told instead.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders that are mirrors without any setting, this user's own first. */
export function impliedMirrors(environment: Environment): readonly string[] {
  const home = homeOf(environment);
  const shared =
    process.platform === "darwin"
      ? [join(home, "Library/Application Support"), "/Library/Application Support"].map((folder) =>
          join(folder, "io.terraform/plugins"),
        )
      : [
          environment["XDG_DATA_HOME"] || join(home, ".local/share"),
          ...(environment["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(":"),
        ].map((folder) => join(folder, "terraform/plugins"));
  return [join(home, ".terraform.d/plugins"), resolve("terraform.d/plugins"), ...shared];
}

/** What a configuration file of Terraform's says about where providers come from. */
export interface InstallationRules {
  /** The file that says so. */
  readonly file: string;
  /** The mirrors on this computer that it names; no others are looked at. */
  readonly mirrors: readonly string[];
  /** Whether it names a program to run in place of whatever is installed. */
  readonly overridden: boolean;
}

/**
 * @returns null when no file has such rules, and the implied mirrors count. Files that cannot be read say nothing here;
 * Terraform itself complains of them.
 */
export function installationRules(environment: Environment): InstallationRules | null {
  for (const file of configurationFiles(environment)) {
    const text = textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|^\s*(?:#|\/\/).*$/gm, "");
    if (!/\bprovider_installation\b/.test(text)) continue;
    const mirrors = [...text.matchAll(/\bfilesystem_mirror\b[^}]*?\bpath"?\s*[=:]\s*"([^"]+)"/g)];
    return {
      file,
      mirrors: mirrors.map(([, path = ""]) => resolve(path)),
      overridden: /\bdev_overrides\b[^}]*\bcountersign\/platform"/.test(text),
    };
  }
  return null;
}

function configurationFiles(environment: Environment): readonly string[] {
  const named = environment["TF_CLI_CONFIG_FILE"];
  if (named !== undefined && named !== "") return [named];
  const home = homeOf(environment);
  const folder = join(home, ".terraform.d");
  const more = existsSync(folder) ? readdirSync(folder).filter((name) => /\.tfrc(\.json)?$/.test(name)) : [];
  return [join(home, ".terraformrc"), ...more.map((name) => join(folder, name))];
}

/** This user's folder, as Terraform finds it. */
export function homeOf(environment: Environment): string {
  return environment["HOME"] || homedir();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
