/**
 * The OpenAPI document, generated from the schemas the routes check and write with: what is not in them is
 * not in the API. Read at `/api/v1/openapi.json` without a credential, so that clients can be generated.
 */

import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { contentTag, isCurrentCopy } from "../conditional.ts";
import { jsonObject, problem } from "./wire.ts";

const meanings = {
  400: "The request is not valid; `errors` names each member at fault.",
  401: "No credential, or not a good one here.",
  403: "The credential does not allow this.",
  404: "There is no such object, or you may not see it.",
  409: "It conflicts with what there is, such as an object of that name.",
  412: "The object was changed since it was read.",
  413: "The body is too large.",
  415: "The body is not `application/json`.",
  429: "Too many bad credentials came from this address; `Retry-After` says when to try again.",
  503: "The server cannot answer right now.",
} as const;

/** Declares error answers of a route; every route also has those any request can run into. */
export function problems<Status extends keyof typeof meanings>(...statuses: readonly Status[]) {
  const always = [400, 401, 403, 429, 503] as const;
  return Object.fromEntries(
    [...always, ...statuses].map((status) => [
      status,
      { description: meanings[status], content: { "application/problem+json": { schema: problem } } },
    ]),
  );
}

/** Error answers of routes that read a body. */
export const bodyProblems = [413, 415] as const;

/** Registers the generator. Must come before the routes it shall describe. */
export async function describeRoutes(instance: FastifyInstance): Promise<void> {
  await instance.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Countersign admin API",
        version: "1",
        description:
          "Projects, providers, identity mappings, records of exchanges, explanations, and revocations. Errors are RFC 9457 problems; lists are read page by page with `cursor`; `ETag` and `If-Match` guard changes.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "__Host-countersign-session",
            description:
              "Set by POST /session; without its prefix on plain http. Every request but GET and HEAD also carries `X-Countersign-CSRF`.",
          },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutIdleSchemas(jsonSchemaTransformObject(document)),
  });
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** Every schema is generated once for reading and once for writing; only those that are referred to stay. */
function withoutIdleSchemas(document: Document): Document {
  const schemas = "components" in document ? document.components?.schemas : undefined;
  if (schemas === undefined || !("paths" in document)) return document;
  const used = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, id] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (id === undefined || used.has(id)) continue;
      used.add(id);
      visit(schemas[id]);
    }
  };
  visit(document.paths);
  for (const id of Object.keys(schemas)) if (!used.has(id)) delete schemas[id];
  return document;
}

/** The route that hands out the document. */
export function addOpenApiRoute(instance: FastifyInstance): void {
  // Made once, when first asked for: by then every route is known.
  let written: string | null = null;
  instance.get(
    "/openapi.json",
    {
      schema: {
        operationId: "getOpenApi",
        summary: "This document",
        tags: ["description"],
        security: [],
        response: { 200: jsonObject },
      },
    },
    async (request, reply) => {
      written ??= JSON.stringify(instance.swagger());
      reply.type("application/json");
      return reply
        .serializer((text: string) => text)
        .send(isCurrentCopy(request, reply, contentTag(written)) ? "" : written);
    },
  );
}
