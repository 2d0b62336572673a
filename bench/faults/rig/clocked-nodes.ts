/**
 * Several nodes in this process, on one database, whose clocks the protocol moves: what takes hours passes in
 * seconds, and clocks may differ as those of machines do. Everything else about them is real.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openApp } from "../../../packages/server/src/app.ts";
import { readConfig } from "../../../packages/server/src/config.ts";
import { createLog } from "../../../packages/server/src/runtime/log.ts";
import { liftedLimits } from "../../load/server.ts";
import type { Run } from "./protocol.ts";

export interface ClockedNode {
  readonly origin: string;
  /** An operator's secret. */
  readonly adminToken: string;
}

export interface ClockedNodes {
  readonly nodes: readonly ClockedNode[];
  /** Moves every clock. */
  advance(seconds: number): void;
  /** Seconds since 1970 by the clock of a node that is not ahead. */
  now(): number;
}

export interface ClockedOptions {
  /** How many seconds each node's clock is ahead; one node for each. */
  readonly ahead: readonly number[];
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts them together on an empty database. Everything ends with the run. */
export async function startClockedNodes(
  run: Pick<Run, "defer">,
  { ahead, settings }: ClockedOptions,
): Promise<ClockedNodes> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-clocked-"));
  run.defer(() => rm(folder, { recursive: true, force: true }));
  const masterKeyFile = join(folder, "master.key");
  await writeFile(masterKeyFile, randomBytes(32), { mode: 0o600 });
  const adminToken = randomBytes(32).toString("base64url");
  let passedMs = 0;
  const start = async (aheadSeconds: number, index: number): Promise<ClockedNode> => {
    const config = readConfig({
      COUNTERSIGN_LISTEN: "127.0.0.1:0",
      COUNTERSIGN_PUBLIC_URL: "https://sts.example.com",
      COUNTERSIGN_DATA_DIR: join(folder, `node-${index}`),
      COUNTERSIGN_DATABASE_URL: `sqlite:${join(folder, "countersign.db")}`,
      COUNTERSIGN_MASTER_KEY_FILE: masterKeyFile,
      COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN: adminToken,
      ...liftedLimits,
      ...settings,
    });
    const app = await openApp({
      config,
      log: createLog("silent"),
      time: {
        wallMs: () => Date.now() + passedMs + aheadSeconds * 1_000,
        monotonicMs: () => performance.now() + passedMs,
      },
    });
    run.defer(() => app.close());
    return { origin: await app.listen(), adminToken };
  };
  const nodes = await Promise.all(ahead.map(start));
  return {
    nodes,
    advance(seconds) {
      passedMs += seconds * 1_000;
    },
    now: () => Math.floor((Date.now() + passedMs) / 1_000),
  };
}
