/**
 * Builds the server's bundle: one file for the program and one for the database's writer thread, with
 * every library inside, so that a start reads two files. Runs as `npm run build` and on `npm ci`.
 */

import { chmod, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "esbuild";

const server = resolve(import.meta.dirname, "../packages/server");
const outdir = resolve(server, "dist");

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    main: resolve(server, "src/main.ts"),
    "sqlite-writer": resolve(server, "src/store/sqlite-writer.ts"),
  },
  outdir,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  minifySyntax: true,
  sourcemap: true,
  legalComments: "linked",
  // pg offers a native binding when one is installed; none is, and none is wanted.
  external: ["pg-native"],
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod(resolve(outdir, "main.js"), 0o755);
