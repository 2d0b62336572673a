/** Where the server's bundle is, how it is built, and whether it is older than what it is made from. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BuildOptions } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const server = join(root, "packages/server");

export const bundle = {
  sources: {
    main: join(server, "src/main.ts"),
    "sqlite-writer": join(server, "src/store/sqlite-writer.ts"),
    "auditor-thread": join(server, "src/audit/auditor-thread.ts"),
  },
  folder: join(server, "dist"),
  program: join(server, "dist/main.js"),
  /** Part of what the server ships, for `countersign terraform install`. */
  terraformProvider: join(server, "dist/terraform-provider-platform"),
  /** The console's files, which the server serves. */
  console: join(server, "dist/console"),
};

/** How the server's sources become programs. */
export const buildOptions = {
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node24",
  // Names stay as they are, so that a stack in the log can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  legalComments: "linked",
  // pg offers a native binding when one is installed; none is, and none is wanted.
  external: ["pg-native"],
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
} as const satisfies BuildOptions;

const madeFrom = [
  ...["server", "client", "terraform-provider", "console"].map((name) => `packages/${name}/src`),
  ...["index.html", "vite.config.ts", "scripts"].map((name) => `packages/console/${name}`),
  "package-lock.json",
  "scripts",
];

export function isStale(): boolean {
  const made = [bundle.program, bundle.terraformProvider, join(bundle.console, "index.html")];
  if (!made.every((path) => existsSync(path))) return true;
  const built = statSync(bundle.program).mtimeMs;
  return madeFrom.some((path) => newest(join(root, path)) > built);
}

/** When the youngest file at or below a path was written, in milliseconds. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path).reduce((youngest, name) => Math.max(youngest, newest(join(path, name))), mtimeMs);
}
