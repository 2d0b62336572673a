/** The route that judges drafts as they are typed: nothing is written, and nothing is said that a write would not say. */

import type { FastifyInstance, FastifyRequest, FastifySchemaValidationError } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { JsonObject } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { draftedOf } from "./drafts.ts";
import { toJudgementDocument, toUnread } from "./lint-translate.ts";
import { judgementDocument, lintInput } from "./lint-wire.ts";
import { type MappingInput, mappingInput } from "./mapping-wire.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { type ProviderInput, providerInput } from "./provider-wire.ts";
import { requireManager } from "./reach.ts";
import { type ReadBySchema, readBySchema } from "./validation.ts";
import { jsonObject } from "./wire.ts";

export function addLintRoute(plain: FastifyInstance, services: FaceServices): void {
  plain.withTypeProvider<ZodTypeProvider>().post(
    "/lint",
    {
      schema: {
        operationId: "lint",
        summary: "Judge a provider and an identity mapping before they are written",
        tags: ["lint"],
        body: lintInput,
        response: { 200: judgementDocument, ...problems(...bodyProblems) },
      },
      // What is wrong with a draft is an answer, not an error.
      attachValidation: true,
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { provider, mapping, claims } = readDrafts(request);
      const judgement = await services.configuration.judgeDrafts(
        by,
        draftedOf({ provider: soundOf(provider), mapping: soundOf(mapping) }),
        claims ?? null,
      );
      const unread = [
        provider?.ok === false ? toUnread("provider", provider.faults) : null,
        mapping?.ok === false ? toUnread("mapping", mapping.faults) : null,
      ];
      return toJudgementDocument(judgement, soundOf(mapping), unread);
    },
  );
}

interface ReadDrafts {
  readonly provider: ReadBySchema<ProviderInput> | null;
  readonly mapping: ReadBySchema<MappingInput> | null;
  readonly claims: JsonObject | undefined;
}

const parts = z.object({
  provider: z.unknown().optional(),
  mapping: z.unknown().optional(),
  claims: jsonObject.optional(),
});

/** @throws the request's own failure where it is not the drafts that cannot be read */
function readDrafts(request: FastifyRequest): ReadDrafts {
  const failure = request.validationError;
  const found: readonly Pick<FastifySchemaValidationError, "instancePath">[] = failure?.validation ?? [];
  if (!found.every(({ instancePath }) => /^\/(provider|mapping)(\/|$)/.test(instancePath))) throw failure;
  const { provider, mapping, claims } = parts.parse(request.body);
  return {
    claims,
    provider: provider === undefined ? null : readBySchema(providerInput, provider),
    mapping: mapping === undefined ? null : readBySchema(mappingInput, mapping),
  };
}

function soundOf<T>(read: ReadBySchema<T> | null): T | null {
  return read?.ok === true ? read.value : null;
}
