/**
 * A server in front of the real one, over real HTTP, that answers some requests as a bad one does: too late, not at
 * all, in the middle of an answer no more, with something else. Everything else it hands on as it is.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { buffer } from "node:stream/consumers";

/** A request, as it came in. */
export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

export type Fault =
  /** This instead of asking the server. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The server is not asked, and the connection stays open. */
  | { readonly kind: "silent" }
  /** The server is asked only then. */
  | { readonly kind: "held"; readonly until: Promise<unknown> }
  /** The server does what it is asked, and its answer is given only then. */
  | { readonly kind: "late"; readonly until: Promise<unknown> }
  /** The server does what it is asked, and the connection ends without an answer. */
  | { readonly kind: "lost" }
  /** The server does what it is asked, and the connection ends in the middle of its answer. */
  | { readonly kind: "cut" };

export interface FaultyServer {
  readonly url: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  /** Those that the server behind it has answered, in the order of its answers. */
  readonly answered: readonly (Asked & { readonly status: number; readonly answer: string })[];
  /** From now on: which fault a request meets, null for none. */
  misbehave(choose: (asked: Asked) => Fault | null): void;
  /** Resolves as soon as such a request has come in, now or before. */
  whenAsked(wanted: (asked: Asked) => boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param real the base URL of the server behind it
 * @param tls serves https with this certificate
 */
export async function startFaultyServer(
  real: string,
  tls?: { readonly cert: string; readonly key: string },
): Promise<FaultyServer> {
  const asked: Asked[] = [];
  const answered: (Asked & { readonly status: number; readonly answer: string })[] = [];
  const waiting = new Set<() => void>();
  let choose: (asked: Asked) => Fault | null = () => null;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const one: Asked = {
      method: request.method ?? "",
      path: request.url ?? "",
      body: body.toString("utf8"),
    };
    asked.push(one);
    for (const look of waiting) look();
    const fault = choose(one);
    if (fault?.kind === "silent") return;
    if (fault?.kind === "answer") {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    if (fault?.kind === "held") await fault.until;
    const answer = await handOn(real, request, body);
    answered.push({ ...one, status: answer.status, answer: answer.body.toString("utf8") });
    if (fault?.kind === "late") await fault.until;
    if (fault?.kind === "lost") return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers);
    if (fault?.kind !== "cut") return void response.end(answer.body);
    response.write(answer.body.subarray(0, answer.body.length / 2), () => request.socket.destroy());
  }

  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => request.socket.destroy());
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    asked,
    answered,
    misbehave(chosen) {
      choose = chosen;
    },
    whenAsked: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (!asked.some(wanted)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Headers that are about one connection, or about a body that is sent anew here. */
const ofTheConnection = /^(connection|keep-alive|transfer-encoding|content-length|content-encoding|host)$/i;

async function handOn(
  real: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === "string" && !ofTheConnection.test(name) ? [[name, value] as const] : [],
  );
  const answer = await fetch(`${real}${request.url}`, {
    method: request.method ?? "",
    headers: Object.fromEntries(headers),
    redirect: "manual",
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const kept = [...answer.headers].filter(([name]) => !ofTheConnection.test(name));
  return {
    status: answer.status,
    headers: Object.fromEntries(kept),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
