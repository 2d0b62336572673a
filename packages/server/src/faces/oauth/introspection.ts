/**
 * Introspection (RFC 7662): what is an access token, or the reference token that stands for one, worth right
 * now? Asked are administrators' secrets, resource servers for tokens made for them, and a token about itself.
 * Whatever the caller may not know of, and whatever is not a live token of ours, is answered alike.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { mayIntrospect, mayIntrospectOthers, type Principal } from "../../core/access.ts";
import { audienceOf } from "../../core/granting/audience.ts";
import { prefersSpecial } from "../media-preference.ts";
import { readParameters } from "../request-body.ts";
import type { LiveToken } from "../services/tokens.ts";
import type { FaceServices } from "../services.ts";
import { authenticateClient, unauthenticated } from "./client-authentication.ts";
import { refused } from "./refused.ts";
import { requireToken } from "./token-parameter.ts";
import { inactive, toIntrospectionAnswer, toSignedIntrospection } from "./translate-introspection.ts";
import type { IntrospectionAnswer } from "./wire-tokens.ts";

const signedType = "application/token-introspection+jwt";

const askers = new WeakMap<FastifyRequest, Principal>();

/** An `onRequest` hook: a stranger is turned away before the body is read. */
export function admitAsker(services: FaceServices) {
  return async (request: FastifyRequest): Promise<void> => {
    const asker = await authenticateClient(services, request);
    if (asker === null) throw unauthenticated("Send a credential that may introspect tokens.");
    askers.set(request, asker);
  };
}

/** @see RFC 7662 section 2 */
export async function introspect(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const asker = askers.get(request);
  if (asker === undefined) throw new Error("The route asks for a caller but is not guarded.");
  const token = await services.tokens.find(requireToken(readParameters(request)));
  if (!mayIntrospectOthers(asker) && token?.tokenId !== asker.tokenId) {
    throw unauthenticated("This credential may introspect no token but itself.", "insufficient_scope");
  }
  const answer = answerFor(asker, token);
  if (!wantsSigned(request)) return answer;
  const { settings, now, keys } = services;
  const signed = await keys.signIntrospection(
    toSignedIntrospection(answer, { issuer: settings.issuer, asker, issuedAt: now() }),
  );
  if (!signed.ok) throw refused(services, signed.refusal, "unverified");
  return reply.type(signedType).serializer(String).send(signed.value);
}

function answerFor(asker: Principal, token: LiveToken | null): IntrospectionAnswer {
  if (token === null) return inactive;
  const { tokenId, claims } = token;
  return mayIntrospect(asker, { tokenId, audience: audienceOf(claims) })
    ? toIntrospectionAnswer(token)
    : inactive;
}

/** RFC 9701 section 4: asked for by media type. */
function wantsSigned(request: FastifyRequest): boolean {
  return prefersSpecial(request.headers.accept, signedType, "application/json");
}
