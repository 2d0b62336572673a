/**
 * R04: issuers that hang cost their own callers time, and nobody else. Their callers are clients as clients should
 * be: each comes back when it was told to, and not before. What callers that do not wait cost the others is the
 * subject of R25; how much it is stands beside the rest, as a figure.
 */

import type { Socket } from "node:net";
import type { LoadRequest } from "../load/connection.ts";
import { type LoadResult, runLoad } from "../load/load.ts";
import { closedLoop } from "./rig/closed-loop.ts";
import { altered } from "./rig/flood.ts";
import { install, providerDocument } from "./rig/installation.ts";
import { listenOnLoopback } from "./rig/loopback.ts";
import { atMost, type Clause, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";
import { standStill } from "./rig/standstill.ts";

const usual = {
  issuers: 20,
  clients: 64,
  /** Longer than the minute after which a bad issuer is asked again, so that each is asked twice. */
  seconds: 75,
  hastySeconds: 10,
  rate: 100,
  /** What the p99 may be in any case: an edit of the configuration, too, may hold everybody up for 20 ms. */
  leastMs: 20,
  /** Of one attempt at a bad issuer: the limit of 5 s, and what its timer and the closing take. */
  attemptSeconds: 5.1,
};
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R04",
  title: "issuers that hang do not hurt the others",
  method:
    "Issuers that accept a connection and never answer, clients that ask for tokens of theirs as often as Retry-After lets them, and a steady load on one that is well: it keeps its latency, and each bad one has one connection at a time.",
  minutes: 10,
  sizes: {
    // Under the other tests latencies mean little; what holds is that nothing is refused.
    quick: {
      issuers: 5,
      clients: 20,
      seconds: 4,
      hastySeconds: 1,
      rate: 40,
      leastMs: 2_000,
      attemptSeconds: 6,
    },
    usual,
    evening: { ...usual, seconds: 180 },
    full: { ...usual, seconds: 180 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the server is stopped for three seconds in between",
      clause: "p99 on the healthy issuer, ms",
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { issuers, clients, seconds, hastySeconds, rate } = run.bounds;
  const hanging = await Promise.all(Array.from({ length: issuers }, () => startHanging(run)));
  const installation = await install(run, { allow: hanging.map(({ origin }) => origin) });
  const { server, issuer, admin } = installation;
  for (const [number, { origin }] of hanging.entries()) {
    await admin("POST", "/providers", providerDocument(`bad-${number}`, origin));
  }
  const tokens = await issuer.idTokens({ count: 50 });
  const requests = tokens.map((token) => exchangeRequest(token, "ci"));
  const bad = hanging.map(({ origin }, number) =>
    exchangeRequest(altered(tokens[0] ?? "", { payload: { iss: origin } }), `bad-${number}`),
  );
  const { origin } = server();
  const load = (forSeconds: number) =>
    runLoad({ origin, requests, connections: 64, rate, seconds: forSeconds });
  const beside = async (forSeconds: number, patience: Patience): Promise<Beside> => {
    const ending = new AbortController();
    const asking = Array.from({ length: clients }, (_, number) =>
      ask(origin, bad[number % bad.length] ?? exchangeRequest("", "ci"), patience, ending.signal),
    );
    const healthy = await load(forSeconds);
    ending.abort();
    const told = (await Promise.all(asking)).flat();
    run.say(
      `beside ${told.length} requests of clients that ${patience}: p99 ${healthy.latencyMs.p99} ms for the others`,
    );
    return { healthy, told };
  };

  const alone = await load(Math.max(2, seconds / 3));
  run.say(`alone: p99 ${alone.latencyMs.p99} ms`);
  if (run.control) void standStill(server().pid, 3_000);
  const found = await beside(seconds, "wait as told");
  const hasty = await beside(hastySeconds, "do not wait");
  return {
    figures: {
      "healthy exchanges": found.healthy.answered,
      "p99 alone, ms": alone.latencyMs.p99,
      "requests of clients that wait": found.told.length,
      "requests a second of clients that do not wait": Math.round(hasty.told.length / hastySeconds),
      "p99 beside clients that do not wait, ms, not judged": hasty.healthy.latencyMs.p99,
    },
    clauses: [
      ...clausesOfOthers(run.bounds, alone, found.healthy),
      ...clausesOfAttempts(run.bounds, hanging),
      ...clausesOfClients(found, hasty),
    ],
  };
}

type Patience = "wait as told" | "do not wait";

/** What came of a load on the healthy issuer and of clients of the bad ones beside it. */
interface Beside {
  readonly healthy: LoadResult;
  readonly told: readonly Told[];
}

function clausesOfOthers(bounds: Bounds, alone: LoadResult, healthy: LoadResult): readonly Clause[] {
  const { p99 } = healthy.latencyMs;
  const wrong = Object.keys({ ...healthy.statuses, ...healthy.failures }).filter((what) => what !== "200");
  return [
    none("answers on the healthy issuer that are not 200", wrong, healthy.answered),
    atMost("p99 on the healthy issuer, ms", p99, Math.max(bounds.leastMs, 2 * alone.latencyMs.p99)),
  ];
}

function clausesOfAttempts(bounds: Bounds, hanging: readonly Hanging[]): readonly Clause[] {
  const most = Math.max(...hanging.map((one) => one.most()));
  const longest = Math.max(...hanging.map((one) => one.longest()));
  return [
    atMost("connections at a time to one bad issuer", most, 1),
    atMost("longest seconds of a connection to a bad issuer", longest, bounds.attemptSeconds),
  ];
}

function clausesOfClients(patient: Beside, hasty: Beside): readonly Clause[] {
  const told = [...patient.told, ...hasty.told];
  const wrong = told.filter(({ status }) => status !== 503);
  const returned = patient.told.filter(({ hasReturned }) => hasReturned);
  // An attempt at an issuer that hangs takes seconds.
  const inVain = returned.filter(({ seconds }) => seconds < 1);
  return [
    none(
      "answers about bad issuers that are not 503",
      wrong.map(({ status }) => String(status)),
      told.length,
    ),
    none(
      "clients that waited as told and were refused without another attempt",
      inVain.map(({ seconds }) => `after ${seconds.toFixed(3)} s`),
      returned.length,
    ),
  ];
}

/** What a client of a bad issuer was told. */
interface Told {
  readonly status: number;
  /** Until it was told. */
  readonly seconds: number;
  /** Whether it had been told before, and has come back. */
  readonly hasReturned: boolean;
}

/** One client, until it is told to stop. */
async function ask(
  origin: string,
  request: LoadRequest,
  patience: Patience,
  signal: AbortSignal,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  await closedLoop({
    origin,
    connections: 1,
    signal,
    next() {
      const begun = performance.now();
      return {
        request,
        answered({ status }) {
          const seconds = (performance.now() - begun) / 1000;
          told.push({ status, seconds, hasReturned: told.length > 0 });
        },
      };
    },
    pauseMs: ({ header }) => (patience === "do not wait" ? 0 : Number(header("retry-after")) * 1000),
  });
  return told;
}

interface Hanging {
  readonly origin: string;
  /** Most connections at a time. */
  readonly most: () => number;
  /** Seconds of the longest connection. */
  readonly longest: () => number;
}

/** Accepts connections, and never says a word. */
async function startHanging(run: Run): Promise<Hanging> {
  const open = new Map<Socket, number>();
  let most = 0;
  let longest = 0;
  const origin = await listenOnLoopback(run, (socket) => {
    open.set(socket, performance.now());
    most = Math.max(most, open.size);
    socket.on("close", () => {
      longest = Math.max(longest, performance.now() - (open.get(socket) ?? 0));
      open.delete(socket);
    });
    socket.resume();
  });
  return { origin, most: () => most, longest: () => longest / 1000 };
}
