/**
 * How the server stops hearing. First it tells its clients: every answer from then on ends its connection, so
 * that they come back somewhere else, while new ones are still answered. Then it closes: what is in flight has
 * a bounded time to end, and whoever is still sending after that is cut off.
 */

import type { FastifyInstance } from "fastify";

/**
 * Prepares an instance for its end.
 * @param inFlightMs how long requests in flight may take to end once nothing new is accepted
 * @returns ends every connection with its next answer from now on
 */
export function endConnectionsWhenStopping(instance: FastifyInstance, inFlightMs: number): () => void {
  let stopping = false;
  let closing = false;
  instance.addHook("preClose", (done) => {
    stopping = true;
    closing = true;
    const cut = setTimeout(() => instance.server.closeAllConnections(), inFlightMs);
    cut.unref();
    done();
  });
  instance.addHook("onSend", (_request, reply, payload, done) => {
    if (stopping) reply.header("connection", "close");
    done(null, payload);
  });
  instance.addHook("onResponse", (_request, _reply, done) => {
    // The answer may have been on its way already when the stopping began. Not before the closing: what looks
    // idle may have sent a request that was not read yet.
    if (closing) instance.server.closeIdleConnections();
    done();
  });
  return () => {
    stopping = true;
  };
}
