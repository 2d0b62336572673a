/** A protocol that floods the server: how large the flood is, and what must hold whatever it is made of. */

import type { Flood } from "./flood.ts";
import {
  atMost,
  type Clause,
  type Description,
  defineProtocol,
  none,
  type Protocol,
  type Run,
} from "./protocol.ts";

const usual = { requests: 50_000, grownMiB: 64, goodMs: 100 };
type FloodBounds = typeof usual;

interface FloodDescription extends Pick<Description<FloodBounds>, "id" | "title" | "method" | "controls"> {
  /** Sends it. */
  readonly run: (run: Run<FloodBounds>) => Promise<{
    readonly flood: Flood;
    /** What this kind of flood must not bring about, and how much of that there was. */
    readonly caused: Clause;
  }>;
}

export function defineFlood(description: FloodDescription): Protocol {
  return defineProtocol({
    ...description,
    minutes: 15,
    sizes: {
      // The tests share the machine with each other: what they hold to is that nothing is refused or caused.
      quick: { requests: 3_000, grownMiB: 150, goodMs: 3_000 },
      usual,
      evening: { ...usual, requests: 200_000 },
      full: { ...usual, requests: 1_000_000 },
    },
    databases: ["sqlite"],
    run: async (run) => findings(run, await description.run(run)),
  });
}

function findings(
  run: Run<FloodBounds>,
  { flood, caused }: { readonly flood: Flood; readonly caused: Clause },
) {
  const { requests, seconds, statuses, good, grownMiB } = flood;
  run.say(`${requests} in ${seconds.toFixed(1)} s: ${JSON.stringify(statuses)}`);
  const wrong = Object.keys(statuses).filter((status) => Number(status) < 400 || Number(status) >= 500);
  return {
    figures: { "requests per second": requests / seconds, "good tokens": good.count },
    clauses: [
      none("answers to the flood that are no refusal", wrong, requests),
      caused,
      atMost("good tokens refused", good.refused, 0),
      atMost("p99 of good tokens, ms", good.p99Ms, run.bounds.goodMs),
      atMost("growth of resident memory, MiB", grownMiB, run.bounds.grownMiB),
    ],
  };
}
