/** R04: issuers that hang cost their own callers time, and nobody else. */

import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { runLoad } from "../load/load.ts";
import { closedLoop } from "./rig/closed-loop.ts";
import { altered } from "./rig/flood.ts";
import { install, providerDocument } from "./rig/installation.ts";
import { atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const usual = { issuers: 20, clients: 64, seconds: 30, rate: 100, leastMs: 20 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R04",
  title: "issuers that hang do not hurt the others",
  method:
    "Issuers that accept a connection and never answer, clients that keep asking for tokens of theirs, and a steady load on one that is well: it keeps its latency, and each bad one has one connection at a time.",
  minutes: 10,
  sizes: {
    // Under the other tests latencies mean little; what holds is that nothing is refused.
    quick: { ...usual, issuers: 5, clients: 20, seconds: 4, rate: 40, leastMs: 2_000 },
    usual,
    evening: { ...usual, seconds: 180 },
    full: { ...usual, seconds: 180 },
  },
  databases: ["sqlite"],
  control: {
    breaks: "the server is stopped for three seconds in between",
    clause: "p99 on the healthy issuer, ms",
  },
  run,
});

async function run(run: Run<Bounds>) {
  const { clients, seconds, rate, leastMs } = run.bounds;
  const hanging = await Promise.all(Array.from({ length: run.bounds.issuers }, () => startHanging(run)));
  const installation = await install(run, { allow: hanging.map(({ origin }) => origin) });
  const { server, issuer, admin } = installation;
  for (const [number, { origin }] of hanging.entries()) {
    await admin("POST", "/providers", providerDocument(`bad-${number}`, origin));
  }
  const tokens = await issuer.idTokens({ count: 50 });
  const requests = tokens.map((token) => exchangeRequest(token, "ci"));
  const healthy = { origin: server().origin, requests, connections: 64, rate };
  const baseline = await runLoad({ ...healthy, seconds: Math.max(2, seconds / 3) });
  run.say(`alone: p99 ${baseline.latencyMs.p99} ms`);

  const ending = new AbortController();
  const bad = hanging.map(({ origin }, number) =>
    exchangeRequest(altered(tokens[0] ?? "", { payload: { iss: origin } }), `bad-${number}`),
  );
  let sent = 0;
  const clientsOfBad = closedLoop({
    origin: server().origin,
    connections: clients,
    signal: ending.signal,
    next() {
      sent += 1;
      return { request: bad[sent % bad.length] ?? exchangeRequest("", "ci"), answered: () => undefined };
    },
  });
  if (run.control) void stopFor(server().pid, 3_000);
  const beside = await runLoad({ ...healthy, seconds });
  ending.abort();
  const { statuses } = await clientsOfBad;
  run.say(
    `beside ${hanging.length} that hang: p99 ${beside.latencyMs.p99} ms; their clients got ${JSON.stringify(statuses)}`,
  );
  const wrong = Object.keys({ ...beside.statuses, ...beside.failures }).filter((status) => status !== "200");
  return {
    figures: { "healthy exchanges": beside.answered, "p99 alone, ms": baseline.latencyMs.p99 },
    clauses: [
      none("answers on the healthy issuer that are not 200", wrong, beside.answered),
      atMost(
        "p99 on the healthy issuer, ms",
        beside.latencyMs.p99,
        Math.max(leastMs, 2 * baseline.latencyMs.p99),
      ),
      atMost("connections at a time to one bad issuer", Math.max(...hanging.map((one) => one.most())), 1),
      atMost(
        "longest seconds of a connection to a bad issuer",
        Math.max(...hanging.map((one) => one.longest())),
        6,
      ),
      none(
        "answers about bad issuers that are not 503",
        Object.keys(statuses).filter((status) => status !== "503"),
        sent,
      ),
    ],
  };
}

/** Accepts connections, and never says a word. */
async function startHanging(run: Run) {
  const open = new Map<Socket, number>();
  let most = 0;
  let longest = 0;
  const server = createServer((socket) => {
    open.set(socket, performance.now());
    most = Math.max(most, open.size);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      longest = Math.max(longest, performance.now() - (open.get(socket) ?? 0));
      open.delete(socket);
    });
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  run.defer(() => {
    for (const socket of open.keys()) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    most: () => most,
    longest: () => longest / 1000,
  };
}

async function stopFor(pid: number, milliseconds: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await sleep(milliseconds);
  process.kill(pid, "SIGCONT");
}
