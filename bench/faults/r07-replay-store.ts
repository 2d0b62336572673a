/** R07: what single-use tokens leave behind goes away again, and does not slow the next ones down. */

import { stat } from "node:fs/promises";
import { openStore } from "../../packages/server/src/store/open.ts";
import { closedLoop } from "./rig/closed-loop.ts";
import { type Installation, install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, quantile, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const usual = { tokens: 20_000, batch: 2_000, leastMs: 50 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R07",
  title: "the memory of used tokens is bounded in time",
  method:
    "Single-use tokens of one minute, each exchanged once. Then the store is swept as of just before and just after the time until which their use must be remembered: first none may be gone, then all.",
  minutes: 20,
  sizes: {
    quick: { tokens: 400, batch: 200, leastMs: 2_000 },
    usual,
    evening: { ...usual, tokens: 100_000 },
    full: { ...usual, tokens: 300_000 },
  },
  databases: ["sqlite"],
  controls: [{ breaks: "the store is not swept", clause: "keys left once they may be forgotten" }],
  run,
});

/** A token's minute; the provider's tolerance and the margin for a tolerance raised later and for nodes' clocks. */
const lifetimeSeconds = 60;
const rememberedSeconds = lifetimeSeconds + 30 + 300 + 60;

async function run(run: Run<Bounds>) {
  const { tokens, batch, leastMs } = run.bounds;
  const installation = await install(run);
  const latencies: number[] = [];
  const refused: string[] = [];
  const begun = Math.floor(Date.now() / 1000);
  for (let sent = 0; sent < tokens; sent += batch) {
    await useUp(
      installation,
      await installation.issuer.idTokens({ count: batch, lifetimeSeconds }),
      latencies,
      refused,
    );
    if ((sent / batch) % 10 === 0) run.say(`${sent + batch} tokens used, ${await keys(installation)} keys`);
  }
  const used = await keys(installation);
  const part = Math.max(1, Math.floor(latencies.length / 10));
  const first = quantile(latencies.slice(0, part), 0.99);
  const last = quantile(latencies.slice(-part), 0.99);
  await sweep(installation, begun + rememberedSeconds - 1);
  const kept = await keys(installation);
  if (!run.control) await sweep(installation, Math.floor(Date.now() / 1000) + rememberedSeconds + 1);
  const left = await keys(installation);
  return {
    figures: {
      "keys at the end": used,
      "database MiB": (await stat(installation.databaseFile)).size / 2 ** 20,
      "p99 of the first tenth, ms": first,
      "p99 of the last tenth, ms": last,
    },
    clauses: [
      none("fresh tokens refused", refused, tokens),
      atLeast("keys remembered", used, tokens),
      atLeast("keys kept while they must be", kept, tokens),
      atMost("keys left once they may be forgotten", left, 0),
      atMost("p99 of the last tenth, ms", last, Math.max(leastMs, 1.2 * first)),
    ],
  };
}

async function useUp(
  installation: Installation,
  tokens: readonly string[],
  latencies: number[],
  refused: string[],
) {
  const ending = new AbortController();
  const left = [...tokens];
  await closedLoop({
    origin: installation.server().origin,
    connections: 8,
    signal: ending.signal,
    next() {
      // The last ones of a batch are sent a second time by connections that have nothing left to do.
      const token = left.pop();
      if (left.length === 0) ending.abort();
      const begun = performance.now();
      return {
        request: exchangeRequest(token ?? "", "once"),
        answered({ status }) {
          if (token === undefined) return;
          latencies.push(performance.now() - begun);
          if (status !== 200) refused.push(String(status));
        },
      };
    },
  });
}

async function keys(installation: Installation): Promise<number> {
  const { count } = await installation.reading((queries) =>
    queries
      .selectFrom("replay_keys")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  return count;
}

/** What the server does every minute, as of another moment. */
async function sweep({ databaseFile }: Installation, now: number): Promise<void> {
  const store = await openStore({
    url: `sqlite:${databaseFile}`,
    clock: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  await store.sweep(now, { detailsSeconds: 86_400, recordsSeconds: 86_400 });
  await store.close();
}
