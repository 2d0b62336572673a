/** Routes of service tokens, administrators' own secrets: for operators. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { quote } from "../../core/explaining/quote.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { requireOperator } from "./reach.ts";
import { toServiceTokenDocument } from "./service-token-translate.ts";
import {
  madeServiceToken,
  serviceTokenInput,
  serviceTokenPage,
  serviceTokenPath,
} from "./service-token-wire.ts";
import { sessionBehind } from "./session-guard.ts";
import { deleted, snakeCase } from "./wire.ts";

const tags = ["service tokens"];
const what = "Service tokens are an operator's.";

export function addServiceTokenRoutes(
  plain: FastifyInstance,
  { serviceTokens, sessions }: FaceServices,
): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();

  instance.get(
    "/service-tokens",
    {
      schema: {
        operationId: "listServiceTokens",
        summary: "List service tokens, the oldest first; their texts are not kept",
        tags,
        response: { 200: serviceTokenPage, ...problems() },
      },
    },
    async (request) => {
      requireOperator(principalOf(request), what);
      return { items: (await serviceTokens.list()).map(toServiceTokenDocument), next: null };
    },
  );

  instance.post(
    "/service-tokens",
    {
      config: { operatorAct: () => true },
      schema: {
        operationId: "createServiceToken",
        summary: "Make a service token and tell its text, this once; ends the first secret",
        tags,
        body: serviceTokenInput,
        response: { 201: madeServiceToken, ...problems(...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = requireOperator(principalOf(request), what);
      const { name, role, audience, lifetime_seconds: lifetimeSeconds } = request.body;
      const made = await serviceTokens.create(by, {
        name,
        role,
        ...(audience !== null && { audience }),
        lifetimeSeconds,
      });
      if (!made.ok) throw fault(made.field, made.detail);
      // What it was made with may have ended by it: whoever made it goes on with it.
      const session = sessionBehind(request);
      if (session !== undefined) await sessions.handOver(session.secret, made.stored.id);
      reply.code(201).header("cache-control", "no-store");
      return { ...toServiceTokenDocument(made.stored), secret: made.secret };
    },
  );

  instance.delete(
    "/service-tokens/:id",
    {
      config: { operatorAct: () => true },
      schema: {
        operationId: "revokeServiceToken",
        summary: "End a service token now, and the tokens made with it",
        tags,
        params: serviceTokenPath,
        response: { 204: deleted, ...problems(404) },
      },
    },
    async (request, reply) => {
      const by = requireOperator(principalOf(request), what);
      const { id } = request.params;
      if (await serviceTokens.revoke(by, id)) return reply.code(204).send();
      throw new HttpFailure(
        404,
        "not_found",
        `There is no service token ${quote(id)} that is still good. GET /api/v1/service-tokens lists them.`,
      );
    },
  );
}

function fault(field: string, detail: string): HttpFailure {
  const member = snakeCase(field);
  const told = detail.replace(field, member);
  return new HttpFailure(400, "invalid", told, {
    details: { faults: [{ pointer: `/${member}`, detail: told }] },
  });
}
