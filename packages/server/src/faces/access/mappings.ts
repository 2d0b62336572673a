/** Identity mappings of a configuration: those that serve exchanges, each by its name and project. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Principal } from "../../core/access.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { Mapping, Provider } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { readJsonObject } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { created, guard, must, settled } from "./answering.ts";
import { findProvider } from "./configurations.ts";
import { isExpressible, toMappingDocument, toMappingDraft } from "./translate-mapping.ts";
import { pathNames, projectIn } from "./wire.ts";
import { readMapping } from "./wire-mapping.ts";

export function mappingRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = guard(services);
  const { configuration } = services;
  const collection = "/api/v1/oidc/:provider/identity_mappings";

  instance.get(collection, guarded, async (request) => {
    const provider = findProvider(services, request);
    const project = must(projectIn(request.query));
    return configuration
      .visibleMappings(principalOf(request), provider.id)
      .filter(isExchanged)
      .filter((mapping) => project === null || mapping.project === project)
      .map((mapping) => toMappingDocument(mapping, provider.name));
  });

  instance.post(collection, guarded, async (request, reply) => {
    const provider = findProvider(services, request);
    const document = must(readMapping(readJsonObject(request), request.query, provider.name, null));
    const draft = must(toMappingDraft(document, provider.id));
    const change = await configuration.createMapping(principalOf(request), draft);
    return created(reply, toMappingDocument(settled(change, "mapping"), provider.name));
  });

  instance.get(`${collection}/:mapping`, guarded, async (request) => {
    const provider = findProvider(services, request);
    return toMappingDocument(
      findMapping(services, request, provider, must(projectIn(request.query))),
      provider.name,
    );
  });

  instance.put(`${collection}/:mapping`, guarded, async (request) => {
    const provider = findProvider(services, request);
    const body = readJsonObject(request);
    const asked = must(projectIn(request.query, body));
    const standing = findMapping(services, request, provider, asked);
    if (!isExpressible(standing, provider.name)) {
      throw new HttpFailure(
        409,
        "conflict",
        "This identity mapping holds rules that this interface cannot express. Edit it where it was made.",
      );
    }
    const document = must(readMapping(body, request.query, provider.name, standing));
    const draft = must(toMappingDraft(document, provider.id));
    const change = await configuration.replaceMapping(principalOf(request), standing.id, draft, null);
    return toMappingDocument(settled(change, "mapping"), provider.name);
  });

  instance.delete(`${collection}/:mapping`, guarded, async (request, reply) => {
    const provider = findProvider(services, request);
    const { id } = findMapping(services, request, provider, must(projectIn(request.query)));
    settled(await configuration.deleteMapping(principalOf(request), id, null), "mapping");
    return reply.code(204).send();
  });
}

/** Mappings for other doors are none of this face's. */
function isExchanged({ entry }: Mapping): boolean {
  return entry.kind === "exchange";
}

/**
 * The mapping of the path: of the project asked for; without one the global one of that name, else the only
 * one of that name.
 * @throws HttpFailure 404, saying where a mapping of that name is, or 400 when several projects have one
 */
function findMapping(
  services: FaceServices,
  request: FastifyRequest,
  provider: Provider,
  project: string | null,
): Mapping {
  const principal = principalOf(request);
  const name = pathNames(request.params).mapping;
  const named = services.configuration.visibleNamesakes(principal, provider.id, name).filter(isExchanged);
  const exact = named.find((mapping) => mapping.project === project);
  if (exact !== undefined) return exact;
  const [only, ...others] = project === null ? named : [];
  if (only === undefined) throw noMapping(services, principal, provider, name, named);
  if (others.length === 0) return only;
  throw new HttpFailure(
    400,
    "bad_request",
    `Several projects have an identity mapping called ${quote(name)}: name one with project_key.`,
  );
}

/**
 * Terraform sends a mapping that moved to another provider to that provider's path.
 * @param namesakes of this provider, of other owners than the one asked for
 */
function noMapping(
  services: FaceServices,
  principal: Principal,
  provider: Provider,
  name: string,
  namesakes: readonly Mapping[],
): HttpFailure {
  const missing = `identity mapping ${quote(name)} doesn't exist for provider ${quote(provider.name)}`;
  const [namesake] = namesakes;
  if (namesake !== undefined) {
    const owner =
      namesake.project === null
        ? "One of that name is global: leave project_key out."
        : `One of that name has project_key ${quote(namesake.project)}.`;
    return new HttpFailure(404, "not_found", `${missing} in that project. ${owner}`);
  }
  const holder = services.configuration
    .visibleProviders(principal)
    .filter(({ id }) => id !== provider.id)
    .find(({ id }) => services.configuration.visibleNamesakes(principal, id, name).some(isExchanged));
  const elsewhere =
    holder === undefined
      ? ""
      : ` One of that name belongs to provider ${quote(holder.name)}; delete it there first.`;
  return new HttpFailure(404, "not_found", `${missing}.${elsewhere}`);
}
