/**
 * Who asks about tokens, or ends one: callers present a secret of this server, or an access token, as
 * `Bearer`, or as the password of `Basic` (the client secret of `client_secret_basic`; the client id is not
 * looked at, because the secret says whose it is).
 */

import type { FastifyRequest } from "fastify";
import type { Principal } from "../../core/access.ts";
import { readCredential, tooMany } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { Caller, FaceServices } from "../services.ts";

/**
 * @returns null when there is no `Authorization` at all
 * @throws HttpFailure 401 `invalid_client` for a credential that is not good here (RFC 6749 §5.2), 429 after
 *   too many of those
 */
export async function authenticateClient(
  services: Pick<FaceServices, "authenticate">,
  request: FastifyRequest,
): Promise<Principal | null> {
  if (request.headers.authorization === undefined) return null;
  const presented = readCredential(request);
  if (presented === null) throw unauthenticated("The Authorization header cannot be read.");
  const credential = presented.scheme === "basic" ? formDecoded(presented.text) : presented.text;
  const found = await services.authenticate(credential, "oauth", callerOf(request), "of_any_face");
  if (!found.ok) throw tooMany(found.refusal);
  if (!found.value.ok) {
    throw unauthenticated("The credential is not good here: unknown, expired, or revoked.", "invalid_token");
  }
  return found.value.principal;
}

/** Whoever sent the request. */
export function callerOf(request: FastifyRequest): Caller {
  return { address: request.ip, requestId: request.id };
}

/**
 * The answer to a caller without a credential, or without one that suffices.
 * @param error of RFC 6750 §3.1; none for a caller that presented nothing
 */
export function unauthenticated(sentence: string, error?: string): HttpFailure {
  const details = error === undefined ? "" : `, error="${error}"`;
  return new HttpFailure(401, "invalid_client", sentence, {
    headers: { "www-authenticate": `Bearer realm="countersign"${details}, Basic realm="countersign"` },
  });
}

/** RFC 6749 §2.3.1 has clients write the password of `Basic` like a form; many do not, and have nothing to encode. */
function formDecoded(password: string): string {
  if (!/%[0-9a-f]{2}/i.test(password)) return password;
  return new URLSearchParams(`p=${password.replaceAll("&", "%26")}`).get("p") ?? password;
}
