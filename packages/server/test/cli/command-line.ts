/**
 * Runs the command line in tests: in this process where only its words matter, and as a real child
 * process where pipes, standard input and exit codes of the operating system do.
 */

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { run } from "../../src/cli/program.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output read as JSON. @throws when it is anything else than one document */
  json(): Record<string, unknown>;
}

export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
  /** Width of the window; absent: there is none. */
  readonly columns?: number;
}

/** The program, from its sources. */
export const program = resolve(import.meta.dirname, "../../src/main.ts");

/** Runs a command in this process. */
export async function runCommand(
  argv: readonly string[],
  { environment = {}, input = "", columns }: Surroundings = {},
): Promise<Ended> {
  const written = { out: "", err: "" };
  const code = await run(
    argv,
    {
      out: (more) => {
        written.out += more;
      },
      err: (more) => {
        written.err += more;
      },
      readInput: async () => input,
      environment,
      columns,
    },
    "1.2.3",
  );
  return ended(code, written.out, written.err);
}

/** Runs a command as a process of its own, with this environment and no other of our settings. */
export async function runProgram(
  argv: readonly string[],
  { environment = {}, input = "" }: Surroundings = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...argv], { env: cleanEnvironment(environment) });
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return ended(code, out, err);
}

/** Ours without settings, platforms' variables and what a machine may add to every Node process. */
export function cleanEnvironment(added: Readonly<Record<string, string>>): Record<string, string> {
  const foreign = /^(COUNTERSIGN_|ACTIONS_|TFC_|NODE_EXTRA_CA_CERTS$|NODE_OPTIONS$|VITEST)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return Object.fromEntries([...kept, ...Object.entries(added)].map(([name, value]) => [name, value ?? ""]));
}

function ended(code: number | null, out: string, err: string): Ended {
  return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> };
}
