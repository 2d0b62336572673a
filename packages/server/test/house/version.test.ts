import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const project = resolve(import.meta.dirname, "../../../..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

it("all packages have one version, the workspace's, and ask each other for it", () => {
  const manifests = ["package.json", ...globSync("packages/*/package.json", { cwd: project })].map(
    (path) => JSON.parse(readFileSync(join(project, path), "utf8")) as Manifest,
  );
  const { version } = manifests[0] ?? { version: "" };
  const names = manifests.map(({ name }) => name);
  const said = manifests.flatMap(({ name, version: own, dependencies, devDependencies }) => [
    [name, own],
    ...Object.entries({ ...dependencies, ...devDependencies }).filter(([other]) => names.includes(other)),
  ]);
  expect(said.length).toBeGreaterThan(4);
  expect(said.filter(([, one]) => one !== version)).toEqual([]);
});
