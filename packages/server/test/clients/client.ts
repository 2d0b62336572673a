/**
 * Clients that others wrote, run as their users run them. Nothing here fetches one: each is named by a variable, or
 * found on the PATH; without it its tests are skipped with one line. A variable that leads nowhere fails them, so
 * that a run which promises a client cannot pass without it. README.md beside this file says how to get each.
 */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { text } from "node:stream/consumers";

export interface Wanted {
  /** What it is, for the line that says it is absent. */
  readonly name: string;
  /** The variable with the path of its program or folder. */
  readonly variable: `COUNTERSIGN_TEST_${string}`;
  /** Its program's name, if one on the PATH will do as well. */
  readonly program?: string;
}

/**
 * The client's absolute path; null when it is not on this machine: then skip.
 * @throws when the variable is set and there is nothing at that path
 */
export function findClient({ name, variable, program }: Wanted): string | null {
  const named = process.env[variable];
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`${variable} is set to "${named}", and there is nothing there`);
    return resolve(named);
  }
  const found = program === undefined ? null : findProgram(program);
  if (found === null) {
    const either = program === undefined ? "" : `, and no ${program} is on the PATH`;
    console.log(`skipped: ${name} is not run, because ${variable} is not set${either}`);
  }
  return found;
}

/** A program on the PATH, or null. */
export function findProgram(program: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One machine that a client runs on: a home of its own, and no setting of ours or of whoever runs the tests. */
export interface Machine {
  readonly home: string;
  /** @param command a program and its arguments */
  run(command: readonly string[], settings?: RunSettings): Promise<Ran>;
  /** Starts what is not waited for here. @param command a program and its arguments */
  start(command: readonly string[], settings?: Omit<RunSettings, "input">): ChildProcessWithoutNullStreams;
  close(): Promise<void>;
}

export interface RunSettings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it runs; the machine's home when absent. */
  readonly folder?: string;
  /** Standard input; none when absent. */
  readonly input?: string;
  /** True: it leads a process group, to which a signal can be sent as a terminal does. */
  readonly ownGroup?: boolean;
}

/** Where a client that is no business of ours is led that wants to leave this machine: nobody listens there. */
const nowhere = "http://127.0.0.1:9";

/** @param environment what every run on it finds beside PATH and HOME, given the home */
export async function startMachine(
  environment: (home: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), "countersign-client-"));
  const surroundings = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: "127.0.0.1,localhost",
    CI: "true",
    ...environment(home),
  };
  const start: Machine["start"] = ([program = "", ...args], settings = {}) =>
    spawn(program, args, {
      cwd: settings.folder ?? home,
      detached: settings.ownGroup ?? false,
      env: { ...surroundings, ...settings.environment },
    });
  return {
    home,
    start,
    async run(command, settings = {}) {
      const child = start(command, settings);
      child.stdin.on("error", () => undefined);
      child.stdin.end(settings.input);
      const exited = new Promise<number | null>((done, failed) => {
        child.once("exit", done);
        child.once("error", failed);
      });
      const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
      return { code, out, err };
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}
