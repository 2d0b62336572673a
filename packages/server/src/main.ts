/**
 * The program: the command line bound to this process. It ends when its command has ended, whatever a failed start
 * may have left open: quietly when nobody reads its output any more, with a sentence when that cannot be written.
 * An older Node than it is made for could not even read the rest of it, so that is loaded only once the version is
 * known.
 */

import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { exitCodes } from "./cli/outcome.ts";
import { version } from "./version.ts";

const oldestNode = 24;
if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(
    `Countersign needs Node ${oldestNode} or later, and this is ${process.versions.node}. Use the Node that npm ci has installed, node_modules/.bin/node, or run it as: npx --no-install countersign\n`,
  );
  process.exit(exitCodes.usage);
}
const { run } = await import("./cli/program.ts");

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (problem: NodeJS.ErrnoException) => {
    if (problem.code === "EPIPE") process.exit();
    if (stream === process.stdout)
      process.stderr.write(`Standard output cannot be written: ${problem.message}\n`);
    process.exit(exitCodes.failed);
  });
}

process.exitCode = await run(
  process.argv.slice(2),
  {
    out: (written) => void process.stdout.write(written),
    err: (written) => void process.stderr.write(written),
    readInput: () => text(process.stdin),
    environment: process.env,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  },
  version,
);
for (const stream of [process.stdout, process.stderr]) {
  // Only what waits: of a server, whose log does not come this way, a full disk concerns nothing here.
  if (stream.writableLength === 0) continue;
  await new Promise<void>((written) => stream.write("", () => written()));
}
// A write that failed is told a turn later.
await setImmediate();
process.exit();
