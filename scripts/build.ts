/**
 * Builds the server's bundle: the program, the database's writer thread, and between them the parts that
 * commands load when they need them, so that a start reads and keeps in memory only what it runs; beside them
 * the Terraform provider, which the program installs and never loads, and the console's files, which it serves. Runs as
 * `npm run build` and on `npm ci`; with `--if-stale` only when a source is newer than the bundle.
 */

import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { bundleConsole } from "../packages/console/scripts/bundle.ts";
import { buildOptions, bundle, isStale } from "./bundle.ts";
import { compressFiles } from "./compress-files.ts";
import { bundleTerraformProvider } from "./terraform-provider-bundle.ts";

interface Made {
  readonly path: string;
  readonly contents: string | Uint8Array;
}

if (!process.argv.includes("--if-stale") || isStale()) await buildBundle();

async function buildBundle(): Promise<void> {
  const { outputFiles } = await build({
    ...buildOptions,
    entryPoints: bundle.sources,
    outdir: bundle.folder,
    write: false,
  });
  const provider = { path: bundle.terraformProvider, contents: await bundleTerraformProvider() };
  const page = join(bundle.console, "index.html");
  const built = await bundleConsole();
  const console = [...built, ...(await compressFiles(built))].map(({ path, contents }) => ({
    path: join(bundle.console, path),
    contents,
  }));
  // The program and the console's page last: whoever opens one meanwhile finds its parts, old or new, whole.
  const last = [page, bundle.program];
  const inOrder: readonly Made[] = [provider, ...console, ...outputFiles].toSorted(
    (a, b) => last.indexOf(a.path) - last.indexOf(b.path),
  );
  for (const { path, contents } of inOrder) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, contents);
    if (path === bundle.program || path === provider.path) await chmod(`${path}.new`, 0o755);
    await rename(`${path}.new`, path);
  }
  await removeOthers(new Set(inOrder.map(({ path }) => path)));
}

/** Removes what an earlier build has left. */
async function removeOthers(made: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(bundle.folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !made.has(path)) await rm(path);
  }
}
