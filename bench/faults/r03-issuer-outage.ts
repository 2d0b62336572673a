/** R03: an issuer that is down is no outage of ours for as long as its last keys may be used, a day, and no longer. */

import { runLoad } from "../load/load.ts";
import { installInProcess } from "./rig/in-process.ts";
import { atLeast, atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";
import { exchangeRequest } from "./rig/requests.ts";

const usual = { seconds: 30, rate: 200 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R03",
  title: "an issuer's outage is invisible for a day",
  method:
    "The issuer answers nothing but errors. Exchanges go on at a steady rate; then the clocks are moved to one minute before a day, where tokens are still handed out, and one minute after it, where they are not.",
  minutes: 15,
  sizes: {
    quick: { seconds: 2, rate: 50 },
    usual,
    evening: { ...usual, seconds: 120 },
    full: { ...usual, seconds: 600 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "the issuer is down before its keys were ever read",
      clause: "exchanges refused during the outage",
    },
  ],
  run,
});

const day = 86_400;
const minute = 60;

async function run(run: Run<Bounds>) {
  const { seconds, rate } = run.bounds;
  const { app, issuer, idToken, exchange } = await installInProcess(run);
  const keysReadAt = app.now();
  if (!run.control) await exchange(idToken());
  issuer.setFault("both", "http500");
  const before = issuer.requests.length;

  const requests = Array.from({ length: 50 }, () => exchangeRequest(idToken(2 * day), "ci"));
  const load = await runLoad({ origin: app.url, requests, connections: 32, rate, seconds });
  const refused = Object.entries(load.statuses).filter(([status]) => status !== "200");
  run.say(`during the outage: ${JSON.stringify(load.statuses)}`);
  const asked = issuer.requests.length - before;

  // A load takes longer than it should on a busy machine.
  app.advance(keysReadAt + day - minute - app.now());
  const dayBefore = [await exchange(idToken()), await exchange(idToken())];
  app.advance(2 * minute);
  const dayAfter = [await exchange(idToken()), await exchange(idToken())];
  run.say(`a minute before a day: ${dayBefore}; a minute after it: ${dayAfter}`);
  issuer.setFault("both", null);
  app.advance(2 * minute);
  const back = await exchange(idToken());
  return {
    figures: { exchanges: load.answered, "p99 ms": load.latencyMs.p99, "requests to the issuer": asked },
    clauses: [
      none(
        "exchanges refused during the outage",
        refused.map(([status, count]) => `${count} of ${status}`),
        load.answered,
      ),
      none("requests without an answer", Object.keys(load.failures), load.answered),
      // An attempt is one request, for the discovery document or the key set, in each cooldown of a minute.
      atMost("requests to the issuer", asked, 2 * (Math.ceil(seconds / 60) + 1)),
      atMost(
        "refusals a minute before a day has passed",
        dayBefore.filter((status) => status !== 200).length,
        0,
      ),
      atLeast("answers of 503 a minute after it", dayAfter.filter((status) => status === 503).length, 2),
      atMost("status once the issuer is back", back, 200),
    ],
  };
}
