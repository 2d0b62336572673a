/**
 * Many mappings at their worst: every token matches only the mapping that is judged after all others. The p99
 * with 10 000 mappings is held against that with 100.
 */

import { type Measured, measure, median } from "../measure.ts";
import { startInstallation } from "../subject/installation.ts";
import { type Bench, rounds } from "./phase.ts";
import { type Report, rounded } from "./report.ts";

const sizes = [1, 100, 10_000];
/** Below saturation, where a p99 tells of the exchange and not of the queue before it. */
const steady = { connections: 64, rate: 500 } as const;

export async function measureLastMatch(bench: Bench): Promise<Report> {
  const { issuer, generator } = bench;
  const { warmUp, each } = bench.times(sizes.length);
  const kinds = await Promise.all(
    sizes.map(async (mappings) => ({
      mappings,
      subject: await startInstallation({ issuer, mappings, matching: "last" }),
      results: [] as Measured[],
    })),
  );
  try {
    for (const { subject } of kinds) {
      await measure(generator, subject, { ...steady, rate: null, seconds: warmUp });
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const { subject, results } of kinds) {
        results.push(await measure(generator, subject, { ...steady, seconds: each }));
      }
      bench.say(`last match, round ${round}`);
    }
    const p99 = kinds.map(({ results }) => median(results.map((one) => one.p99Ms)));
    return {
      title: `Only the last mapping matches, ${steady.rate} per second`,
      rows: [
        ["mappings", "p50 ms", "p99 ms"],
        ...kinds.map(({ mappings, results }, index) => [
          mappings,
          median(results.map((one) => one.p50Ms)),
          p99[index] ?? Number.NaN,
        ]),
      ],
      bars: [
        {
          name: "p99 with 10000 to p99 with 100",
          value: rounded((p99[2] ?? Number.NaN) / (p99[1] ?? 0)),
          most: 2,
        },
      ],
    };
  } finally {
    await Promise.all(kinds.map(({ subject }) => subject.stop()));
  }
}
