/**
 * The program: the command line bound to this process. It ends when its command has ended, whatever a
 * failed start may have left open, and quietly when nobody reads its output any more.
 */

import { text } from "node:stream/consumers";
import { run } from "./cli/program.ts";
import { version } from "./version.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (problem: NodeJS.ErrnoException) => {
    if (problem.code !== "EPIPE") throw problem;
    process.exit();
  });
}

process.exitCode = await run(
  process.argv.slice(2),
  {
    out: (written) => void process.stdout.write(written),
    err: (written) => void process.stderr.write(written),
    readInput: () => text(process.stdin),
    environment: process.env,
  },
  version,
);
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<void>((written) => stream.write("", () => written()));
}
process.exit();
