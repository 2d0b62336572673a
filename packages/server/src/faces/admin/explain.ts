/** The route that explains: what would happen to a token, or what happened, and why. It leaves nothing behind. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayAdminister, mayExplain, type Principal } from "../../core/access.ts";
import type { PlacedDrafts } from "../../core/configuring/judging.ts";
import type { Explanation } from "../../core/explaining/explanation.ts";
import { explanationSeenBy } from "../../core/explaining/explanation-view.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { draftedOf } from "./drafts.ts";
import { reachExchange } from "./exchanges.ts";
import { toExplanationDocument, toQuestion } from "./explanation-translate.ts";
import { type ExplainInput, explainInput, explanationDocument } from "./explanation-wire.ts";
import type { DraftsInput } from "./lint-wire.ts";
import { mappingMember } from "./mapping-translate.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { changeFailure } from "./problems.ts";
import { providerMember } from "./provider-translate.ts";
import { reachProvider, requireManager } from "./reach.ts";

export function addExplainRoute(plain: FastifyInstance, services: FaceServices): void {
  plain.withTypeProvider<ZodTypeProvider>().post(
    "/explain",
    {
      schema: {
        operationId: "explain",
        summary: "Explain what happens to a token, or what happened",
        tags: ["explain"],
        body: explainInput,
        response: { 200: explanationDocument, ...problems(404, ...bodyProblems) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const explanation = await explainTo(services, by, request.body);
      return toExplanationDocument(explanationSeenBy(by, explanation));
    },
  );
}

async function explainTo(services: FaceServices, by: Principal, input: ExplainInput): Promise<Explanation> {
  const drafts = input.drafts && (await requirePlaced(services, by, input.drafts));
  const question = toQuestion(input);
  if (question !== null) {
    requireExplainable(drafts ? { registry: () => drafts.registry } : services, by, question.provider);
    return services.explain(question, drafts);
  }
  const record = await reachExchange(services, by, input.request_id ?? "");
  const explanation = await services.explainRecord(record.requestId, drafts);
  if (explanation === null) throw new HttpFailure(404, "not_found", "The record was erased meanwhile.");
  return explanation;
}

/** @throws HttpFailure as the write of a draft would be refused */
async function requirePlaced(
  services: FaceServices,
  by: Principal,
  drafts: DraftsInput,
): Promise<PlacedDrafts> {
  const { provider, mapping } = drafts;
  const drafted = draftedOf({ provider: provider ?? null, mapping: mapping ?? null });
  await services.configuration.compileAhead(by, drafted);
  const placed = services.configuration.placeDrafts(by, drafted);
  const below = (part: string, toMember: (field: string) => string) => (field: string) =>
    `drafts.${part}.${toMember(field)}`;
  if (placed.provider?.refusal) {
    throw changeFailure(placed.provider.refusal, below("provider", providerMember));
  }
  if (placed.mapping?.refusal) {
    throw changeFailure(placed.mapping.refusal, below("mapping", mappingMember(mapping ?? {})));
  }
  return placed;
}

/**
 * Administrators may also name a provider that does not exist, or none: that is a refusal to be explained.
 * @throws HttpFailure 403 or 404 for others, unless they manage the provider they name
 */
function requireExplainable(
  services: Pick<FaceServices, "registry">,
  by: Principal,
  provider: string | null,
): void {
  if (mayAdminister(by)) return;
  if (provider === null || !mayExplain(by, reachProvider(services, by, provider))) {
    throw new HttpFailure(403, "forbidden", "Name a provider that you manage with the member provider.");
  }
}
