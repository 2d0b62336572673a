/** R24: clients that are slow on purpose, and connections that only idle, harm nobody else. */

import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type LoadResult, runLoad } from "../load/load.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const full = { slow: 1_000, idle: 5_000, slowSeconds: 120, idleSeconds: 60, rate: 100, graceMs: 0 };
type Bounds = typeof full;

export const protocol = defineProtocol({
  id: "R24",
  title: "slow and idle clients harm nobody else, and are not kept for long",
  method:
    "Connections that send one byte of their headers every ten seconds, then connections kept alive after one request, beside a constant rate of exchanges.",
  minutes: 10,
  sizes: {
    quick: { ...full, slow: 200, idle: 500, slowSeconds: 12, idleSeconds: 2, graceMs: 100 },
    usual: { ...full, slowSeconds: 30, idleSeconds: 15, graceMs: 20 },
    evening: full,
    full,
  },
  databases: ["sqlite"],
  control: {
    breaks: "the server may have no more than ten connections",
    clause: "exchanges that failed",
    bounds: { slowSeconds: 2, idleSeconds: 1 },
  },
  run,
});

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const settings = run.control ? { COUNTERSIGN_MAX_CONNECTIONS: "10" } : {};
  const installation = await install(run, { settings });
  const { pid } = installation.server();
  const tokens = await installation.issuer.idTokens({ count: 200 });
  const load = (seconds: number) => exchanges(installation, tokens, bounds.rate, seconds);
  await load(2);
  const baseline = await load(5);
  const before = await openFiles(pid);

  const slow = Array.from({ length: bounds.slow }, () => slowClient(installation.server().origin));
  const underSlow = await load(bounds.slowSeconds);
  run.say(`under ${bounds.slow} slow clients: ${JSON.stringify(underSlow)}`);
  const lasted = slow.map(({ end }) => end());

  const idle = await Promise.all(
    Array.from({ length: bounds.idle }, () => idleClient(installation.server().origin)),
  );
  const underIdle = await load(bounds.idleSeconds);
  run.say(`under ${bounds.idle} idle connections: ${JSON.stringify(underIdle)}`);
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
      none("exchanges that failed", failed, underSlow.answered + underIdle.answered),
      atMost("p99 in milliseconds", worst, 2 * baseline.latencyMs.p99 + bounds.graceMs),
      atMost("most seconds a slow client was kept", Math.max(...lasted), 15),
      atMost("seconds until the files are as before", secondsToBaseline, 30),
    ],
  };
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

/** One byte now and one every ten seconds. `end` tells for how many seconds the server kept it. */
function slowClient(origin: string) {
  const socket = open(origin);
  const begun = performance.now();
  let endedMs: number | null = null;
  socket.resume();
  socket.once("close", () => {
    clearInterval(dripping);
    endedMs = performance.now();
  });
  socket.write("G");
  const dripping = setInterval(() => socket.write("E"), 10_000);
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
    socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
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
