/** What this server is and by which settings it runs: for operators. Secrets are not among it. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { problems } from "./openapi.ts";
import { requireOperator } from "./reach.ts";

const settingDocument = z
  .object({
    name: z.string().meta({ description: "Of the environment variable." }),
    value: z.string().nullable().meta({
      description: "In effect. Null: none, or a secret; of a URL that may hold one, only where it leads.",
    }),
    given: z.boolean().meta({ description: "False: the value is the default." }),
    secret: z.boolean(),
    meaning: z.string(),
  })
  .meta({ id: "Setting" });

const systemDocument = z
  .object({
    version: z.string(),
    instance_id: z.string().nullable(),
    database: z.enum(["sqlite", "postgres"]),
    settings: z.array(settingDocument),
  })
  .meta({ id: "Settings" });

export function addSettingsRoute(plain: FastifyInstance, services: FaceServices): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    "/settings",
    {
      schema: {
        operationId: "readSettings",
        summary: "What this server is, and by which settings it runs",
        tags: ["settings"],
        response: { 200: systemDocument, ...problems() },
      },
    },
    async (request) => {
      requireOperator(principalOf(request), "Settings are an operator's.");
      const { version, instanceId, database, settings } = await services.system();
      return { version, instance_id: instanceId, database, settings: [...settings] };
    },
  );
}
