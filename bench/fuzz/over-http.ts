/** Fuzzes both exchange faces of a running server over HTTP, and lets the judge look at what it accepts. */

import { Connection, encodeRequest, type LoadRequest } from "../load/connection.ts";
import type { CorpusSeeds } from "./corpus-seeds.ts";
import { type Found, Slowest, tally } from "./found.ts";
import { judge } from "./judge.ts";
import { Random } from "./random.ts";
import { presentedToken, requestFor } from "./request.ts";
import type { Keys } from "./token.ts";

/** Few, so that an answer's time is its own and not its neighbours'. */
const connections = 4;

export interface HttpFuzzOptions {
  readonly origin: string;
  readonly provider: string;
  readonly count: number;
  readonly seed: number;
  readonly keys: Keys;
  readonly corpus: CorpusSeeds;
  readonly next: (now: number) => string;
  say(line: string): void;
}

export async function fuzzOverHttp(options: HttpFuzzOptions): Promise<Found> {
  const { origin, provider, count, keys, corpus, say } = options;
  const random = new Random(options.seed);
  const found = tally();
  const slowest = new Slowest();
  const second = () => Math.floor(Date.now() / 1000);
  let sent = 0;

  async function work(): Promise<void> {
    const connection = new Connection({ origin });
    while (sent < count) {
      sent += 1;
      if (sent % 10_000 === 0) say(`${sent} over HTTP, ${found.accepted} accepted`);
      const request = requestFor(options.next(second()), provider, random, corpus);
      await tryOne(connection, request);
    }
    connection.close();
  }

  async function tryOne(connection: Connection, request: LoadRequest): Promise<void> {
    const ask = () => connection.ask(encodeRequest(origin, request, true));
    const from = second();
    const began = performance.now();
    try {
      const answer = await ask();
      await slowest.note(performance.now() - began, async () => void (await ask()));
      found.inputs += 1;
      if (answer.status >= 500) found.failures.push(`${answer.status} ${answer.body} for ${shown(request)}`);
      if (answer.status !== 200) return;
      found.accepted += 1;
      const why = verdictOn(request, keys, [from, second()]);
      if (why !== null) found.wrong.push(`${why}: ${shown(request)}`);
    } catch (problem) {
      found.crashes.push(`${String(problem)} for ${shown(request)}`);
      connection.close();
    }
  }

  await Promise.all(Array.from({ length: connections }, work));
  return { ...found, slowestMs: slowest.milliseconds };
}

/** Null: the judge accepts it at one of these seconds as well. */
function verdictOn(request: LoadRequest, keys: Keys, [from, to]: readonly [number, number]): string | null {
  const token = presentedToken(request);
  if (token === null) return "presents no token";
  let why = "";
  for (let now = from; now <= to; now += 1) {
    const judged = judge(token, keys.trust, now);
    if (judged.accepted) return null;
    why = judged.why;
  }
  return why;
}

function shown({ method, path, headers, body }: LoadRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)} ${body.slice(0, 3_000)}`;
}
