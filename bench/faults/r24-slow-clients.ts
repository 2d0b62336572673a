/** R24: clients that are slow on purpose, and connections that only idle, harm nobody else. */

import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type LoadResult, runLoad } from "../load/load.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atMost, defineProtocol, none, type Run, rounded } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";
import { standStill } from "./rig/standstill.ts";

const full = { slow: 1_000, idle: 5_000, slowSeconds: 120, idleSeconds: 60, rate: 100, graceMs: 0 };
type Bounds = typeof full;

const keptAtMostSeconds = 15;

const clauses = {
  failed: "exchanges that failed",
  late: "p99 in milliseconds",
  kept: "slow clients that were kept for longer",
  notKept: "idle connections that were not kept",
} as const;

export const protocol = defineProtocol({
  id: "R24",
  title: "slow and idle clients harm nobody else, and are not kept for long",
  method:
    "Connections that send one byte of their headers every ten seconds, then connections kept alive after one request, beside a constant rate of exchanges.",
  minutes: 10,
  sizes: {
    quick: { ...full, slow: 200, idle: 500, slowSeconds: 16, idleSeconds: 2, graceMs: 100 },
    usual: { ...full, slowSeconds: 30, idleSeconds: 15, graceMs: 20 },
    evening: full,
    full,
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the server may have no more than ten connections",
      clause: clauses.failed,
      bounds: { slowSeconds: 2, idleSeconds: 1 },
    },
    {
      breaks: "the server may have fewer connections than are to idle",
      clause: clauses.notKept,
      bounds: { slow: 10, slowSeconds: 1, idleSeconds: 1 },
    },
    {
      breaks: "the slow clients end their requests in time",
      clause: clauses.kept,
      bounds: { slow: 10, idle: 10, idleSeconds: 1 },
    },
    {
      breaks: "the server is stopped for two seconds beside the slow clients",
      clause: clauses.late,
      bounds: { slow: 10, idle: 10, slowSeconds: 4, idleSeconds: 1 },
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const broken = run.control?.clause;
  const installation = await install(run, { settings: fewConnections(bounds, broken) });
  const { pid } = installation.server();
  const tokens = await installation.issuer.idTokens({ count: 200 });
  const load = (seconds: number) => exchanges(installation, tokens, bounds.rate, seconds);
  await load(2);
  const baseline = await load(5);
  const before = await openFiles(pid);

  const sends = broken === clauses.kept ? wholeRequests : bytes;
  const slow = Array.from({ length: bounds.slow }, () => slowClient(installation.server().origin, sends));
  if (broken === clauses.late) void standStill(pid, 2_000);
  const underSlow = await load(bounds.slowSeconds);
  run.say(`under ${bounds.slow} slow clients: ${JSON.stringify(underSlow)}`);
  const kept = slow.map(({ end }) => end()).filter((seconds) => seconds > keptAtMostSeconds);

  const idle = await Promise.all(
    Array.from({ length: bounds.idle }, () => idleClient(installation.server().origin)),
  );
  const underIdle = await load(bounds.idleSeconds);
  run.say(`under ${bounds.idle} idle connections: ${JSON.stringify(underIdle)}`);
  const lost = idle.filter((socket) => socket === null || socket.closed).map(() => "one");
  for (const socket of idle) socket?.destroy();
  const secondsToBaseline = await untilClosed(pid, before);

  const worst = Math.max(underSlow.latencyMs.p99, underIdle.latencyMs.p99);
  const failed = [baseline, underSlow, underIdle].flatMap(failures);
  return {
    figures: {
      "p99 alone, ms": baseline.latencyMs.p99,
      "p99 beside slow clients, ms": underSlow.latencyMs.p99,
      "p99 beside idle connections, ms": underIdle.latencyMs.p99,
      "open files before": before,
    },
    clauses: [
      none(clauses.failed, failed, underSlow.answered + underIdle.answered),
      atMost(clauses.late, worst, 2 * baseline.latencyMs.p99 + bounds.graceMs),
      none(
        clauses.kept,
        kept.map((seconds) => `${rounded(seconds)} s`),
        bounds.slow,
      ),
      none(clauses.notKept, lost, bounds.idle),
      atMost("seconds until the files are as before", secondsToBaseline, 30),
    ],
  };
}

function fewConnections({ idle }: Bounds, broken: string | undefined): Readonly<Record<string, string>> {
  if (broken === clauses.failed) return { COUNTERSIGN_MAX_CONNECTIONS: "10" };
  return broken === clauses.notKept ? { COUNTERSIGN_MAX_CONNECTIONS: String(Math.floor(idle / 2)) } : {};
}

function exchanges(installation: Installation, tokens: readonly string[], rate: number, seconds: number) {
  const requests = tokens.map((token) => exchangeRequest(token, "ci"));
  return runLoad({ origin: installation.server().origin, requests, connections: 16, rate, seconds });
}

function failures({ statuses, failures: broken }: LoadResult): readonly string[] {
  const wrong = Object.entries({ ...statuses, ...broken }).filter(([what]) => what !== "200");
  return wrong.map(([what, count]) => `${count} x ${what}`);
}

function open(origin: string): Socket {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  return socket;
}

/** What a slow client sends at first, and then again and again. */
interface Sends {
  readonly first: string;
  readonly next: string;
  readonly everyMs: number;
}

const wholeRequest = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
const bytes: Sends = { first: "G", next: "E", everyMs: 10_000 };
const wholeRequests: Sends = { first: wholeRequest, next: wholeRequest, everyMs: 2_000 };

/** `end` tells for how many seconds the server kept it. */
function slowClient(origin: string, { first, next, everyMs }: Sends) {
  const socket = open(origin);
  const begun = performance.now();
  let endedMs: number | null = null;
  socket.resume();
  socket.once("close", () => {
    clearInterval(dripping);
    endedMs = performance.now();
  });
  socket.write(first);
  const dripping = setInterval(() => socket.write(next), everyMs);
  return {
    end() {
      socket.destroy();
      clearInterval(dripping);
      return ((endedMs ?? performance.now()) - begun) / 1000;
    },
  };
}

/** A connection after its first answer; null when the server did not take it. */
function idleClient(origin: string): Promise<Socket | null> {
  const socket = open(origin);
  return new Promise((resolve) => {
    socket.once("data", () => resolve(socket.resume()));
    socket.once("close", () => resolve(null));
    socket.write(wholeRequest);
  });
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** Files of the database and the load's own connections come and go by a few. */
const fewFiles = 20;

async function untilClosed(pid: number, before: number): Promise<number> {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  while ((await openFiles(pid)) > before + fewFiles && seconds() < 60) await sleep(200);
  return seconds();
}
