/**
 * `npm run build:terraform`: builds the provider, and makes `dist/terraform` of it, or the folder that is named. What is
 * there is said in `release.ts`, what to do with it in docs/OPERATIONS.md.
 */

import { resolve } from "node:path";
import manifest from "../../packages/terraform-provider/package.json" with { type: "json" };
import { bundleTerraformProvider } from "../terraform-provider-bundle.ts";
import { releaseOf } from "./release.ts";
import { writeRelease } from "./write-release.ts";

const folder = resolve(process.argv[2] ?? resolve(import.meta.dirname, "../../dist/terraform"));
await writeRelease(folder, releaseOf(manifest.version, await bundleTerraformProvider()));
process.stdout.write(`made ${folder}\n`);
