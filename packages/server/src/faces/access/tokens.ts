/**
 * Access tokens by themselves: made on the caller's own word, listed, read, revoked. Whoever may not see a token
 * is answered as if there were none; a token made for itself sees the others of its subject, and ends only itself.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { mayAdminister, mayRevokeToken, maySeeToken } from "../../core/access.ts";
import type { JsonObject } from "../../core/terms.ts";
import type { DescribedToken, TokenFilter } from "../../store/store.ts";
import { clientFacts } from "../client-address.ts";
import { principalOf, readBearer } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { readJsonObject, readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { admitted, authenticated, must } from "./answering.ts";
import { accessTokenLayout, holderOf } from "./profile.ts";
import { faceName } from "./translate.ts";
import {
  failureOfIssuing,
  inOrder,
  toTokenAnswer,
  toTokenDocument,
  toTokenFilter,
  toTokenWish,
} from "./translate-token.ts";
import {
  readTokenInput,
  readTokenQuery,
  readTokenValue,
  type TokenAnswer,
  type TokenDocument,
  tokenPathId,
} from "./wire-token.ts";

export function tokenRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = { onRequest: authenticated(services) };
  const asking = { onRequest: [admitted(services), authenticated(services)] };
  const { issuer } = services.settings;

  instance.post("/api/v1/tokens", asking, (request) => issue(services, request));

  instance.get("/api/v1/tokens", guarded, async (request) => {
    const query = must(readTokenQuery(request.query));
    const filter = toTokenFilter(query, services.settings.serviceId);
    const tokens = filter === null ? [] : await visibleTokens(services, request, filter);
    return { tokens: inOrder(tokens, query).map((token) => toTokenDocument(token, issuer)) };
  });

  instance.get(
    "/api/v1/tokens/me",
    guarded,
    async (request): Promise<TokenDocument> =>
      toTokenDocument(await presentedToken(services, request), issuer),
  );

  instance.get("/api/v1/tokens/:token", guarded, async (request): Promise<TokenDocument> => {
    const token = await findToken(services, request, tokenPathId(request.params));
    if (token === null) throw notFound();
    return toTokenDocument(token, issuer);
  });

  instance.delete("/api/v1/tokens/me", guarded, async (request) =>
    revoke(services, request, await presentedToken(services, request)),
  );

  instance.delete("/api/v1/tokens/revoke", guarded, (request) => revokeByValue(services, request));

  instance.delete("/api/v1/tokens/:token", guarded, async (request, reply) => {
    const token = await findToken(services, request, tokenPathId(request.params));
    if (token !== null) return revoke(services, request, token);
    return nothingToRevoke(request, reply);
  });
}

async function issue(services: FaceServices, request: FastifyRequest): Promise<TokenAnswer> {
  const { serviceId, disclosure } = services.settings;
  const input = must(readTokenInput(readParameters(request), request.query));
  const outcome = await services.tokens.issue({
    requestId: request.id,
    face: faceName,
    by: principalOf(request),
    credential: readBearer(request) ?? "",
    readHolder: holderOf,
    wish: must(toTokenWish(input)),
    wantsReferenceToken: input.include_reference_token,
    layout: accessTokenLayout(serviceId),
    client: clientFacts(request),
  });
  if (!outcome.ok) throw failureOfIssuing(outcome.refusal, disclosure);
  return toTokenAnswer(outcome.value);
}

/** An administrator's are all; of anybody else what was made for it with its tokens, and the one presented. */
async function visibleTokens(
  services: FaceServices,
  request: FastifyRequest,
  filter: TokenFilter,
): Promise<readonly DescribedToken[]> {
  const by = principalOf(request);
  if (mayAdminister(by)) return services.tokens.list(filter);
  if (by.tokenId === null || (filter.subject !== null && filter.subject !== by.name)) return [];
  const [made, presented] = await Promise.all([
    services.tokens.list({ ...filter, subject: by.name, only: "created" }),
    filter.tokenId === null ? services.tokens.list({ ...filter, tokenId: by.tokenId }) : [],
  ]);
  const others = made.filter(({ tokenId }) => tokenId !== by.tokenId);
  return [...presented, ...others];
}

/** @returns null also for a token that is somebody else's */
async function findToken(
  services: FaceServices,
  request: FastifyRequest,
  tokenId: string,
): Promise<DescribedToken | null> {
  const filter = { face: faceName, tokenId, subject: null, description: null, only: "any" } as const;
  const [token] = await services.tokens.list(filter);
  return token !== undefined && maySeeToken(principalOf(request), token) ? token : null;
}

/** @throws HttpFailure 404 for an administrator's secret, which is no access token */
async function presentedToken(services: FaceServices, request: FastifyRequest): Promise<DescribedToken> {
  const { tokenId } = principalOf(request);
  const token = tokenId === null ? null : await findToken(services, request, tokenId);
  if (token !== null) return token;
  throw new HttpFailure(
    404,
    "not_found",
    "The credential presented is no access token of this interface. Name the token by its id.",
  );
}

/** @throws HttpFailure 403 for a token that may not be ended by this credential */
async function revoke(
  services: FaceServices,
  request: FastifyRequest,
  token: DescribedToken,
): Promise<JsonObject> {
  const by = principalOf(request);
  if (!mayRevokeToken(by, token)) {
    const orPresentIt = services.settings.faces.includes("oauth") ? ", or present it at /oauth2/revoke" : "";
    throw new HttpFailure(
      403,
      "forbidden",
      by.tokenId === token.tokenId
        ? `This token may not revoke itself: its identity mapping does not say self_revocable. Have an administrator revoke it${orPresentIt}.`
        : "Only administrators revoke another token than the one presented.",
    );
  }
  await services.tokens.revoke(by, token.tokenId);
  return {};
}

/** As the vendor's page has it: whoever may revoke any token hears that there is none left of that id. */
function nothingToRevoke(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!mayAdminister(principalOf(request))) throw notFound();
  return reply.code(204).send();
}

/** The vendor's "Revoke Token by Value": by the text of an access token or a reference token. */
async function revokeByValue(services: FaceServices, request: FastifyRequest): Promise<JsonObject> {
  if (!mayAdminister(principalOf(request))) {
    throw new HttpFailure(403, "forbidden", "Only administrators revoke a token by its value here.");
  }
  const found = await services.tokens.find(must(readTokenValue(readJsonObject(request))));
  const token = found === null ? null : await findToken(services, request, found.tokenId);
  if (token === null) throw notFound();
  await revoke(services, request, token);
  return { "revoked-token-id": token.tokenId };
}

function notFound(): HttpFailure {
  return new HttpFailure(404, "not_found", "There is no such token, or it is not yours to see.");
}
