/**
 * Configuration at scale: 100 000 mappings on one provider, and two nodes over one database, one that writes
 * and one that polls. What an edit and the end of the whole provider cost the event loop of each, when an edit
 * is live on the other, and what a thousand writes a minute do to the exchange's p99, with its own figure of
 * the same run without them beside it.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { liftedLimits, type RunningServer, startServer } from "../load/server.ts";
import { measure, median } from "../measure.ts";
import { type Installation, startInstallation } from "../subject/installation.ts";
import { serviceClaim } from "../subject/issuer.ts";
import { type Bench, rounds } from "./phase.ts";
import { type Report, rounded } from "./report.ts";

const mappings = 100_000;
const edits = 10;
/** Below saturation, where a p99 tells of the exchange and not of the queue before it. */
const steady = { connections: 64, rate: 60 } as const;
/** A thousand in a minute. */
const writeEveryMs = 60;
/** So long nothing is asked: what the machine itself makes the nodes wait shows. */
const quietMs = 5_000;
/** The event loop is sampled this often, and a sample is at least this long. */
const samplingMs = 10;
/** A rendering of the metrics is at most a second old. */
const metricsAgeMs = 1_100;

export async function measureConfiguration(bench: Bench): Promise<Report> {
  const subject = await startInstallation({ issuer: bench.issuer, mappings });
  const polling = await startServer({
    dataDir: subject.server.dataDir,
    settings: { ...liftedLimits, COUNTERSIGN_ISSUER_ALLOW: bench.issuer.url },
  });
  const nodes = [subject.server, polling];
  try {
    await measure(bench.generator, subject, { ...steady, seconds: bench.times(1).warmUp });
    const idle = await stallsOf(nodes, () => sleep(quietMs));
    const edited = await editSome(bench, nodes);
    const p99 = await writeAMinutesWorth(bench, subject);
    const ended = await stallsOf(nodes, () => admin(subject.server, "DELETE", "/providers/ci"));
    bench.say(`the provider is gone: stalls of ${ended.join(" and ")} ms`);
    const stalls = edited.stalls;
    return {
      title: `${mappings} mappings on one provider, one node that writes and one that polls`,
      rows: [
        ["", "on the writing node", "on the polling node"],
        ["longest stall while nothing was asked, ms", ...idle],
        ["longest stall of one edit, ms", ...stalls],
        ["longest stall of the provider's end, ms", ...ended],
        ["an edit is live after, ms", median(edited.answeredMs), Math.max(...edited.liveMs)],
        ["exchange p99, quiet, ms", p99.quiet, ""],
        ["exchange p99 with 1000 writes a minute, ms", p99.busy, ""],
      ],
      bars: [
        { name: "longest stall of an edit, ms", value: Math.max(...stalls), most: 20 },
        { name: "longest stall of the provider's end, ms", value: Math.max(...ended), most: 20 },
        { name: "slowest edit to be live everywhere, ms", value: Math.max(...edited.liveMs), most: 1_000 },
        { name: "p99 with writes to p99 without", value: rounded(p99.busy / p99.quiet), most: 2 },
      ],
    };
  } finally {
    await polling.stop();
    await subject.stop();
  }
}

async function editSome(bench: Bench, [writing, polling]: readonly RunningServer[]) {
  if (writing === undefined || polling === undefined) throw new Error("two nodes are needed");
  const answeredMs: number[] = [];
  const liveMs: number[] = [];
  const stalls = [0, 0];
  for (let edit = 1; edit <= edits; edit += 1) {
    const found = await stallsOf([writing, polling], async () => {
      const begun = performance.now();
      const tag = await rewriteMapping(writing, edit);
      answeredMs.push(rounded(performance.now() - begun));
      while ((await admin(polling, "GET", mappingPath(polling))).headers.get("etag") !== tag) await sleep(5);
      liveMs.push(rounded(performance.now() - begun));
    });
    for (const [node, ms] of found.entries()) stalls[node] = Math.max(stalls[node] ?? 0, ms);
  }
  bench.say(`${edits} edits: stalls of ${stalls.join(" and ")} ms, live after ${liveMs.join(", ")} ms`);
  return { answeredMs, liveMs, stalls };
}

/** Quiet and busy in turn, so that the machine's moods meet both. */
async function writeAMinutesWorth(bench: Bench, subject: Installation) {
  const quiet: number[] = [];
  const busy: number[] = [];
  const load = { ...steady, seconds: bench.times(1).each };
  for (let round = 1; round <= rounds; round += 1) {
    quiet.push((await measure(bench.generator, subject, load)).p99Ms);
    const stop = new AbortController();
    const writing = writeUntil(stop.signal, subject.server);
    busy.push((await measure(bench.generator, subject, load)).p99Ms);
    stop.abort();
    bench.say(`writes, round ${round}: ${await writing} in ${bench.times(1).each} s`);
  }
  return { quiet: median(quiet), busy: median(busy) };
}

/** @returns how many were written */
async function writeUntil(signal: AbortSignal, server: RunningServer): Promise<number> {
  let written = 0;
  const writes: Promise<unknown>[] = [];
  while (!signal.aborted) {
    writes.push(rewriteMapping(server, written).then(() => (written += 1)));
    await sleep(writeEveryMs);
  }
  await Promise.all(writes);
  return written;
}

/** The longest time for which each node's event loop stood still while the work was done, in milliseconds. */
async function stallsOf(nodes: readonly RunningServer[], work: () => Promise<unknown>): Promise<number[]> {
  // A look at the metrics begins the next measurement.
  await Promise.all(nodes.map(longestDelayMs));
  await sleep(metricsAgeMs);
  await Promise.all(nodes.map(longestDelayMs));
  await work();
  await sleep(metricsAgeMs);
  return Promise.all(
    nodes.map(async (node) => rounded(Math.max(0, (await longestDelayMs(node)) - samplingMs))),
  );
}

async function longestDelayMs({ origin }: RunningServer): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds ([\d.e+-]+)$/m.exec(text)?.[1] ?? Number.NaN) * 1000;
}

const mappingIds = new Map<string, string>();

function mappingPath({ dataDir }: RunningServer): string {
  return `/mappings/${mappingIds.get(dataDir)}`;
}

/** Changes the description of one mapping. @returns the tag of its new version */
async function rewriteMapping(server: RunningServer, edit: number): Promise<string | null> {
  if (!mappingIds.has(server.dataDir)) {
    const first = await (await admin(server, "GET", "/mappings?provider=ci&limit=1")).text();
    mappingIds.set(server.dataDir, /"id":"([^"]+)"/.exec(first)?.[1] ?? "");
  }
  const answer = await admin(server, "PUT", mappingPath(server), {
    name: "service-0",
    provider: "ci",
    description: `edit ${edit}`,
    priority: 1,
    claims: { [serviceClaim(mappings)]: "0", ref: "refs/heads/main" },
    grant: { user: "ci-0" },
    audience: ["https://registry.example.com"],
    lifetime_seconds: 600,
  });
  return answer.headers.get("etag");
}

/** Asks the admin API. @throws when it refuses */
async function admin(
  { origin, adminToken }: RunningServer,
  method: string,
  path: string,
  document?: unknown,
): Promise<Response> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${adminToken}`,
      ...(document !== undefined && { "content-type": "application/json" }),
    },
    ...(document !== undefined && { body: JSON.stringify(document) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
