/** OIDC configurations: a provider each, under the name clients know it by. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { maySeeProvider } from "../../core/access.ts";
import type { Provider } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { readJsonObject } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { created, guard, must, settled } from "./answering.ts";
import { noSuchProvider } from "./errors.ts";
import { toConfigurationDocument, toProviderDraft } from "./translate-configuration.ts";
import { pathNames, projectIn } from "./wire.ts";
import { readConfiguration } from "./wire-configuration.ts";

export function configurationRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = guard(services);
  const { configuration } = services;

  instance.get("/api/v1/oidc", guarded, async (request) => {
    const project = must(projectIn(request.query));
    return configuration
      .visibleProviders(principalOf(request))
      .filter((provider) => project === null || provider.project === project)
      .map(toConfigurationDocument);
  });

  instance.post("/api/v1/oidc", guarded, async (request, reply) => {
    const document = must(readConfiguration(readJsonObject(request), request.query, null));
    const draft = must(toProviderDraft(document, null));
    const change = await configuration.createProvider(principalOf(request), draft);
    return created(reply, toConfigurationDocument(settled(change, "configuration")));
  });

  instance.get("/api/v1/oidc/:provider", guarded, async (request) =>
    toConfigurationDocument(findProvider(services, request)),
  );

  instance.put("/api/v1/oidc/:provider", guarded, async (request) => {
    const standing = findProvider(services, request);
    const document = must(readConfiguration(readJsonObject(request), request.query, standing));
    const draft = must(toProviderDraft(document, standing));
    const change = await configuration.replaceProvider(principalOf(request), standing.id, draft, null);
    return toConfigurationDocument(settled(change, "configuration"));
  });

  instance.delete("/api/v1/oidc/:provider", guarded, async (request, reply) => {
    const { id } = findProvider(services, request);
    settled(await configuration.deleteProvider(principalOf(request), id, null), "configuration");
    return reply.code(204).send();
  });
}

/** @throws HttpFailure 404 also for a provider this principal may not see */
export function findProvider(services: FaceServices, request: FastifyRequest): Provider {
  const name = pathNames(request.params).provider;
  const provider = services.registry().providerByName(name);
  if (provider === undefined || !maySeeProvider(principalOf(request), provider)) {
    throw new HttpFailure(404, "not_found", noSuchProvider(name));
  }
  return provider;
}
