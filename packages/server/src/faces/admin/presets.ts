/** Routes of presets: what is known of a platform's tokens, for forms and for people. Read-only. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readablePath } from "../../core/linting/issuer-traits.ts";
import { presets } from "../../presets/catalogue.ts";
import type { Preset } from "../../presets/preset.ts";
import { HttpFailure } from "../http-failure.ts";
import { problems } from "./openapi.ts";
import { toReplayDocument } from "./provider-translate.ts";
import { replay } from "./provider-wire.ts";
import { jsonObject, name } from "./wire.ts";

const presetDocument = z
  .object({
    id: z.string(),
    title: z.string(),
    issuers: z.array(z.string()).meta({ description: "`{word}` stands for one run without `/`." }),
    algorithms: z.array(z.string()),
    audience_advice: z.string(),
    replay: z.object({ recommended: replay, why: z.string() }),
    shared_issuer: z.boolean().meta({ description: "Owners who do not know each other share its keys." }),
    immutable_claims: z.array(z.string()).meta({ description: "The most precise first." }),
    caller_controlled_claims: z.array(z.string()),
    recommended_claims: jsonObject,
    dangerous_bindings: z.array(z.object({ binding: z.string(), why: z.string() })),
    examples: z.array(z.object({ title: z.string(), claims: jsonObject })),
    source: z.string().nullable(),
    unconfirmed: z.string().nullable(),
  })
  .meta({ id: "Preset" });

export function addPresetRoutes(plain: FastifyInstance): void {
  const instance = plain.withTypeProvider<ZodTypeProvider>();
  instance.get(
    "/presets",
    {
      schema: {
        operationId: "listPresets",
        summary: "List what is known of platforms",
        tags: ["presets"],
        response: {
          200: z.object({ items: z.array(presetDocument), next: z.null() }).meta({ id: "PresetPage" }),
          ...problems(),
        },
      },
    },
    async () => ({ items: presets.map(toPresetDocument), next: null }),
  );
  instance.get(
    "/presets/:id",
    {
      schema: {
        operationId: "getPreset",
        summary: "Read what is known of one platform",
        tags: ["presets"],
        params: z.object({ id: name }),
        response: { 200: presetDocument, ...problems(404) },
      },
    },
    async (request) => {
      const preset = presets.find(({ id }) => id === request.params.id);
      if (preset === undefined) throw new HttpFailure(404, "not_found", "There is no such preset.");
      return toPresetDocument(preset);
    },
  );
}

function toPresetDocument(preset: Preset): z.output<typeof presetDocument> {
  return {
    id: preset.id,
    title: preset.title,
    issuers: [...preset.issuers],
    algorithms: [...preset.algorithms],
    audience_advice: preset.audienceAdvice,
    replay: { recommended: toReplayDocument(preset.replay.recommended), why: preset.replay.why },
    shared_issuer: preset.traits.shared,
    immutable_claims: preset.traits.immutable.map(readablePath),
    caller_controlled_claims: preset.traits.callerControlled.map(readablePath),
    recommended_claims: preset.recommendedClaims,
    dangerous_bindings: preset.dangerousBindings.map(({ binding, why }) => ({ binding, why })),
    examples: preset.examples.map(({ title, claims }) => ({ title, claims })),
    source: preset.source,
    unconfirmed: preset.unconfirmed,
  };
}
