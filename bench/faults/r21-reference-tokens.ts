/** R21: a reference token cannot be guessed, not even from nearby, and nothing that is stored gives one away. */

import { randomBytes } from "node:crypto";
import { closedLoop } from "./rig/closed-loop.ts";
import { install } from "./rig/installation.ts";
import { atLeast, atMost, defineProtocol, none, quantile, type Run } from "./rig/protocol.ts";
import { documentOf, introspectionRequest, referenceRequest } from "./rig/requests.ts";
import { databaseTexts, Secrets } from "./rig/secrets.ts";

const usual = { issued: 200, guesses: 20_000, factor: 1.2, leastMs: 2 };
type Bounds = typeof usual;

export const protocol = defineProtocol({
  id: "R21",
  title: "reference tokens cannot be guessed, and are stored nowhere",
  method:
    "Guesses at reference tokens through introspection: random ones, and real ones with the last character, the case or the first characters changed; then every file of the database, with its log, and all that the server wrote is searched for those that were issued.",
  minutes: 20,
  sizes: {
    quick: { issued: 40, guesses: 1_500, factor: 10, leastMs: 2_000 },
    usual,
    evening: { ...usual, issued: 1_000, guesses: 200_000 },
    full: { ...usual, issued: 1_000, guesses: 1_000_000 },
  },
  databases: ["sqlite"],
  controls: [
    {
      breaks: "one guess in a hundred is a token that was issued",
      clause: "guesses that were right",
    },
  ],
  run,
});

async function run(run: Run<Bounds>) {
  const { issued, guesses, factor, leastMs } = run.bounds;
  const installation = await install(run, { settings: { COUNTERSIGN_LOG_LEVEL: "debug" } });
  const { origin, adminToken, log } = installation.server();
  const secrets = new Secrets();
  const tokens: string[] = [];
  for (const idToken of await installation.issuer.idTokens({ count: issued })) {
    const { path, ...request } = referenceRequest(idToken, "ci");
    const answer = await fetch(`${origin}${path}`, request);
    const reference = documentOf({ body: Buffer.from(await answer.arrayBuffer()) })?.["reference_token"];
    if (typeof reference !== "string") throw new Error(`no reference token was handed out: ${answer.status}`);
    tokens.push(reference);
    secrets.add(reference, "a reference token");
  }

  const tokenAt = (number: number) => tokens[number % tokens.length] ?? "";
  const asked = await ask({ origin, adminToken }, guesses, (number) => {
    if (number % realOneIn === 0) return { kind: "real", token: tokenAt(number) };
    const given = run.control && number % 100 === 1;
    return { kind: "guess", token: given ? tokenAt(number) : guessAt(number, tokenAt(number)) };
  });
  const { real, guess } = asked;
  run.say(
    `${guess.latencies.length} guesses and ${real.latencies.length} real ones: ${JSON.stringify(asked.statuses)}, ${guess.live.length} right`,
  );
  const [hit, miss] = [quantile(real.latencies, 0.99), quantile(guess.latencies, 0.99)];
  const files = await databaseTexts(installation.dataDir);
  const stored = [...files].flatMap(([name, text]) => secrets.find(text).map((what) => `${what} in ${name}`));
  return {
    figures: { "p99 of a hit, ms": hit, "p99 of a miss, ms": miss },
    clauses: [
      none("guesses that were right", guess.live, guesses),
      atLeast("real ones that were told to be live", real.live.length, Math.floor(guesses / realOneIn)),
      none("reference tokens in the database's files", stored, issued),
      none("reference tokens in what the server wrote", secrets.find(log()), issued),
      atMost("p99 of a miss, ms", miss, Math.max(leastMs, factor * hit)),
      atMost("p99 of a hit, ms", hit, Math.max(leastMs, factor * miss)),
    ],
  };
}

/** Real ones are asked for among the guesses, so that both meet the same server at the same time. */
const realOneIn = 10;

interface Asked {
  readonly kind: "real" | "guess";
  readonly token: string;
}

/** Introspects so many tokens, after a tenth as many that warm the server up and do not count. */
async function ask(
  { origin, adminToken }: { readonly origin: string; readonly adminToken: string },
  count: number,
  askedAt: (number: number) => Asked,
) {
  const found = () => ({ latencies: [] as number[], live: [] as string[] });
  const told = { real: found(), guess: found() };
  const warmUp = Math.ceil(count / 10);
  const ending = new AbortController();
  let sent = 0;
  const { statuses } = await closedLoop({
    origin,
    connections: 16,
    signal: ending.signal,
    next() {
      sent += 1;
      const number = sent;
      if (sent >= warmUp + count) ending.abort();
      const { kind, token } = askedAt(number);
      const begun = performance.now();
      return {
        request: introspectionRequest(token, adminToken),
        answered(answer) {
          if (number > warmUp) told[kind].latencies.push(performance.now() - begun);
          if (documentOf(answer)?.["active"] === true) told[kind].live.push(`number ${number}`);
        },
      };
    },
  });
  return { ...told, statuses };
}

/** Never a token that was issued: random of the same form, or one of them a little changed. */
function guessAt(number: number, token: string): string {
  const other = (character: string) => (character === "x" ? "y" : "x");
  switch (number % 4) {
    case 0:
      return token.slice(0, -1) + other(token.slice(-1));
    case 1:
      return swapCase(token);
    case 2:
      return other(token.slice(0, 1)) + token.slice(1);
    default:
      return randomBytes(Math.ceil(token.length / 2))
        .toString("hex")
        .slice(0, token.length);
  }
}

function swapCase(text: string): string {
  return [...text].map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join("");
}
