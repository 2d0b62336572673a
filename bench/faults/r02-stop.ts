/** R02: a server that is told to stop answers what it has accepted, and says first that it is stopping. */

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection, encodeRequest } from "../load/connection.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const usual = { stops: 10, connections: 64, loadMs: 400 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R02",
  title: "a server that is told to stop answers every request it has accepted",
  method:
    "64 connections each send the next exchange when the last is answered; SIGTERM comes in the middle of it. What was sent before the signal must be answered, /readyz must say 503 while the server still listens, and the process must end with 0.",
  minutes: 20,
  sizes: {
    quick: { ...usual, stops: 2 },
    usual,
    evening: { ...usual, stops: 50 },
    full: { ...usual, stops: 50 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the signal is SIGKILL",
      clause: "requests sent before the signal without an answer",
      bounds: { stops: 1 },
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const installation = await install(run, { settings: { COUNTERSIGN_DRAIN_SECONDS: "1" } });
  const tokens = await installation.issuer.idTokens({ count: 100 });
  const totals = {
    unanswered: [] as string[],
    inFlight: 0,
    notReady: 0,
    codes: [] as string[],
    seconds: [0],
  };
  for (let stop = 0; stop < bounds.stops; stop += 1) {
    if (stop > 0) await installation.start();
    const { unanswered, inFlight, code, notReady, seconds } = await stopUnderLoad(run, installation, tokens);
    totals.unanswered.push(...unanswered);
    totals.inFlight += inFlight;
    totals.notReady += Number(notReady);
    totals.seconds.push(seconds);
    if (code !== 0) totals.codes.push(String(code));
    run.say(`stop ${stop + 1}: ${inFlight} in flight, ${unanswered.length} without an answer`);
  }
  return {
    figures: { stops: bounds.stops, "requests in flight at the signal": totals.inFlight },
    clauses: [
      none("requests sent before the signal without an answer", totals.unanswered, totals.inFlight),
      none("ends with another status than 0", totals.codes, bounds.stops),
      atLeast("stops in which /readyz said 503 first", totals.notReady, bounds.stops),
      atMost("most seconds until the end", Math.max(...totals.seconds), 10),
      atLeast("requests in flight at each signal", totals.inFlight / bounds.stops, bounds.connections / 2),
    ],
  };
}

async function stopUnderLoad(run: Run<Bounds>, installation: Installation, tokens: readonly string[]) {
  const { origin, child } = installation.server();
  const requests = tokens.map((token) => encodeRequest(origin, exchangeRequest(token, "ci"), true));
  const unanswered: string[] = [];
  let inFlight = 0;
  let signalled = false;
  const loop = Array.from({ length: run.bounds.connections }, async (_, number) => {
    const connection = new Connection({ origin });
    for (let turn = number; !signalled; turn += 1) {
      const answered = await connection
        .ask(requests[turn % requests.length] ?? Buffer.alloc(0))
        .then(() => null, String);
      // The one that was under way when the signal came.
      if (signalled) inFlight += 1;
      if (signalled && answered !== null) unanswered.push(answered);
    }
    connection.close();
  });
  await sleep(run.bounds.loadMs);
  const begun = performance.now();
  const ended = once(child, "close");
  signalled = true;
  child.kill(run.control ? "SIGKILL" : "SIGTERM");
  const [notReady] = await Promise.all([saysNotReady(origin), ...loop]);
  const [code] = await ended;
  return { unanswered, inFlight, code, notReady, seconds: (performance.now() - begun) / 1000 };
}

/** Whether the server says so before it refuses to be asked. */
async function saysNotReady(origin: string): Promise<boolean> {
  for (;;) {
    const status = await fetch(`${origin}/readyz`).then(
      (answer) => answer.status,
      () => null,
    );
    if (status !== 200) return status === 503;
  }
}
