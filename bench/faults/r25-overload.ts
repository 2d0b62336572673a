/** R25: a server that is offered three times what it can do does nearly all it can, and says no at once to the rest. */

import { setTimeout as sleep } from "node:timers/promises";
import { Connection, encodeRequest } from "../load/connection.ts";
import { runLoad } from "../load/load.ts";
import { install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, quantile, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const full = {
  connections: 512,
  peakSeconds: 10,
  seconds: 120,
  /** In peaks. */
  offered: 3,
  /** Part of the peak that must still be served; less where a test shares its machine with others. */
  goodput: 0.8,
  excessMs: 100,
};
type Bounds = typeof full;

export const protocol = defineProtocol({
  id: "R25",
  title: "offered three times its peak, the server serves its peak and refuses the rest at once",
  method:
    "The peak is what 64 connections get in a closed loop. Then requests come at three times that rate, whether those before were answered or not.",
  minutes: 10,
  sizes: {
    // Beside other tests everything waits for the processor, for seconds at worst.
    quick: { ...full, peakSeconds: 2, seconds: 4, goodput: 0.4, excessMs: 5_000 },
    usual: { ...full, peakSeconds: 5, seconds: 20 },
    evening: full,
    full,
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "a limit lets one exchange a second through",
      clause: "part of the peak that is served",
      bounds: { seconds: 2 },
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { bounds } = run;
  const installation = await install(run);
  const tokens = await installation.issuer.idTokens({ count: 2_000 });
  const requests = tokens.map((token) => exchangeRequest(token, "ci"));
  const closed = () =>
    runLoad({
      origin: installation.server().origin,
      requests,
      connections: 64,
      rate: null,
      seconds: bounds.peakSeconds,
    });
  await closed();
  const atPeak = await closed();
  const peak = (atPeak.statuses["200"] ?? 0) / atPeak.seconds;
  run.say(`peak: ${Math.round(peak)} a second`);
  if (run.control) {
    await installation.server().stop();
    await installation.start({ settings: { COUNTERSIGN_RATE_TOTAL: "1" } });
  }
  const { origin } = installation.server();
  const answers = await offer(
    origin,
    requests.map((request) => encodeRequest(origin, request, true)),
    { ...bounds, rate: peak * bounds.offered },
  );
  const memory = await installation.server().memoryMiB();
  await sleep(5_000);
  const after = await runLoad({
    origin,
    requests,
    connections: 16,
    rate: Math.min(100, peak / 4),
    seconds: 3,
  });

  const served = answers.filter(({ status }) => status === 200);
  const excess = answers.filter(({ status }) => status === 429 || status === 503);
  const others = answers.filter(({ status }) => ![200, 429, 503].includes(status));
  return {
    figures: {
      "peak, a second": Math.round(peak),
      "offered, in peaks": answers.length / bounds.seconds / peak,
      "served, a second": Math.round(served.length / bounds.seconds),
      "served, p99 in ms": p99(served),
      "refused, a second": Math.round(excess.length / bounds.seconds),
    },
    clauses: [
      atLeast("part of the peak that is served", served.length / bounds.seconds / peak, bounds.goodput),
      atMost("p99 of a refusal, in milliseconds", p99(excess), bounds.excessMs),
      none(
        "answers that are neither an exchange nor 429 or 503",
        others.map(({ status }) => String(status)),
        answers.length,
      ),
      atMost("most memory, in MiB", memory.peak, 512),
      none(
        "requests that failed five seconds later",
        Object.keys({ ...after.statuses, ...after.failures }).filter(
          (what) => what !== "200" && !run.control,
        ),
        after.answered,
      ),
    ],
  };
}

interface Told {
  /** 0: no answer. */
  readonly status: number;
  /** From the sending to the whole answer. */
  readonly ms: number;
}

function p99(answers: readonly Told[]): number {
  return quantile(
    answers.map(({ ms }) => ms),
    0.99,
  );
}

/** Sends at a rate, as far as the connections are free; what is late is sent as soon as one is. */
async function offer(
  origin: string,
  requests: readonly Buffer[],
  {
    connections,
    rate,
    seconds,
  }: { readonly connections: number; readonly rate: number; readonly seconds: number },
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const begun = performance.now();
  let sent = 0;
  const one = async () => {
    const connection = new Connection({ origin });
    for (;;) {
      const turn = sent++;
      const dueMs = begun + (turn * 1000) / rate;
      if (dueMs > begun + seconds * 1000 || performance.now() > begun + seconds * 1000) break;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const sentMs = performance.now();
      const answer = await connection
        .ask(requests[turn % requests.length] ?? Buffer.alloc(0))
        .catch(() => null);
      told.push({ status: answer?.status ?? 0, ms: performance.now() - sentMs });
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return told;
}
