/**
 * The real application for tests: real HTTP on loopback, a real database in a folder of its own, its
 * clock in the test's hands. Nothing in it is replaced but the sources of time.
 */

import { randomBytes, randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFree, portRange } from "../demo/ports.ts";
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/runtime/log.ts";

export interface TestApp {
  readonly url: string;
  /** The bootstrap secret: an operator's credential on every face. */
  readonly adminToken: string;
  readonly dataDir: string;
  /** Log lines written so far. */
  readonly log: readonly string[];
  /** Moves the clocks; wall and monotonic go together unless told otherwise. */
  advance(seconds: number): void;
  /** Steps the wall clock alone, as a time server may. */
  stepWallClock(seconds: number): void;
  /** Holds the monotonic clock where it is: whatever is done from then on takes no time. */
  stopMonotonicClock(): void;
  /** Seconds since 1970 by the application's wall clock. */
  now(): number;
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON as administrator; null: no body. */
  asAdmin(method: string, path: string, body?: unknown): Promise<Response>;
  /** Closes the application and opens it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param environment settings beside the defaults */
export async function startApp(environment: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-test-"));
  const adminToken = randomBytes(32).toString("base64url");
  const port = await freePort();
  const config = readConfig({
    COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
    COUNTERSIGN_LOG_LEVEL: "trace",
    COUNTERSIGN_RATE_PER_ADDRESS: "100000",
    COUNTERSIGN_RATE_PER_PROVIDER: "100000",
    COUNTERSIGN_RATE_TOTAL: "100000",
    ...environment,
  });
  const log: string[] = [];
  const offset = { wallMs: 0, monotonicMs: 0 };
  let stoppedMs: number | null = null;
  const time = {
    wallMs: () => Date.now() + offset.wallMs,
    monotonicMs: () => (stoppedMs ?? performance.now()) + offset.monotonicMs,
  };
  const open = async () => {
    const opened = await openApp({
      config,
      log: createLog(config.logLevel, { write: (line) => void log.push(line) }),
      time,
    });
    await opened.listen();
    return opened;
  };
  let app = await open();
  const scheme = config.tls === null ? "http" : "https";
  const url = `${scheme}://127.0.0.1:${config.listen.port}`;
  const send = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
  return {
    url,
    adminToken,
    dataDir,
    log,
    advance(seconds) {
      offset.wallMs += seconds * 1000;
      offset.monotonicMs += seconds * 1000;
    },
    stepWallClock(seconds) {
      offset.wallMs += seconds * 1000;
    },
    stopMonotonicClock() {
      stoppedMs = performance.now();
    },
    now: () => Math.floor(time.wallMs() / 1000),
    send,
    asAdmin: (method, path, body) =>
      send(path, {
        method,
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async restart() {
      await app.close();
      app = await open();
    },
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Each of Vitest's workers has ports of its own, and is given none twice: else another might listen first on the port
 * that was found free.
 */
const mostWorkers = 64;
const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % mostWorkers;
const given = new Set<number>();

/** A port that was free a moment ago, and stays so until the caller listens on it. */
export async function freePort(): Promise<number> {
  const some = randomInt(portRange.from, portRange.to);
  const port = some - (some % mostWorkers) + worker;
  if (given.has(port)) return freePort();
  given.add(port);
  return (await isFree(port)) ? port : freePort();
}
