/** `npm start`: runs the server's bundle, building it first when a source file is newer. */

import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";

const server = resolve(import.meta.dirname, "../packages/server");
const bundle = resolve(server, "dist/main.js");

function newestSource(): number {
  return readdirSync(resolve(server, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(resolve(entry.parentPath, entry.name)).mtimeMs), 0);
}

if (!existsSync(bundle) || statSync(bundle).mtimeMs < newestSource()) await import("./build.ts");

const child = spawn(process.execPath, [bundle, "serve", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
