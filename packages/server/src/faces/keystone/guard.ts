/**
 * Who is asking: `X-Auth-Token` holds an administrator's secret or a token of this face. The guard runs before the
 * body is read, so a stranger learns nothing from how a body is judged.
 */

import type { FastifyRequest } from "fastify";
import { mayAdminister, type Principal } from "../../core/access.ts";
import { faultSentences, tooMany } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { forbidden, unauthorized } from "./errors.ts";
import { endpointOf } from "./links.ts";
import { contentsOf, type PresentedContents } from "./tokens/standing.ts";

/** The face's name in services, tokens and records. */
export const faceName = "keystone";

/** Somebody who was let in. */
export interface Asker {
  readonly principal: Principal;
  /** What its token says, or whom its secret stands for. */
  readonly contents: PresentedContents;
  /** As presented. */
  readonly credential: string;
}

const askers = new WeakMap<FastifyRequest, Asker>();

/**
 * One header of a request.
 * @returns null when it is absent, empty, or there more than once
 */
export function singleHeader(request: FastifyRequest, name: string): string | null {
  const values = request.raw.headersDistinct[name];
  const [value = ""] = values ?? [];
  return values?.length === 1 && value !== "" ? value : null;
}

/**
 * An `onRequest` hook that lets only holders of a good token pass; `askerOf` then says who it is.
 * @throws HttpFailure 401 without, or with a bad, token; 429 with `Retry-After` after too many bad ones
 */
export function authenticated(services: FaceServices): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const credential = singleHeader(request, "x-auth-token");
    const endpoint = endpointOf(services, request);
    if (credential === null) throw unauthorized(endpoint, adviceWithoutToken(request));
    const caller = { address: request.ip, requestId: request.id };
    const presented = await services.authenticate(credential, faceName, caller);
    if (!presented.ok) throw tooMany(presented.refusal);
    if (!presented.value.ok) throw unauthorized(endpoint, faultSentences[presented.value.fault]);
    const contents = contentsOf(services.registry(), presented.value);
    if (contents === null) throw unauthorized(endpoint, faultSentences.suspended);
    askers.set(request, { principal: presented.value.principal, contents, credential });
  };
}

function adviceWithoutToken(request: FastifyRequest): string {
  return isSigned(request)
    ? "Requests signed with access keys are not understood here: send the token of a login as X-Auth-Token."
    : "Send a token as X-Auth-Token.";
}

/** Whether a request is signed with an access key, as Huawei Cloud's SDKs do with every one: then nothing else is in `Authorization`. */
export function isSigned({ headers }: FastifyRequest): boolean {
  return /^(?:SDK|V11)-[A-Z0-9-]+ /.test(headers.authorization ?? "");
}

/** Who passed `authenticated` on this request. @throws when the route is not guarded, which is a bug */
export function askerOf(request: FastifyRequest): Asker {
  const asker = askers.get(request);
  if (asker === undefined) throw new Error("The route asks for a caller but is not guarded.");
  return asker;
}

/**
 * Route options: a good token, and an administrator's.
 * @param operation Keystone's name of what the route does, such as `identity:create_mapping`
 */
export function administrating(services: FaceServices, operation: string) {
  const mustAdminister = async (request: FastifyRequest): Promise<void> => {
    if (mayAdminister(askerOf(request).principal)) return;
    throw forbidden(
      "Only administrators do this: present an administrator's service token, or a token made with one.",
      operation,
    );
  };
  return { onRequest: [authenticated(services), mustAdminister] };
}
