#!/usr/bin/env node
/** The program. */

import { text } from "node:stream/consumers";
import { run } from "./cli/program.ts";
import { version } from "./version.ts";

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
