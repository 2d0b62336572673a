/** The routes of one kind of thing: made, listed, read, changed and deleted. Administrators do all of it; what others may read the kind says. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { mayAdminister } from "../../../core/access.ts";
import { ownMember } from "../../../core/json.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { forbidden, notFound } from "../errors.ts";
import { administrating, askerOf, authenticated } from "../guard.ts";
import { endpointOf, linked } from "../links.ts";
import { sendList } from "../lists.ts";
import { settled } from "./changes.ts";
import { invalidInput, memberOf } from "./documents.ts";
import { filterOf, queryOf } from "./filters.ts";
import type { Resource } from "./resource.ts";

const pathParameters = z.object({ id: z.string() });

export function resourceRoutes<Draft>(
  instance: FastifyInstance,
  services: FaceServices,
  resource: Resource<Draft>,
): void {
  const { member, collection } = resource;
  const operation = (deed: string) => `identity:${deed}_${member}`;
  const one = (request: FastifyRequest, draft: Draft): JsonObject => ({
    [member]: linked(endpointOf(services, request), collection, resource.show(draft)),
  });
  const derived = async (request: FastifyRequest): Promise<readonly Draft[]> =>
    mayAdminister(askerOf(request).principal) ? ((await resource.derived?.(services)) ?? []) : [];
  const changing = (deed: string) => administrating(services, operation(deed));

  instance.get(`/${collection}`, { onRequest: authenticated(services) }, async (request, reply) => {
    const written = seenOf(services.registry(), resource, request, `identity:list_${collection}`);
    const seen = new Map([...written, ...(await derived(request))].map((one) => [resource.idOf(one), one]));
    const query = queryOf(request);
    const isAskedFor = filterOf(resource.filters, query);
    const endpoint = endpointOf(services, request);
    return sendList(services, request, reply, {
      collection,
      things: [...seen.keys()].sort().flatMap((id) => seen.get(id) ?? []),
      documentsOf(draft) {
        const document = resource.show(draft);
        const isListed = isAskedFor(document) && (resource.isListed?.(document, query) ?? true);
        return isListed ? [linked(endpoint, collection, document)] : [];
      },
    });
  });

  instance.post(`/${collection}`, changing("create"), async (request, reply) => {
    const document = memberOf(readJsonObject(request), member);
    const change = await services.configuration.changeDirectory(
      askerOf(request).principal,
      (registry, tools) => {
        const id = resource.newId(tools, document);
        return resource.planCreation(registry, resource.read(document, null, id), document);
      },
    );
    reply.code(201);
    return one(request, settled(change));
  });

  instance.get(`/${collection}/:id`, { onRequest: authenticated(services) }, async (request) => {
    const { id } = pathParameters.parse(request.params);
    const registry = services.registry();
    const asker = askerOf(request);
    const own = resource.ownDocument?.(registry, asker, id);
    if (own !== undefined) return { [member]: linked(endpointOf(services, request), collection, own) };
    const others = await derived(request);
    const draft = others.find((one) => resource.idOf(one) === id) ?? resource.find(registry, id);
    const isSeen =
      mayAdminister(asker.principal) ||
      resource.seenBy?.(registry, asker)?.some((own) => resource.idOf(own) === id) === true;
    if (!isSeen) throw forbidden(readersAdvice, operation("get"));
    if (draft === undefined) throw notFound(resource.missingKind, id);
    return one(request, draft);
  });

  instance.patch(`/${collection}/:id`, changing("update"), async (request) => {
    const { id } = pathParameters.parse(request.params);
    const document = memberOf(readJsonObject(request), member);
    const named = ownMember(document, "id");
    if (named !== undefined && named !== id)
      throw invalidInput("id", `It is ${JSON.stringify(id)}, and stays.`);
    const change = await services.configuration.changeDirectory(askerOf(request).principal, (registry) => {
      const standing = resource.find(registry, id) ?? resource.unwritten?.(id);
      if (standing === undefined) throw notFound(resource.missingKind, id);
      return resource.planReplacement(registry, resource.read(document, standing, id), document);
    });
    return one(request, settled(change));
  });

  instance.delete(`/${collection}/:id`, changing("delete"), async (request, reply) => {
    const { id } = pathParameters.parse(request.params);
    const change = await services.configuration.changeDirectory(askerOf(request).principal, (registry) =>
      resource.planRemoval(registry, id),
    );
    settled(change);
    return reply.code(204).send();
  });
}

/** What whoever may not read something is advised. */
export const readersAdvice =
  "Administrators read this: present an administrator's service token, or a token made with one.";

/** @throws HttpFailure 403 for somebody who sees nothing of the kind, whatever there is */
function seenOf<Draft>(
  registry: Registry,
  resource: Resource<Draft>,
  request: FastifyRequest,
  operation: string,
): readonly Draft[] {
  const asker = askerOf(request);
  if (mayAdminister(asker.principal)) return resource.list(registry);
  const own = resource.seenBy?.(registry, asker);
  if (own === undefined) throw forbidden(readersAdvice, operation);
  return own;
}
