/**
 * The OAuth face: the token endpoint of RFC 8693, introspection and revocation. What verifiers need to check
 * tokens is served whatever faces are mounted (published.ts). Who exchanges is not authenticated: the subject
 * token is the only credential that counts, so an `Authorization` header or a `client_id` that a stock client
 * sends along is not looked at.
 */

import type { FastifyRequest } from "fastify";
import { admitCaller } from "../admit-caller.ts";
import { clientFacts } from "../client-address.ts";
import type { Face } from "../http.ts";
import { readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { admitAsker, introspect } from "./introspection.ts";
import { refused } from "./refused.ts";
import { revoke } from "./revocation.ts";
import { readTokenRequest, toExchangeRequest, toTokenAnswer, writeError } from "./translate.ts";
import { repeatableParameters } from "./wire.ts";

/** The face as the application mounts it. */
export function oauthFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/oauth2"],
      errorWriter: writeError,
      exchangePath: "/token",
      bodies: ["form", "json"],
      repeatableParameters,
      routes: (instance) => {
        const admitted = {
          onRequest: admitCaller(services, "oauth", (refusal) => refused(services, refusal, "unverified")),
        };
        instance.post("/token", admitted, (request) => exchangeToken(services, request));
        instance.post("/introspect", { onRequest: admitAsker(services) }, (request, reply) =>
          introspect(services, request, reply),
        );
        instance.post("/revoke", (request, reply) => revoke(services, request, reply));
      },
    },
  ];
}

/** @see RFC 8693 section 2 */
async function exchangeToken(services: FaceServices, request: FastifyRequest): Promise<unknown> {
  const read = readTokenRequest(readParameters(request));
  if (!read.ok) throw refused(services, read.refusal, "unverified");
  const asked = toExchangeRequest(read.value, { requestId: request.id, client: clientFacts(request) });
  const outcome = await services.exchange(asked);
  if (!outcome.ok) throw refused(services, outcome.refusal, outcome.progress);
  return toTokenAnswer(outcome.value, read.value);
}
