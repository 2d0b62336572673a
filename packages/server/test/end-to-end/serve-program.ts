/** The real program as a process of its own, listening on a loopback port, as its user starts it. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, isStale } from "../../../../scripts/bundle.ts";
import { freePort } from "../app.ts";
import { cleanEnvironment, program } from "../cli/command-line.ts";

export interface ServeOptions {
  /** Settings beside a data folder of its own and a free port. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Keeps the data folder of an earlier one. */
  readonly dataDir?: string;
  /** What Node runs; `countersign serve` when absent. */
  readonly command?: readonly string[];
}

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** An operator's secret. */
  readonly adminToken: string;
  /** Milliseconds from the start of the process to its first ready answer. */
  readonly readyMs: number;
  readonly child: ChildProcess;
  /** Standard output so far: the log. */
  out(): string;
  /** Standard error so far. */
  err(): string;
  asAdmin(method: string, path: string, body?: unknown): Promise<Response>;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
}

/** The built program when it is current, else the sources, which take longer to start. */
const countersignServe = [isStale() ? program : bundle.program, "serve"];

/** Everything started so far that a test has to end, and its folders. */
const cleanups: (() => Promise<void>)[] = [];

/** Ends what is still running; for `afterEach`. */
export async function endAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** Starts the program; does not wait for anything. */
export async function startServe({
  environment = {},
  flags = [],
  dataDir,
  command = countersignServe,
}: ServeOptions) {
  const folder = dataDir ?? join(await mkdtemp(join(tmpdir(), "countersign-serve-")), "data");
  const port = await freePort();
  const adminToken = randomBytes(32).toString("base64url");
  const child = spawn(process.execPath, [...command, ...flags], {
    env: cleanEnvironment({
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_DATA_DIR: folder,
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
      ...environment,
    }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    written.out += text;
  });
  child.stderr.on("data", (text) => {
    written.err += text;
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(join(folder, ".."), { recursive: true, force: true });
  });
  return { child, ended, port, dataDir: folder, adminToken, out: () => written.out, err: () => written.err };
}

/** Starts the program and waits until it is ready. @throws when it ends instead, with what it said */
export async function serve(options: ServeOptions = {}, url?: (port: number) => string): Promise<Served> {
  const begun = performance.now();
  const started = await startServe(options);
  const base = url?.(started.port) ?? `http://127.0.0.1:${started.port}`;
  await untilListening(started);
  const readyMs = performance.now() - begun;
  return {
    ...started,
    url: base,
    pid: started.child.pid ?? 0,
    readyMs,
    asAdmin: (method, path, body) =>
      fetch(`${base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${started.adminToken}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

/** The program says so once it accepts connections. */
function untilListening({ child, ended, err }: Awaited<ReturnType<typeof startServe>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (err().includes("listening on")) resolve();
    };
    child.stderr.on("data", look);
    look();
    void ended.then((code) => reject(new Error(`the program ended with ${code}: ${err()}`)));
  });
}
