/** Builds providers into a folder of their own, once for each test file, as `npm run build` builds ours. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { buildTerraformProvider } from "../../../scripts/terraform-provider-bundle.ts";

/** @returns where the toy provider is, from the first test on */
export function buildToy(): () => string {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "built-"));
    await buildTerraformProvider(
      join(folder, "terraform-provider-toy"),
      join(import.meta.dirname, "toy-provider.ts"),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => join(folder, "terraform-provider-toy");
}
