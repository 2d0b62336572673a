/** Routes of identity mappings. Judged order is listed order: the strongest of a provider comes first. */

import { setImmediate } from "node:timers/promises";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { makesOperators, type Principal } from "../../core/access.ts";
import type { Mapping } from "../../core/terms.ts";
import { expectedRevision, isCurrentCopy, revisionTag } from "../conditional.ts";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { mappingKeptFor } from "./kept-for.ts";
import { mappingMember, toMappingDocument, toMappingDraft } from "./mapping-translate.ts";
import {
  type MappingDocument,
  type MappingInput,
  mappingDocument,
  mappingInput,
  mappingPage,
  mappingPath,
  mappingQuery,
} from "./mapping-wire.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { pageOf } from "./paging.ts";
import { changeFailure } from "./problems.ts";
import { reachMapping, reachProvider, requireManager } from "./reach.ts";
import { conditionalRead, conditionalWrite, deleted, notModified } from "./wire.ts";

const tags = ["mappings"];
/** Whoever is made an operator could do everything that needs a confirmation. */
const writes = {
  operatorAct: ({ body }: Pick<FastifyRequest, "body">) =>
    makesOperators(toMappingDraft(mappingInput.parse(body), "")),
};

export function addMappingRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  const { configuration } = services;
  const providerName = (mapping: Mapping) => services.registry().providerById(mapping.providerId)?.name ?? "";
  const show = (mapping: Mapping, findings = configuration.lintMapping(mapping)) => ({
    ...toMappingDocument(mapping, providerName(mapping), findings),
    ...mappingKeptFor(services, mapping),
  });
  const draftOf = (by: Principal, document: MappingInput) =>
    toMappingDraft(document, reachProvider(services, by, document.provider, "provider").id);

  instance.get(
    "/mappings",
    {
      schema: {
        operationId: "listMappings",
        summary: "List identity mappings in the order they are judged",
        tags,
        headers: conditionalRead,
        querystring: mappingQuery,
        response: { 200: mappingPage, 304: notModified, ...problems(404) },
      },
    },
    async (request, reply) => {
      const by = requireManager(principalOf(request));
      if (isCurrentCopy(request, reply, revisionTag(services.registry().revision)))
        return reply.send(undefined);
      const { provider, project, name } = request.query;
      const providers =
        provider === undefined
          ? configuration.visibleProviders(by).toSorted((a, b) => (a.name < b.name ? -1 : 1))
          : [reachProvider(services, by, provider)];
      const mappings: Mapping[] = [];
      for (const { id } of providers) {
        const runs =
          name === undefined
            ? configuration.visibleMappingRuns(by, id)
            : [configuration.visibleNamesakes(by, id, name)];
        for (const run of runs) {
          mappings.push(...run.filter((mapping) => project === undefined || mapping.project === project));
          // There may be 100 000 to read through; nobody waits for more than one run of them.
          await setImmediate();
        }
      }
      const { items, next } = pageOf(mappings, (mapping) => mapping.id, request.query);
      const shown: MappingDocument[] = [];
      for (const mapping of items) {
        shown.push(show(mapping));
        // Linting compares a mapping with its rivals; exchanges must not wait for a whole page of that.
        await setImmediate();
      }
      return { items: shown, next };
    },
  );

  instance.post(
    "/mappings",
    {
      config: writes,
      schema: {
        operationId: "createMapping",
        summary: "Say which claims earn which grant",
        tags,
        body: mappingInput,
        response: { 201: mappingDocument, ...problems(404, 409, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const change = await configuration.createMapping(by, draftOf(by, request.body));
      if (!change.ok) throw changeFailure(change.refusal, mappingMember(request.body));
      reply.code(201).header("location", `/api/v1/mappings/${change.value.id}`);
      reply.header("etag", revisionTag(change.value.revision));
      return show(change.value, change.findings);
    },
  );

  instance.get(
    "/mappings/:id",
    {
      schema: {
        operationId: "getMapping",
        summary: "Read an identity mapping",
        tags,
        headers: conditionalRead,
        params: mappingPath,
        response: { 200: mappingDocument, 304: notModified, ...problems(404) },
      },
    },
    async (request, reply) => {
      const mapping = reachMapping(services, principalOf(request), request.params.id);
      if (isCurrentCopy(request, reply, revisionTag(mapping.revision))) return reply.send(undefined);
      return show(mapping);
    },
  );

  instance.put(
    "/mappings/:id",
    {
      config: writes,
      schema: {
        operationId: "replaceMapping",
        summary: "Replace an identity mapping; its name, provider and project stay",
        tags,
        headers: conditionalWrite,
        params: mappingPath,
        body: mappingInput,
        response: { 200: mappingDocument, ...problems(404, 412, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const { id, revision } = reachMapping(services, by, request.params.id);
      const expected = expectedRevision(request, revision);
      const change = await configuration.replaceMapping(by, id, draftOf(by, request.body), expected);
      if (!change.ok) throw changeFailure(change.refusal, mappingMember(request.body));
      reply.header("etag", revisionTag(change.value.revision));
      return show(change.value, change.findings);
    },
  );

  instance.delete(
    "/mappings/:id",
    {
      schema: {
        operationId: "deleteMapping",
        summary: "Delete an identity mapping",
        tags,
        headers: conditionalWrite,
        params: mappingPath,
        response: { 204: deleted, ...problems(404, 412) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const { id, revision } = reachMapping(services, by, request.params.id);
      const change = await configuration.deleteMapping(by, id, expectedRevision(request, revision));
      if (!change.ok) throw changeFailure(change.refusal, (field) => field);
      return reply.code(204).send();
    },
  );
}
