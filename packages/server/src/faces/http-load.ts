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
  /** Requests of one connection without a whole answer. */
  unanswered(socket: Socket): number;
  /** The connection that has waited for its next request for longest; never one that is new; null: none waits. */
  longestIdle(): Socket | null;
}

interface Connection {
  readonly socket: Socket;
  /** More than one where a client does not wait for an answer before it sends its next request. */
  unanswered: number;
  /** Number of the answer since which it waits; null: it is new, or in the middle of something. */
  idleSince: number | null;
}

/** Counts from now on; to be called before the server listens. */
export function watchLoad(server: Server): HttpLoad {
  let connections = 0;
  let requests = 0;
  let answers = 0;
  // Looked through when somebody has to give way. To keep them in order of their last answer would cost every
  // request some of the memory that only a full garbage collection gives back.
  const open = new Set<Connection>();
  const bySocket = new WeakMap<Socket, Connection>();
  server.on("connection", (socket) => {
    connections += 1;
    socket.once("close", () => {
      connections -= 1;
    });
  });
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    const connection: Connection = { socket, unanswered: 0, idleSince: null };
    open.add(connection);
    bySocket.set(socket, connection);
    socket.once("close", () => open.delete(connection));
  });
  // Before the handler, which may ask for this very count.
  server.prependListener("request", ({ socket }, response) => {
    requests += 1;
    const connection = bySocket.get(socket);
    if (connection !== undefined) {
      connection.unanswered += 1;
      connection.idleSince = null;
    }
    // An answer closes once, whether it was sent or its caller hung up.
    response.on("close", () => {
      requests -= 1;
      answers += 1;
      if (connection === undefined) return;
      connection.unanswered -= 1;
      if (connection.unanswered === 0) connection.idleSince = answers;
    });
  });
  return {
    connections: () => connections,
    requests: () => requests,
    unanswered: (socket) => bySocket.get(socket)?.unanswered ?? 0,
    longestIdle() {
      let longest: { readonly socket: Socket; readonly since: number } | null = null;
      for (const { socket, idleSince: since } of open) {
        if (since !== null && (longest === null || since < longest.since)) longest = { socket, since };
      }
      return longest?.socket ?? null;
    },
  };
}

/** Part of the connections from which on idle ones are closed. */
const crowdedPart = 0.9;

/** @param refused told of every connection beyond the bound; it is closed at once */
export function boundConnections(server: Server, load: HttpLoad, most: number, refused: () => void): void {
  server.maxConnections = most;
  server.on("connection", () => {
    if (load.connections() < most * crowdedPart) return;
    load.longestIdle()?.destroy();
  });
  server.on("drop", refused);
}
