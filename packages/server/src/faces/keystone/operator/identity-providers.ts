/**
 * Identity providers. Those that an administrator made as providers through another interface are shown beside them,
 * and changed there.
 * @see https://docs.openstack.org/api-ref/identity/v3-ext/ "Identity provider API"
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { MakePlan } from "../../../core/directory/changes.ts";
import {
  findIdentityProvider,
  identityProviders,
  type SeenIdentityProvider,
} from "../../../core/directory/doors.ts";
import {
  planIdentityProviderCreation,
  planIdentityProviderRemoval,
  planIdentityProviderReplacement,
} from "../../../core/directory/identity-providers.ts";
import type { IdentityProvider } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { checkIdentityProviderId } from "../doors.ts";
import { notFound } from "../errors.ts";
import { administrating, askerOf } from "../guard.ts";
import { isOfHuawei } from "../huawei/identity-providers.ts";
import { endpointOf, linkTo } from "../links.ts";
import { sendList } from "../lists.ts";
import { notAllowed, settled } from "./changes.ts";
import { filterOf, queryOf } from "./filters.ts";
import {
  readIdentityProvider,
  readIdentityProviderChange,
  toIdentityProviderDocument,
} from "./identity-provider-documents.ts";

const collection = "/OS-FEDERATION/identity_providers";
const pathParameters = z.object({ idp: z.string() });

export function identityProviderRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = (deed: string) => administrating(services, `identity:${deed}_identity_provider`);
  const { changeDirectory } = services.configuration;
  const change = async (request: FastifyRequest, plan: MakePlan<IdentityProvider>): Promise<JsonObject> => {
    const { id } = settled(await changeDirectory(askerOf(request).principal, plan));
    return shown(services, request, find(services.registry(), id));
  };

  instance.get(
    collection,
    administrating(services, "identity:list_identity_providers"),
    async (request, reply) => {
      const endpoint = endpointOf(services, request);
      const isAskedFor = filterOf(["id", "enabled"], queryOf(request));
      return sendList(services, request, reply, {
        collection: "identity_providers",
        things: identityProviders(services.registry()),
        documentsOf(one) {
          const document = { ...toIdentityProviderDocument(one), links: linksOf(endpoint, one.id) };
          return isAskedFor(document) ? [document] : [];
        },
      });
    },
  );

  instance.put(`${collection}/:idp`, guarded("create"), async (request, reply) => {
    const id = identityProviderIdIn(request);
    const wanted = readIdentityProvider(request.body === undefined ? {} : readJsonObject(request));
    const document = await change(request, (registry, tools) =>
      planIdentityProviderCreation(registry, tools, { id, ...wanted }),
    );
    reply.code(201);
    return document;
  });

  instance.get(`${collection}/:idp`, guarded("get"), async (request) =>
    shown(services, request, find(services.registry(), identityProviderIdIn(request))),
  );

  instance.patch(`${collection}/:idp`, guarded("update"), async (request) => {
    const id = identityProviderIdIn(request);
    const changed = readIdentityProviderChange(readJsonObject(request));
    return change(request, (registry, tools) => {
      const wanted = changed(findOwn(registry, id));
      return planIdentityProviderReplacement(registry, tools, { id, ...wanted });
    });
  });

  instance.delete(`${collection}/:idp`, guarded("delete"), async (request, reply) => {
    const id = identityProviderIdIn(request);
    settled(
      await changeDirectory(askerOf(request).principal, (registry) => {
        findOwn(registry, id);
        return planIdentityProviderRemoval(registry, id);
      }),
    );
    return reply.code(204).send();
  });
}

function shown(services: FaceServices, request: FastifyRequest, one: SeenIdentityProvider): JsonObject {
  const { self, protocols } = linksOf(endpointOf(services, request), one.id);
  const links = isOfHuawei(one.annotations) ? { self, protocols } : { self };
  return { identity_provider: { ...toIdentityProviderDocument(one), links } };
}

function linksOf(endpoint: string, id: string) {
  const self = linkTo(endpoint, "OS-FEDERATION", "identity_providers", id);
  return { self, protocols: `${self}/protocols` };
}

/** The identity provider's id in the path. @throws HttpFailure 400 for what can be none */
export function identityProviderIdIn(request: FastifyRequest): string {
  const { idp } = pathParameters.parse(request.params);
  checkIdentityProviderId(idp);
  return idp;
}

/** @throws HttpFailure 404 */
export function find(registry: Registry, id: string): SeenIdentityProvider {
  const one = findIdentityProvider(registry, id);
  if (one === undefined) throw notFound("Identity Provider", id);
  return one;
}

/** The same, if it was made here. @throws HttpFailure 404, or 403 for one that was made through another interface */
export function findOwn(registry: Registry, id: string): SeenIdentityProvider {
  const one = find(registry, id);
  if (one.isOwn) return one;
  throw notAllowed(
    `${JSON.stringify(id)} is a provider that was made through another interface of this server: change it there, its protocols as identity mappings of it.`,
  );
}
