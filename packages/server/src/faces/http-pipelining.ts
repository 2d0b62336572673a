/**
 * How many requests a connection may send without waiting for answers. What has arrived by one read is handled in one
 * turn of the event loop, and a read holds thousands of small requests: everybody else would wait behind all of them.
 */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** More than any client sends ahead, and the work of a few milliseconds. */
export const mostPipelined = 64;

/** So many are passed over behind those: more than one read brings, and some megabytes to keep until the last answer. */
const mostPassedOver = 4_096;

export interface Pipelining {
  /** Requests of a connection without a whole answer, the latest one included. */
  unanswered(socket: Socket): number;
  /** Gives a request the last answer of its connection. */
  endWith(request: IncomingMessage, response: ServerResponse): void;
  readonly handler: RequestListener;
}

/**
 * Hands on what is within the bound. The first one beyond it ends the connection, and nobody looks at what is behind it. An
 * answer before it may take long: whoever goes on meanwhile is hung up on.
 */
export function boundPipelining({ unanswered, endWith, handler }: Pipelining): RequestListener {
  const ended = new WeakSet<Socket>();
  return (request, response) => {
    const { socket } = request;
    if (ended.has(socket)) {
      if (unanswered(socket) > mostPassedOver) socket.destroy();
      return;
    }
    if (unanswered(socket) <= mostPipelined) return handler(request, response);
    ended.add(socket);
    endWith(request, response);
  };
}
