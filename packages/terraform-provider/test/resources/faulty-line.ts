/** A line between the provider and a real server that does to single requests what networks and proxies do. */

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What happens to a request: it arrives and is answered (`through`), its answer is lost, it never arrives, or something
 * else answers in the server's place.
 */
export type Fate =
  | "through"
  | "answer lost"
  | "never arrives"
  | { readonly status: number; readonly body: string };

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
      incoming.resume();
      outgoing.writeHead(fate.status, { "content-type": "application/json" }).end(fate.body);
    } else if (fate === "never arrives") {
      incoming.socket.destroy();
    } else {
      forward(target, incoming, outgoing, fate === "answer lost");
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

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, lost: boolean): void {
  const { method, headers, url } = incoming;
  const onward = request(`${target}${url}`, { method, headers }, (answer) => {
    if (lost) {
      answer.resume().on("end", () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
}
