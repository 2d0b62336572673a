/**
 * Mappings: rules that protocols are bound to. They are read and translated once, when they are written; what was
 * sent is kept beside them and given back.
 * @see https://docs.openstack.org/api-ref/identity/v3-ext/ "Mapping API"
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { MakePlan } from "../../../core/directory/changes.ts";
import {
  planRulesetCreation,
  planRulesetRemoval,
  planRulesetReplacement,
} from "../../../core/directory/rulesets.ts";
import type { Ruleset } from "../../../core/directory/terms.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { failure, notFound } from "../errors.ts";
import { administrating, askerOf, faceName } from "../guard.ts";
import { dialectOf } from "../huawei/mapping-dialect.ts";
import { endpointOf, linkTo } from "../links.ts";
import { sendList } from "../lists.ts";
import { readMappingDocument } from "../rules/mapping-document.ts";
import { settled } from "./changes.ts";
import { keptIn, memberOf } from "./documents.ts";

const collection = "/OS-FEDERATION/mappings";
const pathParameters = z.object({ id: z.string() });

export function mappingRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = (deed: string) => administrating(services, `identity:${deed}_mapping`);
  const change = async <T>(request: FastifyRequest, plan: MakePlan<T>): Promise<T> =>
    settled(await services.configuration.changeDirectory(askerOf(request).principal, plan));

  instance.get(collection, administrating(services, "identity:list_mappings"), async (request, reply) => {
    const endpoint = endpointOf(services, request);
    const rulesets = services.registry().directory.list("ruleset");
    return sendList(services, request, reply, {
      collection: "mappings",
      things: rulesets.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
      documentsOf: (ruleset) => [documentOf(ruleset, endpoint)],
    });
  });

  instance.put(`${collection}/:id`, guarded("create"), async (request, reply) => {
    const draft = await read(services, request);
    const made = await change(request, (registry, tools) => planRulesetCreation(registry, tools, draft));
    reply.code(201);
    return shown(services, request, made);
  });

  instance.get(`${collection}/:id`, guarded("get"), async (request) => {
    const { id } = pathParameters.parse(request.params);
    const ruleset = services.registry().directory.get("ruleset", id);
    if (ruleset === undefined) throw notFound("mapping", id);
    return shown(services, request, ruleset);
  });

  instance.patch(`${collection}/:id`, guarded("update"), async (request) => {
    const draft = await read(services, request);
    const written = await change(request, (registry, tools) =>
      planRulesetReplacement(registry, tools, draft),
    );
    return shown(services, request, written);
  });

  instance.delete(`${collection}/:id`, guarded("delete"), async (request, reply) => {
    const { id } = pathParameters.parse(request.params);
    await change(request, (registry, tools) => planRulesetRemoval(registry, tools, id));
    return reply.code(204).send();
  });
}

/** The ruleset that a document stands for; all of it, also where an existing one is changed. @throws HttpFailure 400 */
async function read(services: FaceServices, request: FastifyRequest): Promise<Ruleset> {
  const { id } = pathParameters.parse(request.params);
  const mapping = memberOf(readJsonObject(request), "mapping");
  const { compileRegex } = services;
  const options = { dialect: dialectOf(mapping), defaultVersion: "1.0", compileRegex } as const;
  const document = await services.carryOut(readMappingDocument(mapping, options));
  if (!document.ok) throw failure(400, { message: document.message });
  const { rules } = document;
  return { kind: "ruleset", id, rules, annotations: { [faceName]: { ...document.document } } };
}

function shown(services: FaceServices, request: FastifyRequest, ruleset: Ruleset): JsonObject {
  return { mapping: documentOf(ruleset, endpointOf(services, request)) };
}

function documentOf({ id, annotations }: Ruleset, endpoint: string): JsonObject {
  const self = linkTo(endpoint, "OS-FEDERATION", "mappings", id);
  return { ...keptIn(annotations), id, links: { self } };
}
