/**
 * Protocols of identity providers. Links lead to where a protocol really is.
 * @see https://docs.openstack.org/api-ref/identity/v3-ext/ "Protocol API"
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { MakePlan } from "../../../core/directory/changes.ts";
import {
  findIdentityProvider,
  findProtocol,
  protocolsOf,
  type SeenProtocol,
} from "../../../core/directory/doors.ts";
import { planProtocol, planProtocolRemoval } from "../../../core/directory/protocols.ts";
import { taken } from "../../../core/directory/refusals.ts";
import type { IdentityProvider, Protocol } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { failure } from "../errors.ts";
import { administrating, askerOf } from "../guard.ts";
import { endpointOf, linkTo } from "../links.ts";
import { sendList } from "../lists.ts";
import { failureOfChange, settled } from "./changes.ts";
import { keepUnknown, keptIn, memberOf, nullableText, readMembers, text } from "./documents.ts";
import { filterOf, queryOf } from "./filters.ts";
import { find, findOwn, identityProviderIdIn } from "./identity-providers.ts";

const collection = "/OS-FEDERATION/identity_providers/:idp/protocols";
const pathParameters = z.object({ protocol: z.string() });

const known = ["mapping_id"] as const;
const input = z.object({
  mapping_id: text,
  /** In which attribute the issuer stands; here it is always `iss`, so it is kept for reading back. */
  remote_id_attribute: nullableText.optional(),
});

export function protocolRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = (deed: string) => administrating(services, `identity:${deed}_protocol`);
  const change = async <T>(request: FastifyRequest, plan: MakePlan<T>): Promise<T> =>
    settled(await services.configuration.changeDirectory(askerOf(request).principal, plan));

  instance.get(collection, administrating(services, "identity:list_protocols"), async (request, reply) => {
    const registry = services.registry();
    const owner = findIdentityProvider(registry, identityProviderIdIn(request));
    const endpoint = endpointOf(services, request);
    const isAskedFor = filterOf(["id", "mapping_id"], queryOf(request));
    return sendList(services, request, reply, {
      collection: "protocols",
      things: owner === undefined ? [] : protocolsOf(registry, owner),
      documentsOf(protocol) {
        const document = {
          idp_id: protocol.identityProviderId,
          remote_id_attribute: null,
          ...keptIn(protocol.annotations),
          ...documentOf(protocol),
          links: linksOf(endpoint, protocol),
        };
        return isAskedFor(document) ? [document] : [];
      },
    });
  });

  instance.put(`${collection}/:protocol`, guarded("create"), async (request, reply) => {
    const { idp, name } = namesIn(request);
    const document = documentIn(request);
    const protocol = await change(request, (registry, tools) => {
      const owner = ownerIn(registry, idp);
      if (registry.directory.protocolsOf(idp).some((one) => one.name === name)) {
        throw failureOfChange(taken("protocol", "id", name));
      }
      const { rulesetId } = bindingIn(registry, document);
      const annotations = keepUnknown(document, known);
      return planProtocol(registry, tools, { identityProviderId: idp, name, rulesetId, annotations }, owner);
    });
    reply.code(201);
    return shown(services, request, { ...protocol, isOwn: true });
  });

  instance.get(`${collection}/:protocol`, guarded("get"), async (request) => {
    const { idp, name } = namesIn(request);
    const registry = services.registry();
    const protocol = findProtocol(registry, find(registry, idp), name);
    if (protocol === undefined) throw noProtocol(idp, name);
    return shown(services, request, protocol);
  });

  instance.patch(`${collection}/:protocol`, guarded("update"), async (request) => {
    const { idp, name } = namesIn(request);
    const document = documentIn(request);
    const protocol = await change(request, (registry, tools) => {
      const owner = ownerIn(registry, idp);
      const standing = standingIn(registry, idp, name);
      const { rulesetId } = bindingIn(registry, document);
      const annotations = keepUnknown(document, known, standing.annotations);
      return planProtocol(registry, tools, { identityProviderId: idp, name, rulesetId, annotations }, owner);
    });
    return shown(services, request, { ...protocol, isOwn: true });
  });

  instance.delete(`${collection}/:protocol`, guarded("delete"), async (request, reply) => {
    const { idp, name } = namesIn(request);
    await change(request, (registry) => {
      ownerIn(registry, idp);
      return planProtocolRemoval(registry, standingIn(registry, idp, name));
    });
    return reply.code(204).send();
  });
}

function namesIn(request: FastifyRequest): { readonly idp: string; readonly name: string } {
  return { idp: identityProviderIdIn(request), name: pathParameters.parse(request.params).protocol };
}

/** @throws HttpFailure 400 */
function documentIn(request: FastifyRequest): JsonObject {
  const document = memberOf(readJsonObject(request), "protocol");
  readMembers(input, document, "protocol");
  return document;
}

/** The mapping that a document names. @throws HttpFailure 400 when there is none of that id */
function bindingIn(registry: Registry, document: JsonObject): { readonly rulesetId: string } {
  const { mapping_id: rulesetId } = readMembers(input, document, "protocol");
  if (registry.directory.get("ruleset", rulesetId) !== undefined) return { rulesetId };
  throw failure(400, { message: `Invalid mapping id: ${rulesetId}` });
}

/** @throws HttpFailure 404, or 403 for one that was made through another interface */
function ownerIn(registry: Registry, idp: string): Pick<IdentityProvider, "providerIds"> {
  return { providerIds: findOwn(registry, idp).providers.map(({ id }) => id) };
}

/** @throws HttpFailure 404 */
function standingIn({ directory }: Registry, idp: string, name: string): Protocol {
  const standing = directory.protocolsOf(idp).find((one) => one.name === name);
  if (standing === undefined) throw noProtocol(idp, name);
  return standing;
}

function noProtocol(idp: string, name: string) {
  return failure(404, {
    message: `Could not find federated protocol ${name} for Identity Provider: ${idp}.`,
  });
}

function shown(services: FaceServices, request: FastifyRequest, protocol: SeenProtocol): JsonObject {
  const links = linksOf(endpointOf(services, request), protocol);
  return { protocol: { ...documentOf(protocol), links } };
}

function documentOf({ name, rulesetId }: SeenProtocol): JsonObject {
  return { id: name, mapping_id: rulesetId };
}

function linksOf(endpoint: string, { identityProviderId, name }: SeenProtocol): JsonObject {
  const owner = linkTo(endpoint, "OS-FEDERATION", "identity_providers", identityProviderId);
  return { self: linkTo(owner, "protocols", name), identity_provider: owner };
}
