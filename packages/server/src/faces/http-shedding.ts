/**
 * Turns requests away before anything is done for them: in the envelope of their face, like every answer, but
 * without routing, hooks or a look at the body.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type ErrorWriter, rendered } from "./http-failure.ts";
import { commonHeaders } from "./http-listener.ts";

/** Seconds until a caller should try again. */
const retryAfterSeconds = "1";

export function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  errorWriter: ErrorWriter,
  requestId: string,
): void {
  const written = errorWriter({
    status: 503,
    code: "unavailable",
    sentence: "The server has more to do than it can. Try again in a few seconds.",
    requestId,
    details: null,
  });
  const { contentType, text } = rendered(written);
  response.writeHead(503, {
    "x-request-id": requestId,
    ...commonHeaders,
    ...written.headers,
    "retry-after": retryAfterSeconds,
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
