/**
 * How much the server is holding at this moment, and how much it may: connections are bounded, and when nearly
 * all are taken the idle ones give way, so that whoever only keeps connections open keeps nobody out.
 */

import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

export interface HttpLoad {
  /** Open connections, idle ones included. */
  connections(): number;
  /** Requests without a whole answer. */
  requests(): number;
  /** Connections that wait for their next request, the one idle for longest first; never one that is new. */
  idle(): Iterable<Socket>;
}

/** Counts from now on; to be called before the server listens. */
export function watchLoad(server: Server): HttpLoad {
  let connections = 0;
  let requests = 0;
  // Insertion order is order of the last answer.
  const idle = new Set<Socket>();
  // More than one where a client does not wait for an answer before it sends its next request.
  const unanswered = new WeakMap<Socket, number>();
  server.on("connection", (socket) => {
    connections += 1;
    socket.once("close", () => {
      connections -= 1;
    });
  });
  // Before the handler, which may ask for this very count.
  server.prependListener("request", ({ socket }, response) => {
    requests += 1;
    idle.delete(socket);
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + 1);
    // An answer closes once, whether it was sent or its caller hung up.
    response.once("close", () => {
      requests -= 1;
      const left = (unanswered.get(socket) ?? 1) - 1;
      unanswered.set(socket, left);
      if (left === 0 && !socket.destroyed) idle.add(socket);
    });
  });
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    socket.once("close", () => idle.delete(socket));
  });
  return { connections: () => connections, requests: () => requests, idle: () => idle };
}

/** Part of the connections from which on idle ones are closed. */
const crowdedPart = 0.9;

/** @param refused told of every connection beyond the bound; it is closed at once */
export function boundConnections(server: Server, load: HttpLoad, most: number, refused: () => void): void {
  server.maxConnections = most;
  server.on("connection", () => {
    if (load.connections() < most * crowdedPart) return;
    const [longest] = load.idle();
    longest?.destroy();
  });
  server.on("drop", refused);
}
