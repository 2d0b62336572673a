/** A line between the provider and a real server that does to single requests what networks and proxies do. */

import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What happens to a request: it arrives and is answered (`through`), its answer is lost, it never arrives, or something
 * else answers in the server's place.
 */
export type Fate =
  | "through"
  | "answer lost"
  | "never arrives"
  | {
      readonly status: number;
      readonly body: string;
      /** The request is done all the same. */
      readonly arrives?: true;
    };

export interface FaultyLine {
  readonly url: string;
  /** Methods of the requests so far, in order. */
  readonly asked: string[];
  /** Decides the fate of each request from now on. */
  decide(fate: (method: string, path: string) => Fate): void;
  close(): void;
}

export async function faultyLine(target: string): Promise<FaultyLine> {
  const asked: string[] = [];
  let fateOf: (method: string, path: string) => Fate = () => "through";
  const server = createServer((incoming, outgoing) => {
    const method = incoming.method ?? "";
    asked.push(method);
    const fate = fateOf(method, incoming.url ?? "");
    if (typeof fate === "object") {
      const answer = () =>
        outgoing.writeHead(fate.status, { "content-type": "application/json" }).end(fate.body);
      if (fate.arrives) forward(target, incoming, (real) => real.resume().on("end", answer));
      else {
        incoming.resume();
        answer();
      }
    } else if (fate === "never arrives") {
      incoming.socket.destroy();
    } else {
      forward(target, incoming, (answer) => {
        if (fate === "answer lost") answer.resume().on("end", () => incoming.socket.destroy());
        else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers));
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    decide(fate) {
      fateOf = fate;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param answered what is done with the answer */
function forward(
  target: string,
  incoming: IncomingMessage,
  answered: (answer: IncomingMessage) => void,
): void {
  const { method, headers, url } = incoming;
  incoming.pipe(request(`${target}${url}`, { method, headers }, answered));
}
