/**
 * Revocation (RFC 7009). Clients here have no credentials of their own, so whoever presents a token without
 * any may end it: holding it is the proof, and whoever found a leaked one does good. A caller that does
 * authenticate is held to it: administrators end every token, the bearer of a token that one.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { mayEndToken } from "../../core/access.ts";
import { tooMany } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { authenticateClient, callerOf } from "./client-authentication.ts";
import { requireToken } from "./token-parameter.ts";

/**
 * Answers 200 as soon as the token is dead for good on every node, also when it always was.
 * @throws HttpFailure 400 `unauthorized_client` for somebody else's token; whatever the store throws when it
 *   does not confirm, which is answered 503: the token lives on
 * @see RFC 7009 section 2
 */
export async function revoke(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const caller = await authenticateClient(services, request);
  const text = requireToken(readParameters(request));
  if (services.tokens.isAdministratorsSecret(text)) {
    throw new HttpFailure(
      400,
      "unsupported_token_type",
      "This is an administrator's secret, not an access token. `countersign admin token revoke` ends it.",
    );
  }
  if (caller === null) {
    const revoked = await services.tokens.revokePresented(text, callerOf(request));
    if (!revoked.ok) throw tooMany(revoked.refusal);
    return reply.code(200).send();
  }
  const examined = await services.tokens.examineToEnd(text);
  if (!examined.ok) return reply.code(200).send();
  if (!mayEndToken(caller, examined.token)) {
    throw new HttpFailure(
      400,
      "unauthorized_client",
      "This credential may revoke no token but itself. Whoever holds a token revokes it without Authorization.",
    );
  }
  await services.tokens.revoke(caller, examined.token.tokenId);
  return reply.code(200).send();
}
