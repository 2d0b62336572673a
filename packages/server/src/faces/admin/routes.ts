/**
 * The admin API, version 1. Every route but its own description, and those of sessions, asks for a credential or a
 * session before it reads the body; the resources stand in one file each.
 */

import type { FastifyInstance } from "fastify";
import { serializerCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { principalOf } from "../credentials.ts";
import type { Face } from "../http.ts";
import type { FaceServices } from "../services.ts";
import { addAuditRoutes } from "./audit.ts";
import { addCheckpointRoutes } from "./checkpoints.ts";
import { addExchangeRoutes } from "./exchanges.ts";
import { addExplainRoute } from "./explain.ts";
import { addKeyRoutes } from "./keys.ts";
import { addLintRoute } from "./lint.ts";
import { addMappingRoutes } from "./mappings.ts";
import { addOpenApiRoute, describeRoutes, problems } from "./openapi.ts";
import { addPresetRoutes } from "./presets.ts";
import { principalDocument, toPrincipalDocument } from "./principal-wire.ts";
import { writeProblem } from "./problems.ts";
import { addProjectRoutes } from "./projects.ts";
import { addProviderRoutes } from "./providers.ts";
import { addRevocationRoutes } from "./revocations.ts";
import { addServiceTokenRoutes } from "./service-tokens.ts";
import { guardRoutes } from "./session-guard.ts";
import { addSessionRoutes } from "./sessions.ts";
import { addSettingsRoute } from "./settings.ts";
import { addStatsRoutes } from "./stats.ts";
import { addSuggestRoute } from "./suggest.ts";
import { addTokenRoutes } from "./tokens.ts";
import { compileSchema } from "./validation.ts";
import { addWhatIfRoute } from "./what-if.ts";

/** A mapping of many rules has more members than any token; the size of the body bounds it anyway. */
const mostJsonMembers = 8_192;

/** The face as the application mounts it. */
export function adminFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/api/v1"],
      errorWriter: writeProblem,
      bodies: ["json"],
      maxJsonMembers: mostJsonMembers,
      routes: async (instance) => {
        instance.setValidatorCompiler(compileSchema);
        instance.setSerializerCompiler(serializerCompiler);
        await describeRoutes(instance);
        addOpenApiRoute(instance);
        addSessionRoutes(instance, services);
        await instance.register(async (guarded) => {
          guardRoutes(guarded, services);
          addWhoAmIRoute(guarded);
          addProjectRoutes(guarded, services);
          addProviderRoutes(guarded, services);
          addMappingRoutes(guarded, services);
          addExchangeRoutes(guarded, services);
          addStatsRoutes(guarded, services);
          addCheckpointRoutes(guarded, services);
          addAuditRoutes(guarded, services);
          addExplainRoute(guarded, services);
          addLintRoute(guarded, services);
          addWhatIfRoute(guarded, services);
          addSuggestRoute(guarded, services);
          addPresetRoutes(guarded);
          addKeyRoutes(guarded, services);
          addRevocationRoutes(guarded, services);
          addTokenRoutes(guarded, services);
          addServiceTokenRoutes(guarded, services);
          addSettingsRoute(guarded, services);
        });
      },
    },
  ];
}

function addWhoAmIRoute(plain: FastifyInstance): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    "/whoami",
    {
      schema: {
        operationId: "whoAmI",
        summary: "Whose credential this is",
        tags: ["credentials"],
        response: { 200: principalDocument, ...problems() },
      },
    },
    async (request) => toPrincipalDocument(principalOf(request)),
  );
}
