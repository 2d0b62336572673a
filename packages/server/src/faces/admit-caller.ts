/**
 * The limit in front of an exchange: it is taken before the body is read, so that requests that turn out not
 * to be readable count like every other.
 */

import type { FastifyRequest } from "fastify";
import type { Refusal } from "../core/refusal.ts";
import type { FaceName } from "../core/terms.ts";
import type { HttpFailure } from "./http-failure.ts";
import type { FaceServices } from "./services.ts";

/**
 * An `onRequest` hook that lets a caller within its limit pass.
 * @param failureOf the face's own form of a refusal
 * @throws what `failureOf` returns, for a caller over its limit
 */
export function admitCaller(
  services: Pick<FaceServices, "admitCaller">,
  face: FaceName,
  failureOf: (refusal: Refusal) => HttpFailure,
): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const admitted = services.admitCaller(face, request.ip);
    if (!admitted.ok) throw failureOf(admitted.refusal);
  };
}
