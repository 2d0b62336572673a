/** `npm start`: runs the server's bundle, building it first when a source is newer. */

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { bundle, isStale } from "./bundle.ts";

if (isStale()) await import("./build.ts");

const child = spawn(process.execPath, [bundle.program, "serve", ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});
