/**
 * The JFrog face: the OIDC token exchange, and the OIDC configurations and identity mappings behind it. The
 * exchange asks for no credential and minds none that comes along: JFrog's own samples send a bearer token.
 * Everything else asks for one before it looks at the request.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { mayManageSomething, maySeeProvider, type Principal } from "../../core/access.ts";
import type { Change } from "../../core/configuring/configuration.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { JsonObject, Mapping, Provider } from "../../core/terms.ts";
import { admitCaller } from "../admit-caller.ts";
import { clientFacts } from "../client-address.ts";
import { principalOf, requireCredential } from "../credentials.ts";
import type { Face } from "../http.ts";
import { HttpFailure } from "../http-failure.ts";
import { readJsonObject, readParameters } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import {
  faceName,
  failureOfChange,
  failureOfRefusal,
  toErrorDocument,
  toExchangeAnswer,
  toExchangeRequest,
} from "./translate.ts";
import { toConfigurationDocument, toProviderDraft } from "./translate-configuration.ts";
import { isExpressible, toMappingDocument, toMappingDraft } from "./translate-mapping.ts";
import {
  type ExchangeAnswer,
  exchangeDocument,
  pathNames,
  projectIn,
  type Read,
  readDocument,
  repeatableParameters,
} from "./wire.ts";
import { readConfiguration } from "./wire-configuration.ts";
import { readMapping } from "./wire-mapping.ts";

/** The face as the application mounts it. */
export function accessFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/access"],
      errorWriter: (problem) => ({ body: toErrorDocument(problem) }),
      exchangePath,
      bodies: ["json", "form"],
      repeatableParameters,
      routes: (instance) => {
        const admitted = {
          onRequest: admitCaller(services, faceName, (refusal) =>
            failureOfRefusal(refusal, "unverified", services.settings.disclosure),
          ),
        };
        instance.post(exchangePath, admitted, (request) => exchangeToken(services, request));
        instance.route({ method: ["GET", "PUT", "PATCH", "DELETE"], url: exchangePath, handler: onlyPost });
        configurationRoutes(instance, services);
        mappingRoutes(instance, services);
      },
    },
  ];
}

/** Also the form of a configuration's path; no configuration can have that name (wire-configuration.ts). */
const exchangePath = "/api/v1/oidc/token";

function onlyPost(): never {
  throw new HttpFailure(405, "method_not_allowed", "This path accepts POST only.", {
    headers: { allow: "POST" },
  });
}

async function exchangeToken(services: FaceServices, request: FastifyRequest): Promise<ExchangeAnswer> {
  const { disclosure } = services.settings;
  const document = must(readDocument(exchangeDocument, readParameters(request)));
  const caller = { requestId: request.id, client: clientFacts(request) };
  const asked = toExchangeRequest(document, caller, services.settings);
  if (!asked.ok) throw failureOfRefusal(asked.refusal, "unverified", disclosure);
  const outcome = await services.exchange(asked.value);
  if (!outcome.ok) throw failureOfRefusal(outcome.refusal, outcome.progress, disclosure);
  return toExchangeAnswer(outcome.value);
}

function configurationRoutes(instance: FastifyInstance, services: FaceServices): void {
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

function mappingRoutes(instance: FastifyInstance, services: FaceServices): void {
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

/** Route options: a good credential, and one that manages something at all. */
function guard(services: FaceServices) {
  const mustManage = async (request: FastifyRequest): Promise<void> => {
    if (!mayManageSomething(principalOf(request))) {
      throw new HttpFailure(403, "forbidden", "This credential may not see or change OIDC integrations.");
    }
  };
  return { onRequest: [requireCredential(services, faceName), mustManage] };
}

/** @throws HttpFailure 404 also for a provider this principal may not see */
function findProvider(services: FaceServices, request: FastifyRequest): Provider {
  const name = pathNames(request.params).provider;
  const provider = services.registry().providerByName(name);
  if (provider === undefined || !maySeeProvider(principalOf(request), provider)) {
    throw new HttpFailure(404, "not_found", `oidc integration doesn't exist: ${quote(name)}.`);
  }
  return provider;
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

/** @throws HttpFailure 400 with the fault's message */
function must<T>(read: Read<T>): T {
  if (read.ok) return read.value;
  throw new HttpFailure(400, "bad_request", /[.?]$/.test(read.message) ? read.message : `${read.message}.`);
}

/** @throws HttpFailure when the change was refused */
function settled<T>(change: Change<T>, thing: "configuration" | "mapping"): T {
  if (change.ok) return change.value;
  throw failureOfChange(change.refusal, thing);
}

function created(reply: FastifyReply, document: JsonObject): JsonObject {
  reply.code(201);
  return document;
}
