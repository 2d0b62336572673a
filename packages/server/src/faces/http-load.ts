/** How much the server is holding at this moment, for the metrics. */

import type { Server } from "node:http";

export interface HttpLoad {
  /** Open connections, idle ones included. */
  connections(): number;
  /** Requests without a whole answer. */
  requests(): number;
}

/** Counts from now on; to be called before the server listens. */
export function watchLoad(server: Server): HttpLoad {
  let connections = 0;
  let requests = 0;
  server.on("connection", (socket) => {
    connections += 1;
    socket.once("close", () => {
      connections -= 1;
    });
  });
  // Before the handler, which may ask for this very count.
  server.prependListener("request", (_request, response) => {
    requests += 1;
    // An answer closes once, whether it was sent or its caller hung up.
    response.once("close", () => {
      requests -= 1;
    });
  });
  return { connections: () => connections, requests: () => requests };
}
