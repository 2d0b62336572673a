/** The examples as files, in the layout that Terraform's own tools expect; pages show them and tests apply them. */

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../examples");

/** Folder and file for each kind. */
const places = {
  provider: ["", "provider.tf"],
  resource: ["resources", "resource.tf"],
  dataSource: ["data-sources", "data-source.tf"],
  ephemeral: ["ephemeral-resources", "ephemeral-resource.tf"],
} as const;

export interface Example {
  readonly configuration: string;
  /** `terraform import` commands, one a line; empty when there are none. */
  readonly importCommands: string;
}

/** Paths of the files that a type must have, below `examples`. @param name in full: `platform_group` */
export function exampleFiles(kind: keyof typeof places, name: string): readonly string[] {
  const [above, file] = places[kind];
  const own = kind === "provider" ? "provider" : join(above, name);
  return [join(own, file), ...(kind === "resource" ? [join(own, "import.sh")] : [])];
}

/** @throws when there is none */
export function readExample(kind: keyof typeof places, name: string): Example {
  const [configuration = "", commands] = exampleFiles(kind, name).map((path) => {
    const file = join(folder, path);
    if (!existsSync(file)) throw new Error(`examples/${path} is missing: every type has an example.`);
    return readFileSync(file, "utf8");
  });
  return { configuration, importCommands: commands ?? "" };
}
