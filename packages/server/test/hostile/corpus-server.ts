/**
 * The server under the corpus: in this process with its clock in our hands, or a process of its own that can
 * be killed and whose memory is its own. Both are the whole product behind real HTTP.
 */

import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startApp } from "../app.ts";
import { serve } from "../end-to-end/serve-program.ts";

export interface CorpusServer {
  readonly url: string;
  readonly adminToken: string;
  readonly dataDir: string;
  /** Everything written so far: log lines, and what a process says otherwise. */
  log(): readonly string[];
  /** Sends JSON as administrator. */
  asAdmin(method: string, path: string, body?: unknown): Promise<Response>;
  /** Moves both clocks. @throws for a process */
  advance(seconds: number): void;
  /** Steps the wall clock alone. @throws for a process */
  stepWallClock(seconds: number): void;
  /** Ends it, a process without warning, and starts it again on the same data. */
  restart(): Promise<void>;
  /** The most memory it ever had resident, in MiB; null where that is not its own. */
  peakMemoryMib(): Promise<number | null>;
  close(): Promise<void>;
}

export async function startInProcess(environment: Readonly<Record<string, string>>): Promise<CorpusServer> {
  const app = await startApp(environment);
  return { ...app, log: () => app.log, peakMemoryMib: async () => null };
}

export async function startProcess(environment: Readonly<Record<string, string>>): Promise<CorpusServer> {
  const adminToken = randomBytes(32).toString("base64url");
  const url = `http://127.0.0.1:${await freePort()}`;
  const settings = {
    COUNTERSIGN_LISTEN: url.slice("http://".length),
    COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
    COUNTERSIGN_LOG_LEVEL: "trace",
    COUNTERSIGN_RATE_PER_ADDRESS: "100000",
    COUNTERSIGN_RATE_PER_PROVIDER: "100000",
    COUNTERSIGN_RATE_TOTAL: "100000",
    ...environment,
  };
  const start = (dataDir?: string) =>
    serve({ environment: settings, ...(dataDir !== undefined && { dataDir }) }, () => url);
  let served = await start();
  const { dataDir } = served;
  const earlier: string[] = [];
  const lines = () => served.out().split("\n");
  const noClock = () => {
    throw new Error("a process has the machine's clock");
  };
  return {
    url,
    adminToken,
    dataDir,
    log: () => [...earlier, ...lines()],
    asAdmin: (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    advance: noClock,
    stepWallClock: noClock,
    async restart() {
      served.child.kill("SIGKILL");
      await served.ended;
      earlier.push(...lines());
      served = await start(dataDir);
    },
    async peakMemoryMib() {
      const status = await readFile(`/proc/${served.pid}/status`, "utf8").catch(() => "");
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return peak === undefined ? null : Number(peak) / 1024;
    },
    async close() {
      served.child.kill("SIGKILL");
      await served.ended;
      await rm(join(dataDir, ".."), { recursive: true, force: true });
    },
  };
}
