/** R05: tokens under ever new key ids cost neither the issuer nor our memory anything, and nobody else a token. */

import { altered, flood } from "./rig/flood.ts";
import { install } from "./rig/installation.ts";
import { send } from "./rig/probe.ts";
import { atMost, defineProtocol, none, type Run } from "./rig/protocol.ts";

const usual = { requests: 50_000, grownMiB: 64, goodMs: 100 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R05",
  title: "a flood of unknown key ids is bounded",
  method:
    "As many tokens of one issuer as told, each under a key id of its own, as fast as they are answered; ten good tokens a second in between.",
  minutes: 15,
  sizes: {
    // The tests share the machine with each other: what they hold to is that nothing is refused or fetched.
    quick: { requests: 3_000, grownMiB: 150, goodMs: 3_000 },
    usual,
    evening: { ...usual, requests: 200_000 },
    full: { ...usual, requests: 1_000_000 },
  },
  databases: ["sqlite"],
  control: {
    breaks: "the server is started anew again and again, and so forgets when it last asked the issuer",
    clause: "fetches of the key set",
    bounds: { requests: 400 },
  },
  run,
});

async function run(run: Run<Bounds>) {
  const { requests, grownMiB, goodMs } = run.bounds;
  const installation = await install(run);
  const [token = ""] = await installation.issuer.idTokens({ count: 1 });
  await send(installation, token);
  const before = await fetches(installation);
  const parts = run.control ? 4 : 1;
  let result = await flood(installation, requests, unknownKid);
  for (let part = 1; part < parts; part += 1) {
    await installation.server().stop();
    await installation.start();
    result = await flood(installation, requests, unknownKid);
  }
  const fetched = (await fetches(installation)) - before;
  function unknownKid(number: number): string {
    return altered(token, { header: { kid: `unknown-${number}` } });
  }
  run.say(`${result.requests} in ${result.seconds.toFixed(1)} s: ${JSON.stringify(result.statuses)}`);
  const wrong = Object.keys(result.statuses).filter(
    (status) => Number(status) < 400 || Number(status) >= 500,
  );
  return {
    figures: { "requests per second": result.requests / result.seconds, "good tokens": result.good.count },
    clauses: [
      none("answers to the flood that are no refusal", wrong, result.requests),
      atMost("fetches of the key set", fetched, Math.ceil(result.seconds / 60) + 1),
      atMost("good tokens refused", result.good.refused, 0),
      atMost("p99 of good tokens, ms", result.good.p99Ms, goodMs),
      atMost("growth of resident memory, MiB", result.grownMiB, grownMiB),
    ],
  };
}

async function fetches(installation: Awaited<ReturnType<typeof install>>): Promise<number> {
  return (await installation.issuer.requests())["/jwks"] ?? 0;
}
