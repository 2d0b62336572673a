/**
 * Floods of tokens that cannot be good, each unlike all others: what strangers can send without an issuer's
 * key. One signed token is altered for each request, so that sending costs little.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { closedLoop } from "./closed-loop.ts";
import type { Installation } from "./installation.ts";
import { send } from "./probe.ts";
import { quantile } from "./protocol.ts";
import { exchangeRequest } from "./requests.ts";

export interface Flood {
  readonly requests: number;
  readonly seconds: number;
  /** Statuses of what was sent as a flood. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the good tokens in between, ten each second. */
  readonly good: { readonly count: number; readonly refused: number; readonly p99Ms: number };
  /** Growth of resident memory from after a tenth of the flood to its end. */
  readonly grownMiB: number;
}

/** @param tokenOf the token of the request of that number */
export async function flood(
  installation: Installation,
  requests: number,
  tokenOf: (number: number) => string,
  provider = "ci",
): Promise<Flood> {
  const server = installation.server();
  const ending = new AbortController();
  let sent = 0;
  let first = 0;
  const begun = performance.now();
  const good = sendGood(installation, ending.signal);
  const { statuses } = await closedLoop({
    origin: server.origin,
    connections: 32,
    signal: ending.signal,
    next() {
      sent += 1;
      // What a flood needs at all it has by then; what comes on top of it is what each request leaves behind.
      if (sent === Math.ceil(requests / 10))
        void server.memoryMiB().then(({ now }) => {
          first = now;
        });
      if (sent >= requests) ending.abort();
      return { request: exchangeRequest(tokenOf(sent), provider), answered: () => undefined };
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  return {
    requests: sent,
    seconds,
    statuses,
    good: await good,
    grownMiB: (await server.memoryMiB()).now - first,
  };
}

async function sendGood(installation: Installation, signal: AbortSignal): Promise<Flood["good"]> {
  const latencies: number[] = [];
  let refused = 0;
  const tokens = await installation.issuer.idTokens({ count: 20 });
  for (let number = 0; !signal.aborted; number += 1) {
    const begun = performance.now();
    const { status } = await send(installation, tokens[number % tokens.length] ?? "");
    latencies.push(performance.now() - begun);
    if (status !== 200) refused += 1;
    await sleep(100);
  }
  return { count: latencies.length, refused, p99Ms: quantile(latencies, 0.99) };
}

/** A token whose header or payload was replaced, under the signature it had. */
export function altered(
  token: string,
  change: {
    readonly header?: Readonly<Record<string, unknown>>;
    readonly payload?: Readonly<Record<string, unknown>>;
  },
): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return `${replaced(header, change.header)}.${replaced(payload, change.payload)}.${signature}`;
}

function replaced(part: string, members: Readonly<Record<string, unknown>> = {}): string {
  const document: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
  return Buffer.from(JSON.stringify({ ...(typeof document === "object" && document), ...members })).toString(
    "base64url",
  );
}
