/**
 * The server as its users start it: the built bundle, a process of its own, on a free loopback port and a
 * data folder of its own. Its processor time and memory are read from /proc, so every thread of it counts;
 * that makes whatever measures depend on Linux.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../scripts/bundle.ts";

export interface ServerOptions {
  /** Settings beside the ones below. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Environment beside the settings, such as `LD_PRELOAD` or `NODE_OPTIONS`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Keeps a data folder that exists; absent: a fresh one, removed at the end. */
  readonly dataDir?: string;
  /** What Node runs; `countersign serve` from its bundle when absent. */
  readonly command?: readonly string[];
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly pid: number;
  readonly dataDir: string;
  /** An operator's secret. */
  readonly adminToken: string;
  /** Seconds from the start of the process until it accepts requests, which is the last thing it does. */
  readonly readySeconds: number;
  readonly child: ChildProcess;
  /** What it wrote to standard output so far: the log. */
  log(): string;
  /** Processor time of all its threads so far. */
  cpuSeconds(): Promise<number>;
  /** Resident memory now, and the most there ever was. */
  memoryMiB(): Promise<{ readonly now: number; readonly peak: number }>;
  /** Ends it and waits: with `SIGTERM` the way an operator would, with `SIGKILL` like a power cut. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Generous: the machine may be busy, and 100 000 mappings may have to be read first. */
const readyWithinMs = 60_000;

/** Limits far above any rate that is measured: they are not what is measured. */
export const liftedLimits: Readonly<Record<string, string>> = {
  COUNTERSIGN_RATE_PER_ADDRESS: "1000000",
  COUNTERSIGN_RATE_PER_PROVIDER: "1000000",
  COUNTERSIGN_RATE_TOTAL: "1000000",
};

/** Starts a server and waits until it is ready. @throws Error with what it said, when it ends instead or takes too long */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const temporary =
    options.dataDir === undefined ? await mkdtemp(join(tmpdir(), "countersign-bench-")) : null;
  const dataDir = options.dataDir ?? join(temporary ?? "", "data");
  const adminToken = randomBytes(32).toString("base64url");
  const begun = performance.now();
  const child = spawn(process.execPath, options.command ?? [bundle.program, "serve"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      COUNTERSIGN_LISTEN: "127.0.0.1:0",
      COUNTERSIGN_PUBLIC_URL: "https://sts.example.com",
      COUNTERSIGN_DATA_DIR: dataDir,
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
      ...options.settings,
      ...options.environment,
    },
  });
  const written = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    written.out += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    await ended;
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  };
  const address = new Promise<string>((resolve) => {
    child.stderr.on("data", (text) => {
      written.err += text;
      const found = /listening on (https?:\/\/\S+)/.exec(written.err)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const origin = await Promise.race([address, ended.then(() => null), lateness()]);
  if (origin === null) {
    await stop("SIGKILL");
    throw new Error(`the server did not become ready. It said:\n${written.err}${written.out}`);
  }
  const pid = child.pid ?? 0;
  return {
    origin,
    pid,
    dataDir,
    adminToken,
    readySeconds: (performance.now() - begun) / 1000,
    child,
    log: () => written.out,
    cpuSeconds: () => cpuSeconds(pid),
    memoryMiB: () => memoryMiB(pid),
    stop,
  };
}

function lateness(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), readyWithinMs).unref());
}

/** The kernel counts processor time in hundredths of a second. @see proc_pid_stat(5), fields 14 and 15 */
const ticksPerSecond = 100;

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in parentheses that may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** @see proc_pid_status(5): VmRSS and VmHWM, in KiB */
async function memoryMiB(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const member = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { now: member("VmRSS"), peak: member("VmHWM") };
}
