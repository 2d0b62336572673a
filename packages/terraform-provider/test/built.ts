/** Builds providers into a folder of their own, once for each test file, as `npm run build` builds ours. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { bundleTerraformProvider } from "../../../scripts/terraform-provider-bundle.ts";

const toyIn = (folder: string) => join(folder, "terraform-provider-toy");

/** @returns where the toy provider is, from the first test on */
export function buildToy(): () => string {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "built-"));
    const source = join(import.meta.dirname, "toy-provider.ts");
    await writeFile(toyIn(folder), await bundleTerraformProvider(source), { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => toyIn(folder);
}
