/** Routes of providers. Who may write what, and what a sound provider is, the configuration service says. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { vouchesForOperators } from "../../core/configuring/configuration-reach.ts";
import type { Provider } from "../../core/terms.ts";
import { expectedRevision, isCurrentCopy, revisionTag } from "../conditional.ts";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { providerKeptFor } from "./kept-for.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { pageOf } from "./paging.ts";
import { changeFailure } from "./problems.ts";
import { providerMember, toProviderDocument, toProviderDraft } from "./provider-translate.ts";
import {
  providerDocument,
  providerInput,
  providerPage,
  providerPath,
  providerQuery,
} from "./provider-wire.ts";
import { reachProvider, requireManager } from "./reach.ts";
import { conditionalRead, conditionalWrite, deleted, notModified } from "./wire.ts";

const tags = ["providers"];

export function addProviderRoutes(plain: FastifyInstance, services: FaceServices): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  const { configuration } = services;
  const show = (provider: Provider, findings = configuration.lintProvider(provider)) => ({
    ...toProviderDocument(provider, findings),
    ...providerKeptFor(services, provider),
  });

  instance.get(
    "/providers",
    {
      schema: {
        operationId: "listProviders",
        summary: "List providers by name",
        tags,
        headers: conditionalRead,
        querystring: providerQuery,
        response: { 200: providerPage, 304: notModified, ...problems() },
      },
    },
    async (request, reply) => {
      const by = requireManager(principalOf(request));
      if (isCurrentCopy(request, reply, revisionTag(services.registry().revision)))
        return reply.send(undefined);
      const { project } = request.query;
      const providers = configuration
        .visibleProviders(by)
        .filter((provider) => project === undefined || provider.project === project)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = pageOf(providers, (provider) => provider.name, request.query);
      const listed = items.map((provider) => ({
        ...show(provider),
        mapping_count: configuration.visibleMappingCount(by, provider.id),
      }));
      return { items: listed, next };
    },
  );

  instance.post(
    "/providers",
    {
      schema: {
        operationId: "createProvider",
        summary: "Trust an issuer",
        tags,
        body: providerInput,
        response: { 201: providerDocument, ...problems(409, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const change = await configuration.createProvider(principalOf(request), toProviderDraft(request.body));
      if (!change.ok) throw changeFailure(change.refusal, providerMember);
      reply.code(201).header("location", `/api/v1/providers/${encodeURIComponent(change.value.name)}`);
      reply.header("etag", revisionTag(change.value.revision));
      return show(change.value, change.findings);
    },
  );

  instance.get(
    "/providers/:name",
    {
      schema: {
        operationId: "getProvider",
        summary: "Read a provider",
        tags,
        headers: conditionalRead,
        params: providerPath,
        response: { 200: providerDocument, 304: notModified, ...problems(404) },
      },
    },
    async (request, reply) => {
      const provider = reachProvider(services, principalOf(request), request.params.name);
      if (isCurrentCopy(request, reply, revisionTag(provider.revision))) return reply.send(undefined);
      return show(provider);
    },
  );

  instance.put(
    "/providers/:name",
    {
      // Whoever says whose tokens it trusts says who becomes an operator.
      config: { operatorAct: ({ params }) => isOperatorsDoor(services, params) },
      schema: {
        operationId: "replaceProvider",
        summary: "Replace a provider; its name and project stay",
        tags,
        headers: conditionalWrite,
        params: providerPath,
        body: providerInput,
        response: { 200: providerDocument, ...problems(404, 412, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const { id, revision } = reachProvider(services, by, request.params.name);
      const expected = expectedRevision(request, revision);
      const change = await configuration.replaceProvider(by, id, toProviderDraft(request.body), expected);
      if (!change.ok) throw changeFailure(change.refusal, providerMember);
      reply.header("etag", revisionTag(change.value.revision));
      return show(change.value, change.findings);
    },
  );

  instance.delete(
    "/providers/:name",
    {
      schema: {
        operationId: "deleteProvider",
        summary: "Delete a provider and its mappings",
        tags,
        headers: conditionalWrite,
        params: providerPath,
        response: { 204: deleted, ...problems(404, 412) },
      },
    },
    async (request, reply) => {
      const by = principalOf(request);
      const { id, revision } = reachProvider(services, by, request.params.name);
      const change = await configuration.deleteProvider(by, id, expectedRevision(request, revision));
      if (!change.ok) throw changeFailure(change.refusal, providerMember);
      return reply.code(204).send();
    },
  );
}

/** @param params of a path that was found in order */
function isOperatorsDoor({ registry }: Pick<FaceServices, "registry">, params: unknown): boolean {
  const provider = registry().providerByName(providerPath.parse(params).name);
  return provider !== undefined && vouchesForOperators(registry(), provider);
}
