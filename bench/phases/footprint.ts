/** How long a start takes and how much memory the process holds: idle, and at its most under load. */

import { measure, median } from "../measure.ts";
import { startInstallation } from "../subject/installation.ts";
import { type Bench, rounds, saturating } from "./phase.ts";
import type { Report } from "./report.ts";

const sizes = [1, 10_000, 100_000];

export async function measureFootprint(bench: Bench): Promise<Report> {
  const { issuer, generator } = bench;
  const { each } = bench.times(1);
  const found: { mappings: number; ready: number; idle: number; peak: number }[] = [];
  for (const mappings of sizes) {
    const starts: number[] = [];
    let memory = { idle: Number.NaN, peak: Number.NaN };
    for (let round = 1; round <= rounds; round += 1) {
      const subject = await startInstallation({ issuer, mappings });
      try {
        starts.push(subject.server.readySeconds);
        const idle = (await subject.server.memoryMiB()).now;
        if (round === rounds) {
          await measure(generator, subject, { ...saturating, seconds: each });
          memory = { idle, peak: (await subject.server.memoryMiB()).peak };
        }
      } finally {
        await subject.stop();
      }
    }
    found.push({ mappings, ready: median(starts), ...memory });
    bench.say(`footprint, ${mappings} mappings`);
  }
  const [one] = found;
  return {
    title: "Start and memory",
    rows: [
      ["mappings", "ready after s", "resident MiB, idle", "resident MiB, at most"],
      ...found.map(({ mappings, ready, idle, peak }) => [
        mappings,
        ready.toFixed(2),
        Math.round(idle),
        Math.round(peak),
      ]),
    ],
    bars: [
      { name: "ready after seconds", value: one?.ready ?? Number.NaN, most: 1 },
      { name: "resident MiB when idle", value: one?.idle ?? Number.NaN, most: 120 },
    ],
  };
}
