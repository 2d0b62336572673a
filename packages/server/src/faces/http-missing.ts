/** What is answered where there is nothing: another method may be the right one, or another path. */

import type { FastifyRequest } from "fastify";
import { HttpFailure } from "./http-failure.ts";
import { allowedMethods, pathOf, type RoutePattern } from "./request-path.ts";

/**
 * 405 with `Allow` where the path exists for other methods, else 404.
 * @param nothingHere the face's sentence for a path there is nothing at; absent: it has no more to say than that
 */
export function missing(
  request: FastifyRequest,
  patterns: readonly RoutePattern[],
  nothingHere = "This is Countersign, and there is nothing at this path. GET / names its addresses; those of JFrog's clients are below /access and /artifactory.",
): HttpFailure {
  const allowed = allowedMethods(patterns, pathOf(request.url));
  return allowed.length === 0 || allowed.includes(request.method)
    ? new HttpFailure(404, "not_found", nothingHere)
    : new HttpFailure(405, "method_not_allowed", `This path accepts ${allowed.join(", ")} only.`, {
        headers: { allow: allowed.join(", ") },
      });
}
