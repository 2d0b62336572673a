/**
 * Builds the server's bundle: the program, the database's writer thread, and between them the parts that
 * commands load when they need them, so that a start reads and keeps in memory only what it runs; beside them
 * the Terraform provider, which the program installs and never loads. Runs as `npm run build` and on `npm ci`;
 * with `--if-stale` only when a source is newer than the bundle.
 */

import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { buildOptions, bundle, isStale } from "./bundle.ts";
import { bundleTerraformProvider } from "./terraform-provider-bundle.ts";

if (!process.argv.includes("--if-stale") || isStale()) await buildBundle();

async function buildBundle(): Promise<void> {
  const { outputFiles } = await build({
    ...buildOptions,
    entryPoints: bundle.sources,
    outdir: bundle.folder,
    write: false,
  });
  const provider = { path: bundle.terraformProvider, contents: await bundleTerraformProvider() };
  await mkdir(bundle.folder, { recursive: true });
  // The program last: whoever starts it meanwhile finds the parts of the old one or of the new one whole.
  const inOrder = [provider, ...outputFiles].toSorted(
    (a, b) => Number(a.path === bundle.program) - Number(b.path === bundle.program),
  );
  for (const { path, contents } of inOrder) {
    await writeFile(`${path}.new`, contents);
    if (path === bundle.program || path === provider.path) await chmod(`${path}.new`, 0o755);
    await rename(`${path}.new`, path);
  }
  const made = new Set(inOrder.map(({ path }) => basename(path)));
  for (const name of await readdir(bundle.folder)) {
    if (!made.has(name)) await rm(join(bundle.folder, name), { recursive: true });
  }
}
