/** One measurement of one server: load for a while, and what it cost the server's process. */

import type { Generator } from "./load/generator.ts";
import type { LoadPlan } from "./load/load.ts";
import type { Installation } from "./subject/installation.ts";

export interface Measured {
  /** Exchanges per second of the server's processor time, all its threads included. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  /** Share of requests that were turned away. */
  readonly shed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Counts exchanges that were served. What a server on a busy machine, or one that has just started, turns away
 * as too much (503) costs it time and counts for nothing.
 * @throws Error when an answer is anything else, or none was served: then nothing was measured
 */
export async function measure(
  generator: Generator,
  subject: Installation,
  plan: Pick<LoadPlan, "connections" | "rate" | "seconds" | "leadInSeconds" | "reconnect" | "ca">,
): Promise<Measured> {
  const { server, requests } = subject;
  const atBegin = Promise.withResolvers<number>();
  const result = await generator.run({ ...plan, origin: server.origin, requests }, () => {
    // A server that has ended meanwhile is told of by the read at the end.
    server.cpuSeconds().then(atBegin.resolve, () => atBegin.resolve(0));
  });
  const cpuSeconds = (await server.cpuSeconds()) - (await atBegin.promise);
  const { statuses, failures } = result;
  const served = statuses["200"] ?? 0;
  const shed = statuses["503"] ?? 0;
  if (served === 0 || served + shed !== result.answered || Object.keys(failures).length > 0) {
    throw new Error(`not every exchange succeeded: ${JSON.stringify({ statuses, failures })}`);
  }
  subject.count(served);
  return {
    perCpuSecond: served / cpuSeconds,
    perSecond: served / result.seconds,
    shed: shed / result.answered,
    p50Ms: result.latencyMs.p50,
    p99Ms: result.latencyMs.p99,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
