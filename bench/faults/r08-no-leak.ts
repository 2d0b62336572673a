/** R08: a server that has worked for long holds no more memory and no more files than one that has just begun. */

import { readdir } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "../load/load.ts";
import { altered } from "./rig/flood.ts";
import { install } from "./rig/installation.ts";
import { atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const usual = { warmUpSeconds: 60, seconds: 180, rate: 300, slopeMiBPerMinute: 4, lateMs: 50 };
type Bounds = typeof usual;

const clauses = {
  memory: "slope of resident memory, MiB per minute",
  files: "files open beyond those before",
} as const;

export const protocol = defineProtocol({
  id: "R08",
  title: "a long load leaks neither memory nor files",
  method:
    "A steady mix of tokens that are accepted and tokens that are refused; after the warm-up the line through the resident memory must be flat, open files as many as before, and the event loop on time.",
  minutes: 30,
  sizes: {
    // Too short for memory to say much: a server that has just begun still grows.
    quick: { warmUpSeconds: 1, seconds: 4, rate: 100, slopeMiBPerMinute: 1_000, lateMs: 2_000 },
    usual,
    evening: { ...usual, warmUpSeconds: 120, seconds: 480 },
    full: { ...usual, warmUpSeconds: 300, seconds: 900, rate: 500, slopeMiBPerMinute: 1 },
  },
  databases: ["sqlite"],
  controls: [
    { breaks: "twenty connections are opened on the way and never closed", clause: clauses.files },
    { breaks: "the server keeps half a mebibyte of every request", clause: clauses.memory },
  ],
  run,
});

/** Loaded into the server in a control: half a mebibyte is kept of every request. */
const keepingAll = `data:text/javascript,${encodeURIComponent(
  `import{Server as S}from"node:http";const kept=[],e=S.prototype.emit;S.prototype.emit=function(n,...a){if(n==="request")kept.push(Buffer.alloc(524288,1));return e.call(this,n,...a)}`,
)}`;

async function run(run: Run<Bounds>) {
  const { warmUpSeconds, seconds, rate, slopeMiBPerMinute, lateMs } = run.bounds;
  const leaks = run.control?.clause === clauses.memory;
  const installation = await install(run, {
    environment: leaks ? { NODE_OPTIONS: `--import=${keepingAll}` } : {},
  });
  const server = installation.server();
  const good = await installation.issuer.idTokens({ count: 200, lifetimeSeconds: 7_200 });
  const bad = good.map((token) => altered(token, { payload: { sub: "somebody else" } }));
  const requests = good.flatMap((token, number) => [
    exchangeRequest(token, "ci"),
    exchangeRequest(bad[number] ?? "", "ci"),
  ]);
  const load = { origin: server.origin, requests, connections: 32, rate };
  await runLoad({ ...load, seconds: warmUpSeconds });
  const before = await openFiles(server.pid);
  const memory: { readonly minute: number; readonly mebibytes: number }[] = [];
  const begun = performance.now();
  const measuring = (async () => {
    for (let sample = 0; sample < seconds; sample += 1) {
      memory.push({
        minute: (performance.now() - begun) / 60_000,
        mebibytes: (await server.memoryMiB()).now,
      });
      await sleep(1_000);
    }
  })();
  if (run.control?.clause === clauses.files) run.defer(await holdOpen(server.origin, 20));
  const result = await runLoad({ ...load, seconds });
  await measuring;
  const lateness = await eventLoopLateness(server.origin);
  // Connections of the load are closed; the server notices within moments.
  await sleep(500);
  const after = await openFiles(server.pid);
  const grows = slope(memory);
  run.say(
    `${result.answered} answers, memory ${memory[0]?.mebibytes.toFixed(1)} to ${memory.at(-1)?.mebibytes.toFixed(1)} MiB, open files ${before} to ${after}`,
  );
  return {
    figures: { answers: result.answered, "p99 ms": result.latencyMs.p99, "open files": after },
    clauses: [
      none("requests without an answer", Object.keys(result.failures), result.answered),
      atMost(clauses.memory, grows, slopeMiBPerMinute),
      atMost(clauses.files, after - before, 5),
      atMost("p99 of the event loop's lateness, ms", lateness, lateMs),
    ],
  };
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** @returns what closes them */
async function holdOpen(origin: string, count: number): Promise<() => void> {
  const { hostname, port } = new URL(origin);
  const sockets = await Promise.all(
    Array.from({ length: count }, () => {
      const socket = new Socket().connect(Number(port), hostname);
      // Begun and never ended, so that no limit for idle connections ends it.
      socket.write("GET /healthz HTTP/1.1\r\n");
      return new Promise<Socket>((resolve) => socket.once("connect", () => resolve(socket)));
    }),
  );
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

async function eventLoopLateness(origin: string): Promise<number> {
  const metrics = await fetch(`${origin}/metrics`).then((answer) => answer.text());
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1] ?? Number.NaN) * 1000;
}

/** Of the least squares line. */
function slope(samples: readonly { readonly minute: number; readonly mebibytes: number }[]): number {
  const mean = (of: (one: (typeof samples)[number]) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / Math.max(1, samples.length);
  const [minute, mebibytes] = [mean((one) => one.minute), mean((one) => one.mebibytes)];
  const spread = mean((one) => (one.minute - minute) ** 2);
  return spread === 0 ? 0 : mean((one) => (one.minute - minute) * (one.mebibytes - mebibytes)) / spread;
}
