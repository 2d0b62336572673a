/**
 * SQLite on a disk that is slow to confirm: the same server twice, one with 5 ms added to every sync. Group
 * commit has to carry it: whatever arrives during one sync shares the next. Needs a C compiler (`cc`).
 */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Measured, measure, median } from "../measure.ts";
import { startInstallation, withFolder } from "../subject/installation.ts";
import { type Bench, rounds } from "./phase.ts";
import { type Report, rounded } from "./report.ts";

const addedMs = 5;
/**
 * Enough that the writer is what is measured: with 64, each waiting for its answer, no more than that many records
 * are ever on their way, and two syncs a round bound the rate whoever writes.
 */
const load = { connections: 192, rate: null } as const;
const source = resolve(import.meta.dirname, "slow-sync.c");

export async function measureSlowSync(bench: Bench): Promise<Report> {
  const { issuer, generator } = bench;
  const { warmUp, each } = bench.times(2);
  return withFolder(async (folder) => {
    const shim = join(folder, "slow-sync.so");
    await promisify(execFile)("cc", ["-O2", "-shared", "-fPIC", "-o", shim, source, "-ldl"]);
    const kinds = await Promise.all(
      [0, addedMs].map(async (milliseconds) => {
        const countFile = join(folder, `syncs-${milliseconds}`);
        const environment = {
          LD_PRELOAD: shim,
          SLOW_SYNC_MICROSECONDS: String(milliseconds * 1000),
          SLOW_SYNC_COUNT: countFile,
        };
        const subject = await startInstallation({ issuer, mappings: 100, environment });
        return { milliseconds, countFile, subject, results: [] as Measured[] };
      }),
    );
    for (const { subject } of kinds) {
      await measure(generator, subject, { ...load, seconds: warmUp });
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const { subject, results } of kinds) {
        results.push(await measure(generator, subject, { ...load, seconds: each }));
      }
      bench.say(`slow sync, round ${round}`);
    }
    await Promise.all(kinds.map(({ subject }) => subject.stop()));
    const rates = kinds.map(({ results }) => median(results.map((one) => one.perSecond)));
    const syncs = await Promise.all(
      kinds.map(async ({ countFile }) => Number(await readFile(countFile, "utf8"))),
    );
    return {
      title: `${addedMs} ms added to every sync, SQLite`,
      rows: [
        ["added ms", "exchanges per second", "p50 ms", "p99 ms", "exchanges per sync"],
        ...kinds.map(({ milliseconds, subject, results }, index) => [
          milliseconds,
          Math.round(rates[index] ?? 0),
          median(results.map((one) => one.p50Ms)),
          median(results.map((one) => one.p99Ms)),
          rounded(subject.exchanges() / (syncs[index] ?? 0)),
        ]),
      ],
      bars: [{ name: "rate kept", value: rounded((rates[1] ?? 0) / (rates[0] ?? 0)), least: 0.8 }],
    };
  });
}
