/** The route that drafts a mapping for a recorded exchange, for claims or for a token. Nothing is written or kept. */

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayAdminister, mayExplain, type Principal } from "../../core/access.ts";
import { quote } from "../../core/explaining/quote.ts";
import { readablePath } from "../../core/linting/issuer-traits.ts";
import type { Finding } from "../../core/linting/lint.ts";
import { callerSentence, type Refusal } from "../../core/refusal.ts";
import type { Suggestion } from "../../core/suggesting/suggest.ts";
import type { Provider } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { SuggestQuestion } from "../services/questions.ts";
import type { FaceServices } from "../services.ts";
import { reachExchange } from "./exchanges.ts";
import { toMappingMembers } from "./mapping-translate.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { reachProvider, requireManager } from "./reach.ts";
import {
  type SuggestInput,
  type SuggestionDocument,
  suggestInput,
  suggestionDocument,
} from "./suggest-wire.ts";
import { toFindingDocument, toTimestamp } from "./wire.ts";

export function addSuggestRoute(plain: FastifyInstance, services: FaceServices): void {
  plain.withTypeProvider<ZodTypeProvider>().post(
    "/suggest",
    {
      schema: {
        operationId: "suggestMapping",
        summary: "Draft the narrowest sensible mapping that accepts a token",
        tags: ["explain"],
        body: suggestInput,
        response: { 200: suggestionDocument, ...problems(404, ...bodyProblems) },
      },
    },
    async (request) => {
      const by = requireManager(principalOf(request));
      const { question, notes } = await questionOf(services, by, request.body);
      const suggestion = await services.suggest(by, question);
      if (suggestion === null) throw nobodysClaims();
      const findings = services.configuration.lintMapping(suggestion.mapping);
      return toSuggestionDocument(suggestion, question.provider, { notes, findings });
    },
  );
}

interface Asked {
  readonly question: SuggestQuestion;
  /** On where the claims come from. */
  readonly notes: readonly string[];
}

async function questionOf(services: FaceServices, by: Principal, input: SuggestInput): Promise<Asked> {
  const { request_id, claims, token, provider } = input;
  if (request_id !== undefined) return recordedQuestion(services, by, request_id);
  if (claims !== undefined) {
    return {
      question: {
        ...plainly,
        claims,
        provider: reachExplained(services, by, provider ?? ""),
        origin: "typed-in claims",
      },
      notes: ["The claims were typed in: nothing vouches that a token carries them."],
    };
  }
  return presentedQuestion(services, by, token ?? "", provider);
}

const plainly = { entry: { kind: "exchange" }, project: null } as const;

/** @throws HttpFailure 404 for a provider that is gone, 400 for a record without claims */
async function recordedQuestion(services: FaceServices, by: Principal, requestId: string): Promise<Asked> {
  const record = await reachExchange(services, by, requestId);
  const { details, providerId, refusal } = record;
  const provider = providerId === null ? undefined : services.registry().providerById(providerId);
  if (provider === undefined) {
    throw new HttpFailure(
      404,
      "not_found",
      "The exchange came through no provider that is there now, so there is nothing a mapping could belong to.",
    );
  }
  if (details === null || details.claims === null) {
    throw noClaims(
      details === null
        ? "The claims of this exchange were erased after their retention time. Suggest from a token or from claims instead."
        : "The signature of this token did not hold, so no mapping would have helped. Explain the exchange to see what stood in the way.",
    );
  }
  const { claims, entry, project } = details;
  const came = refusal === null ? "" : `, refused with ${refusal.reason}`;
  const origin = `exchange ${record.requestId} of ${toTimestamp(record.at)}${came}`;
  const stopped = refusal !== null && record.progress !== "claims_valid";
  return {
    question: { provider, claims, entry, project, origin },
    notes: stopped ? [withoutAnyMapping(refusal)] : [],
  };
}

/** @throws HttpFailure 400 for what cannot be read as a token of a provider here */
async function presentedQuestion(
  services: FaceServices,
  by: Principal,
  token: string,
  named: string | undefined,
): Promise<Asked> {
  if (named !== undefined) reachExplained(services, by, named);
  else requireAdministrator(by);
  const read = await services.readPresented(token, named ?? null);
  if (!read.ok) {
    const detail = callerSentence(read.refusal, "claims_valid", "full");
    throw new HttpFailure(400, "invalid", detail, { details: { faults: [{ pointer: "/token", detail }] } });
  }
  const { claims, provider, refusal } = read.value;
  const notes = refusal === null ? [] : [withoutAnyMapping(refusal)];
  return { question: { ...plainly, claims, provider, origin: "a token that was presented" }, notes };
}

/** Of a token that never came as far as the mappings. */
function withoutAnyMapping(refusal: Refusal): string {
  return `The token is refused before any mapping is asked: ${callerSentence(refusal, "claims_valid", "full")} Its claims were taken as they stand.`;
}

/** @throws HttpFailure 403 or 404 */
function reachExplained(services: FaceServices, by: Principal, name: string): Provider {
  const provider = reachProvider(services, by, name, "provider");
  if (mayExplain(by, provider)) return provider;
  throw new HttpFailure(
    403,
    "forbidden",
    `You do not manage the provider ${quote(name)}. Name one that you manage.`,
  );
}

/** @throws HttpFailure 403: only who manages all providers need not name one */
function requireAdministrator(by: Principal): void {
  if (mayAdminister(by)) return;
  throw new HttpFailure(403, "forbidden", "Name a provider that you manage with the member provider.");
}

function noClaims(detail: string): HttpFailure {
  return new HttpFailure(400, "invalid", detail, {
    details: { faults: [{ pointer: "/request_id", detail }] },
  });
}

function nobodysClaims(): HttpFailure {
  return new HttpFailure(
    400,
    "nothing_identifies",
    "Nothing in these claims says whose workload it is: there is no sub, and no identifier this issuer is known for. A mapping of the rest would let in anybody.",
  );
}

function toSuggestionDocument(
  { mapping, reasons, leftOut, notes, amendments }: Suggestion,
  { name: provider }: Provider,
  beside: { readonly notes: readonly string[]; readonly findings: readonly Finding[] },
): SuggestionDocument {
  const toReason = ({ path, why }: Suggestion["leftOut"][number]) => ({ claim: readablePath(path), why });
  return {
    mapping: toMappingMembers(mapping, provider),
    reasons: reasons.map(toReason),
    left_out: leftOut.map(toReason),
    notes: [...beside.notes, ...notes],
    amendments: amendments.map((amendment) => ({
      mapping_id: amendment.mapping.id,
      sentence: amendment.sentence,
      mapping: toMappingMembers(amendment.amended, provider),
    })),
    findings: beside.findings.map(toFindingDocument),
  };
}
