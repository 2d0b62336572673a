/** One measurement of one server: load for a while, and what it cost the server's process. */

import type { Generator } from "./load/generator.ts";
import type { LoadPlan } from "./load/load.ts";
import type { Installation } from "./subject/installation.ts";

export interface Measured {
  /** Exchanges per second of the server's processor time, all its threads included. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @throws Error when an answer is anything but a token: then nothing was measured */
export async function measure(
  generator: Generator,
  subject: Installation,
  plan: Pick<LoadPlan, "connections" | "rate" | "seconds" | "reconnect" | "ca">,
): Promise<Measured> {
  const { server, requests } = subject;
  const before = await server.cpuSeconds();
  const result = await generator.run({ ...plan, origin: server.origin, requests });
  const cpuSeconds = (await server.cpuSeconds()) - before;
  if (result.statuses["200"] !== result.answered || Object.keys(result.failures).length > 0) {
    const { statuses, failures } = result;
    throw new Error(`not every exchange succeeded: ${JSON.stringify({ statuses, failures })}`);
  }
  subject.count(result.answered);
  return {
    perCpuSecond: result.answered / cpuSeconds,
    perSecond: result.answered / result.seconds,
    p50Ms: result.latencyMs.p50,
    p99Ms: result.latencyMs.p99,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
