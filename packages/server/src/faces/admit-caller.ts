/**
 * The limit in front of an exchange: it is taken before the body is read, so that requests that turn out not
 * to be readable count like every other.
 */

import type { onRequestHookHandler } from "fastify";
import type { Refusal } from "../core/refusal.ts";
import type { FaceName } from "../core/terms.ts";
import type { HttpFailure } from "./http-failure.ts";
import type { FaceServices } from "./services.ts";

/**
 * An `onRequest` hook that lets a caller within its limit pass, and fails with what `failureOf` makes of the refusal
 * for any other.
 */
export function admitCaller(
  services: Pick<FaceServices, "admitCaller">,
  face: FaceName,
  failureOf: (refusal: Refusal) => HttpFailure,
): onRequestHookHandler {
  return (request, _reply, done) => {
    const admitted = services.admitCaller(face, request.ip);
    if (admitted.ok) done();
    else done(failureOf(admitted.refusal));
  };
}
