/**
 * Asking about a token and ending it: the token asked about is in `X-Subject-Token`, who asks in `X-Auth-Token`, and
 * they may be the same. What a token says is told as it stands this moment. Whoever may not ask is told so whatever
 * the token is, so that nobody learns which ones there are.
 *
 * Source: https://docs.openstack.org/api-ref/identity/v3/ "Validate and show information for token", "Revoke token".
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { mayAdminister, mayEndToken, mayIntrospect } from "../../../core/access.ts";
import { serviceRoleId } from "../../../core/directory/predefined.ts";
import { rolesOn } from "../../../core/directory/roles.ts";
import { audienceOf } from "../../../core/granting/audience.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { faultSentences } from "../../credentials.ts";
import type { ExaminedToken, LiveToken } from "../../services/tokens.ts";
import type { FaceServices } from "../../services.ts";
import { failure, forbidden } from "../errors.ts";
import { type Asker, askerOf, authenticated, faceName, singleHeader } from "../guard.ts";
import { type ReadToken, readToken, roleHolderOf, type TokenContents } from "./profile.ts";
import { tokenAnswer } from "./token-body.ts";

/**
 * So long after it expired a token is still told about when that is asked for: work that began with it is finished
 * (openstack/keystone `[token] allow_expired_window`). How long tokens are remembered may end it earlier.
 */
const expiredWindowSeconds = 48 * 3_600;

export function validationRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = { onRequest: authenticated(services) };
  instance.get("/auth/tokens", guarded, (request, reply) => validate(services, request, reply));
  instance.delete("/auth/tokens", guarded, (request, reply) => revoke(services, request, reply));
}

async function validate(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  const query = new URLSearchParams(request.url.split("?")[1] ?? "");
  const text = subjectToken(request);
  const graceSeconds = isTrue(query.get("allow_expired")) ? expiredWindowSeconds : 0;
  const examined = await services.tokens.examine(text, graceSeconds);
  if (!mayValidate(services, askerOf(request), examined)) {
    throw forbidden(
      "Only a service that holds the role service, or an administrator, asks about the tokens of others.",
      "identity:validate_token",
    );
  }
  const { token } = requireToken(examined);
  reply.header("x-subject-token", text);
  return tokenAnswer(services, request, token);
}

async function revoke(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asker = askerOf(request);
  const { principal } = asker;
  const examined = await services.tokens.examineToEnd(subjectToken(request));
  const isOwn = examined.ok && (mayEndToken(principal, examined.token) || isSameUsers(asker, examined.token));
  if (!isOwn && !mayAdminister(principal)) {
    throw forbidden(
      "Only an administrator ends the token of another user. Present a token of the same user, or that very one, as X-Auth-Token.",
      "identity:revoke_token",
    );
  }
  const { found } = requireToken(examined);
  if (!(await services.tokens.revoke(principal, found.tokenId))) {
    throw notValid(faultSentences.revoked);
  }
  return reply.code(204).send();
}

/** @throws HttpFailure 404 without one */
function subjectToken(request: FastifyRequest): string {
  const text = singleHeader(request, "x-subject-token");
  if (text !== null) return text;
  throw failure(404, {
    message: "No token in the request",
    advice: "Send the token that is asked about as X-Subject-Token.",
  });
}

/**
 * Whether both tokens are the same user's. Whoever has a token's text could present that one itself; clients present
 * another, because they log in or scope first.
 */
function isSameUsers({ contents }: Asker, { face, claims }: LiveToken): boolean {
  return face === faceName && readToken(claims)?.user.id === contents.user.id;
}

/** Administrators, services, resource servers of tokens made for them, and the user whose token it is. */
function mayValidate(
  services: Pick<FaceServices, "registry">,
  asker: Asker,
  examined: ExaminedToken,
): boolean {
  const { principal, contents } = asker;
  const asksAboutAll = mayAdminister(principal) || principal.introspects === "every";
  if (asksAboutAll || isService(services, contents)) return true;
  if (!examined.ok) return false;
  if (isSameUsers(asker, examined.token)) return true;
  const { tokenId, claims } = examined.token;
  return mayIntrospect(principal, { tokenId, audience: audienceOf(claims) });
}

function isService(services: Pick<FaceServices, "registry">, asker: TokenContents): boolean {
  const { scope } = asker;
  return (
    scope !== null &&
    rolesOn(services.registry(), roleHolderOf(asker), scope).some(({ id }) => id === serviceRoleId)
  );
}

/** @throws HttpFailure 404 for what is no token of this face that is good */
function requireToken(examined: ExaminedToken): { readonly found: LiveToken; readonly token: ReadToken } {
  if (!examined.ok) throw examined.fault === "unknown" ? unknown() : notValid(faultSentences[examined.fault]);
  const found = examined.token;
  const token = found.face === faceName ? readToken(found.claims) : null;
  if (token === null) throw unknown();
  return { found, token };
}

/** Keystone repeats the token here, which is as good as a password. */
function unknown() {
  return failure(404, {
    message: "Could not find token.",
    advice: "This is no token of this server: it is not whole, or another server issued it.",
  });
}

function notValid(advice: string) {
  return failure(404, { message: "Failed to validate token", advice });
}

/** What is taken for a yes (openstack/oslo.utils strutils.bool_from_string). */
function isTrue(value: string | null): boolean {
  return /^(?:1|t|true|on|y|yes)$/i.test(value?.trim() ?? "");
}
