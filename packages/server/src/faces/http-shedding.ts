/**
 * Turns requests away before anything is done for them: in the envelope of their face, like every answer, but
 * without routing, hooks or a look at the body.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type ErrorWriter, rendered } from "./http-failure.ts";
import { commonHeaders } from "./http-listener.ts";
import { mostPipelined } from "./http-pipelining.ts";

/** Seconds until a caller should try again. */
const retryAfterSeconds = "1";

/** Why a request is turned away. */
export type Shedding = "busy" | "pipelined";

const answers: Readonly<
  Record<Shedding, { readonly sentence: string; readonly headers: Readonly<Record<string, string>> }>
> = {
  busy: {
    sentence: "The server has more to do than it can. Try again in a few seconds.",
    headers: {},
  },
  pipelined: {
    sentence: `The connection has ${mostPipelined} requests without an answer and is closed after this one. Wait for answers before you send more.`,
    headers: { connection: "close" },
  },
};

export function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  how: { readonly cause: Shedding; readonly errorWriter: ErrorWriter; readonly requestId: string },
): void {
  const { errorWriter, requestId } = how;
  const { sentence, headers } = answers[how.cause];
  const written = errorWriter({ status: 503, code: "unavailable", sentence, requestId, details: null });
  const { contentType, text } = rendered(written);
  response.writeHead(503, {
    "x-request-id": requestId,
    ...commonHeaders,
    ...written.headers,
    ...headers,
    "retry-after": retryAfterSeconds,
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
