/** Routes of live access tokens: whose they are and where they came from. They are ended at `/revocations`. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import {
  mayAdminister,
  maySeeIssued,
  maySeeMapping,
  maySeeProvider,
  type Principal,
} from "../../core/access.ts";
import { userKey } from "../../core/revocation.ts";
import type { Mapping, Provider } from "../../core/terms.ts";
import type { LiveToken, StoredToken, TokenPlace } from "../../store/store.ts";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { problems } from "./openapi.ts";
import { badCursor } from "./paging.ts";
import { reachMapping, reachProvider, requireManager } from "./reach.ts";
import {
  type TokenDocument,
  type TokenFilterQuery,
  tokenCount,
  tokenFilterQuery,
  tokenPage,
  tokenQuery,
} from "./token-wire.ts";
import { toTimestamp } from "./wire.ts";

const tags = ["tokens"];

export function addTokenRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();

  instance.get(
    "/tokens",
    {
      schema: {
        operationId: "listTokens",
        summary: "List live access tokens, the ones that live longest first",
        description:
          "A project admin sees those that came through its own project's providers and mappings. A page may hold fewer than asked for, also none, while `next` says that there is more.",
        tags,
        querystring: tokenQuery,
        response: { 200: tokenPage, ...problems(404) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { limit, cursor, ...filter } = request.query;
      const after = cursor === undefined ? null : readPlace(cursor);
      const { items, next } = await services.tokens.live(fitting(services, by, filter), { limit, after });
      return {
        items: items.map((token) => toDocument(services, by, token)),
        next: next === null ? null : writePlace(next),
      };
    },
  );

  instance.get(
    "/tokens/count",
    {
      schema: {
        operationId: "countTokens",
        summary: "How many live access tokens there are, such as a revocation would end",
        tags,
        querystring: tokenFilterQuery,
        response: { 200: tokenCount, ...problems(404) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      return services.tokens.countLive(fitting(services, by, request.query));
    },
  );
}

/** @throws HttpFailure 403 or 404 for a provider or a mapping that cannot be reached */
function fitting(
  services: FaceServices,
  by: Principal,
  { user, provider, mapping, mapping_id: mappingId }: TokenFilterQuery,
): (token: StoredToken) => boolean {
  const providerId = provider === undefined ? null : reachProvider(services, by, provider).id;
  const onlyMapping = mappingId === undefined ? null : reachMapping(services, by, mappingId).id;
  const userName = user === undefined ? null : userKey(user);
  return (token) => {
    if (userName !== null && (token.userName !== userName || !showsHolder(services, by, token))) return false;
    if (providerId !== null && token.providerId !== providerId) return false;
    if (onlyMapping !== null && token.mappingId !== onlyMapping) return false;
    const origin = originOf(services, token);
    if (mapping !== undefined && origin.mapping?.name !== mapping) return false;
    return maySeeIssued(by, origin);
  };
}

function originOf(services: FaceServices, { providerId, mappingId }: StoredToken) {
  const registry = services.registry();
  return {
    provider: registry.providerById(providerId ?? "") ?? null,
    mapping: registry.mappingById(mappingId ?? "") ?? null,
  } satisfies { readonly provider: Provider | null; readonly mapping: Mapping | null };
}

/** Whom a token stands for is what its mapping grants; of one that is gone nobody knows any more whose it was. */
function showsHolder(services: FaceServices, by: Principal, token: StoredToken): boolean {
  const { mapping } = originOf(services, token);
  return mapping === null ? mayAdminister(by) : maySeeMapping(by, mapping);
}

function toDocument(services: FaceServices, by: Principal, token: LiveToken): TokenDocument {
  const { provider, mapping } = originOf(services, token);
  const seenProvider = provider !== null && maySeeProvider(by, provider) ? provider : null;
  const seenMapping = mapping !== null && maySeeMapping(by, mapping) ? mapping : null;
  const isHolderShown = showsHolder(services, by, token);
  return {
    id: token.tokenId,
    face: token.face,
    subject: isHolderShown ? token.subject : null,
    user: isHolderShown ? token.userName : null,
    provider: seenProvider?.name ?? null,
    provider_id: seenProvider?.id ?? (mayAdminister(by) ? token.providerId : null),
    mapping: seenMapping?.name ?? null,
    mapping_id: seenMapping?.id ?? (mayAdminister(by) ? token.mappingId : null),
    project: seenMapping?.project ?? null,
    description: token.description,
    issued_at: toTimestamp(token.issuedAt),
    expires_at: toTimestamp(token.expiresAt),
    request_id: token.requestId,
    issued_by: token.issuedBy,
  };
}

function writePlace({ expiresAt, tokenId }: TokenPlace): string {
  return Buffer.from(`${expiresAt}:${tokenId}`).toString("base64url");
}

function readPlace(cursor: string): TokenPlace {
  const match = /^(\d{1,12}):([\w-]{0,64})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw badCursor();
  return { expiresAt: Number(match[1]), tokenId: match[2] ?? "" };
}
