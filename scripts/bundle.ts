/** Where the server's bundle is, and whether it is older than what it is made from. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const server = join(root, "packages/server");

export const bundle = {
  sources: { main: join(server, "src/main.ts"), "sqlite-writer": join(server, "src/store/sqlite-writer.ts") },
  folder: join(server, "dist"),
  program: join(server, "dist/main.js"),
};

const madeFrom = ["packages/server/src", "packages/client/src", "package-lock.json", "scripts/build.ts"];

export function isStale(): boolean {
  if (!existsSync(bundle.program)) return true;
  const built = statSync(bundle.program).mtimeMs;
  return madeFrom.some((path) => newest(join(root, path)) > built);
}

/** When the youngest file at or below a path was written, in milliseconds. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path).reduce((youngest, name) => Math.max(youngest, newest(join(path, name))), mtimeMs);
}
