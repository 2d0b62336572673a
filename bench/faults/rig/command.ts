/** The command line as its users run it, from the bundle, or from the sources where those are newer. */

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { bundle, isStale } from "../../../scripts/bundle.ts";

const sources = resolve(import.meta.dirname, "../../../packages/server/src/main.ts");

/** What Node runs to be `countersign`. */
export function program(): string {
  return isStale() ? sources : bundle.program;
}

/** Runs a command to its end. @returns what it printed @throws Error with what it said, when it fails */
export async function countersign(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(process.execPath, [program(), ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...environment },
  });
  const exited = new Promise<number | null>((done) => child.once("close", done));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code !== 0) throw new Error(`countersign ${words.join(" ")} ended with ${code}:\n${err}${out}`);
  return out;
}
