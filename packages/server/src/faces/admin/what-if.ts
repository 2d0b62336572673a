/** The route that tells what a change would do, from recorded exchanges. Nothing is written, and nothing is granted. */

import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mayReadExchanges, type Principal } from "../../core/access.ts";
import { refuseMappingDeletion, withDrafts, withoutMapping } from "../../core/configuring/drafts.ts";
import type { Registry } from "../../core/matching/registry.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { draftedOf } from "./drafts.ts";
import { mappingMember, toMappingDraft } from "./mapping-translate.ts";
import type { MappingInput } from "./mapping-wire.ts";
import { bodyProblems, problems } from "./openapi.ts";
import { changeFailure } from "./problems.ts";
import { providerMember } from "./provider-translate.ts";
import type { ProviderInput } from "./provider-wire.ts";
import { reachMapping, reachProvider, requireManager } from "./reach.ts";
import { toWhatIfDocument } from "./what-if-translate.ts";
import { type WhatIfInput, whatIfDocument, whatIfInput } from "./what-if-wire.ts";
import { fromTimestamp } from "./wire.ts";

export function addWhatIfRoute(plain: FastifyInstance, services: FaceServices): void {
  plain.withTypeProvider<ZodTypeProvider>().post(
    "/what-if",
    {
      schema: {
        operationId: "askWhatIf",
        summary: "Tell who would gain, lose or change access by a change",
        tags: ["explain"],
        body: whatIfInput,
        response: { 200: whatIfDocument, ...problems(404, 409, ...bodyProblems) },
      },
    },
    async (request, reply) => {
      const by = requireManager(principalOf(request));
      const { since, until, limit } = request.body;
      const gone = whileWaitedFor(reply);
      const question = {
        ...(await changeOf(services, by, request.body)),
        since: since === undefined ? null : fromTimestamp(since),
        until: until === undefined ? null : fromTimestamp(until),
        limit,
      };
      const answer = services.whatIf(by, question, gone);
      if (answer === null) throw busy();
      return toWhatIfDocument(await answer);
    },
  );
}

/** Aborted once nobody waits for the answer: whatever is under way for it then ends in an answer that nobody reads. */
function whileWaitedFor({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.on("close", () => gone.abort(new HttpFailure(503, "busy", "Nobody waited for this answer.")));
  return gone.signal;
}

function busy(): HttpFailure {
  return new HttpFailure(
    503,
    "busy",
    "Many others ask what their changes would do just now. Try again in a few seconds.",
    { headers: { "retry-after": "5" } },
  );
}

interface Change {
  readonly before: Registry;
  readonly after: Registry;
  readonly providerId: string;
}

/** @throws HttpFailure for what the caller may not see, and what a write would be refused with */
async function changeOf(services: FaceServices, by: Principal, input: WhatIfInput): Promise<Change> {
  const { provider, mappings = [], deleted_mappings: deleted = [] } = input;
  const before = services.registry();
  let after = provider === undefined ? before : withProvider(services, by, provider);
  const providerId = providerOf(services, by, after, input);
  for (const [index, id] of deleted.entries()) {
    after = withoutDeleted(services, by, after, { id, index, providerId });
  }
  for (const [index, mapping] of mappings.entries()) {
    // Just before it is judged: of very many expressions the first are forgotten when the last are compiled.
    await services.configuration.compileAhead(by, draftedOf({ provider: null, mapping }));
    after = withMapping(services, by, after, { mapping, index, providerId });
  }
  return { before, after, providerId };
}

function withProvider(services: FaceServices, by: Principal, document: ProviderInput): Registry {
  const { registry, provider } = services.configuration.placeDrafts(
    by,
    draftedOf({ provider: document, mapping: null }),
  );
  if (provider?.refusal) {
    throw changeFailure(provider.refusal, (field) => `provider.${providerMember(field)}`);
  }
  return registry;
}

/** The one provider that everything is of; only who may read its exchanges learns what becomes of them. */
function providerOf(services: FaceServices, by: Principal, after: Registry, input: WhatIfInput): string {
  const { provider: drafted, mappings: [first] = [], deleted_mappings: [deleted] = [] } = input;
  const provider =
    drafted !== undefined
      ? after.providerByName(drafted.name)
      : first !== undefined
        ? reachProvider(services, by, first.provider, "mappings/0/provider")
        : services.registry().providerById(reachMapping(services, by, deleted ?? "").providerId);
  if (provider === undefined || !mayReadExchanges(by, provider)) {
    throw new HttpFailure(
      403,
      "forbidden",
      "You may not read the exchanges of this provider, so you cannot learn what would become of them: name one that you manage.",
    );
  }
  return provider.id;
}

function withoutDeleted(
  services: FaceServices,
  by: Principal,
  registry: Registry,
  { id, index, providerId }: { readonly id: string; readonly index: number; readonly providerId: string },
): Registry {
  const mapping = reachMapping(services, by, id);
  const member = `deleted_mappings.${index}`;
  if (mapping.providerId !== providerId) throw ofAnother(member, "is of another provider");
  const refusal = refuseMappingDeletion(registry, mapping);
  if (refusal !== null) throw changeFailure(refusal, () => member);
  return withoutMapping(registry, id);
}

function withMapping(
  { configuration }: FaceServices,
  by: Principal,
  registry: Registry,
  about: { readonly mapping: MappingInput; readonly index: number; readonly providerId: string },
): Registry {
  const { mapping, index, providerId } = about;
  if (registry.providerByName(mapping.provider)?.id !== providerId) {
    throw ofAnother(`mappings.${index}.provider`, "is another provider");
  }
  const draft = toMappingDraft(mapping, providerId);
  const refusal = configuration.refuseMappingDraft(by, draft, registry);
  const member = mappingMember(mapping);
  if (refusal !== null) throw changeFailure(refusal, (field) => `mappings.${index}.${member(field)}`);
  return withDrafts(registry, { mappings: [draft] });
}

function ofAnother(member: string, words: string): HttpFailure {
  const field = member.replaceAll(".", "/");
  const detail = `${words} than the rest of the change: ask about one provider at a time.`;
  return new HttpFailure(400, "invalid", `${field} ${detail}`, {
    details: { faults: [{ pointer: `/${field}`, detail: `It ${detail}` }] },
  });
}
