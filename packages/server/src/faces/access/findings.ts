/**
 * What is to be said about configurations and identity mappings before they are written: by the same translation and
 * the same rules as the write, beside what stands and what else is planned. Nothing is created here, whatever is sent.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { maySeeProvider, type Principal } from "../../core/access.ts";
import { type ChangeRefusal, mappingCalled, refusalOf } from "../../core/configuring/configuration.ts";
import { withDrafts } from "../../core/configuring/drafts.ts";
import { isJsonObject, ownMember } from "../../core/json.ts";
import type { Finding } from "../../core/linting/lint.ts";
import type { Registry } from "../../core/matching/registry.ts";
import type { JsonObject, MappingDraft, Provider, ProviderDraft } from "../../core/terms.ts";
import { principalOf } from "../credentials.ts";
import { acceptBodies, readJsonObject } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { guard, must } from "./answering.ts";
import { changeSentence, noSuchProvider } from "./errors.ts";
import { findingMember } from "./finding-members.ts";
import { toProviderDraft } from "./translate-configuration.ts";
import { toMappingDraft } from "./translate-mapping.ts";
import { projectIn, type Read } from "./wire.ts";
import { readConfiguration } from "./wire-configuration.ts";
import {
  type FindingDocument,
  type FindingsQuestion,
  type JudgedDocument,
  readFindingsQuestion,
} from "./wire-findings.ts";
import { readMapping } from "./wire-mapping.ts";

/** Of a question: some hundreds of ordinary mappings. */
const mostBytes = 256 * 1024;
const mostMembers = 8_192;

export function findingsRoutes(instance: FastifyInstance, services: FaceServices): void {
  // Larger bodies than elsewhere: only whoever has shown a credential sends one, and many drafts may stand in it.
  instance.register(async (own) => {
    acceptBodies(own, { kinds: ["json"], repeatable: [], maxJsonMembers: mostMembers });
    own.post(
      "/api/v1/oidc_findings",
      { ...guard(services), bodyLimit: mostBytes },
      async (request: FastifyRequest) =>
        judge(services, principalOf(request), must(readFindingsQuestion(readJsonObject(request)))),
    );
  });
}

/** One document after another: each may take as long as a write, and others have their turn in between. */
async function judge(services: FaceServices, by: Principal, question: FindingsQuestion) {
  const { beside } = question;
  const asked = question.configuration === undefined ? [] : [question.configuration];
  const standing = withDrafts(services.registry(), {
    projects: beside.projects.map(({ project_key: key, roles }) => ({ key, roles })),
  });
  const tryConfiguration = (document: JsonObject) => configurationIn(services, by, standing, document);
  const providers = withDrafts(standing, {
    providers: [...beside.configurations, ...asked].flatMap((document) =>
      written(tryConfiguration(document)),
    ),
  });
  const tryMapping = (document: JsonObject) => mappingIn(services, by, providers, document);
  const drafts = await inTurns([...beside.identity_mappings, ...question.identity_mappings], (document) =>
    written(tryMapping(document)),
  );
  const planned = withDrafts(providers, { mappings: drafts.flat() });
  const [configuration] = asked.map((document) =>
    judged(document, tryConfiguration(document), "configuration", (draft: ProviderDraft) =>
      services.configuration.lintProvider(draft, planned),
    ),
  );
  return {
    ...(configuration !== undefined && { configuration }),
    identity_mappings: await inTurns(question.identity_mappings, (document) =>
      judged(document, tryMapping(document), "mapping", (draft: MappingDraft) =>
        services.configuration.lintMapping(draft, planned),
      ),
    ),
  };
}

async function inTurns<Judgement>(
  documents: readonly JsonObject[],
  judgeOne: (document: JsonObject) => Judgement,
): Promise<readonly Judgement[]> {
  const judgements: Judgement[] = [];
  for (const document of documents) {
    await nextTurn();
    judgements.push(judgeOne(document));
  }
  return judgements;
}

/** A draft that a write would take, or the sentence with which it would be refused. */
type Tried<Draft> =
  | { readonly ok: true; readonly draft: Draft }
  | { readonly ok: false; readonly refusal: string };

function configurationIn(
  services: FaceServices,
  by: Principal,
  registry: Registry,
  document: JsonObject,
): Tried<ProviderDraft> {
  const project = projectIn({}, document);
  if (!project.ok) return faulty(project.message);
  const namesake = visibleProvider(registry, by, document["name"]);
  // With another project it will be another one, after this one is gone.
  const standing = namesake?.project === project.value ? namesake : null;
  const read = readConfiguration(document, {}, standing);
  if (!read.ok) return faulty(read.message);
  const draft = toProviderDraft(read.value, standing);
  return tried(draft, "configuration", (value) =>
    services.configuration.refuseProviderDraft(by, value, registry),
  );
}

function mappingIn(
  services: FaceServices,
  by: Principal,
  registry: Registry,
  document: JsonObject,
): Tried<MappingDraft> {
  const providerName = textIn(document, "provider_name") ?? "";
  const provider = visibleProvider(registry, by, providerName);
  if (provider === undefined) return { ok: false, refusal: noSuchProvider(providerName) };
  const project = projectIn({}, document);
  if (!project.ok) return faulty(project.message);
  const namesake = services.configuration
    .visibleNamesakes(by, provider.id, textIn(document, "name") ?? "")
    .find((mapping) => mapping.project === project.value);
  // What is behind another door is not to be seen on this face, and in the way all the same.
  const standing = namesake?.entry.kind === "exchange" ? namesake : null;
  const isInTheWay = namesake !== undefined && standing === null;
  const read = readMapping(document, {}, provider.name, standing);
  if (!read.ok) return faulty(read.message);
  return tried(toMappingDraft(read.value, provider.id), "mapping", (draft) =>
    isInTheWay
      ? refusalOf("already_exists", mappingCalled(draft.name))
      : services.configuration.refuseMappingDraft(by, draft, registry),
  );
}

function visibleProvider(registry: Registry, by: Principal, name: unknown): Provider | undefined {
  const provider = typeof name === "string" ? registry.providerByName(name) : undefined;
  return provider !== undefined && maySeeProvider(by, provider) ? provider : undefined;
}

function tried<Draft>(
  draft: Read<Draft>,
  thing: "configuration" | "mapping",
  refuse: (draft: Draft) => ChangeRefusal | null,
): Tried<Draft> {
  if (!draft.ok) return faulty(draft.message);
  const refusal = refuse(draft.value);
  return refusal === null
    ? { ok: true, draft: draft.value }
    : { ok: false, refusal: changeSentence(refusal, thing) };
}

function faulty(message: string): { readonly ok: false; readonly refusal: string } {
  return { ok: false, refusal: /[.?]$/.test(message) ? message : `${message}.` };
}

function written<Draft>(tried: Tried<Draft>): readonly Draft[] {
  return tried.ok ? [tried.draft] : [];
}

function judged<Draft>(
  document: JsonObject,
  tried: Tried<Draft>,
  thing: "configuration" | "mapping",
  lint: (draft: Draft) => readonly Finding[],
): JudgedDocument {
  return {
    ...namesIn(document),
    refusal: tried.ok ? null : tried.refusal,
    findings: tried.ok ? lint(tried.draft).map((finding) => toFindingDocument(finding, thing)) : [],
  };
}

/** As they were sent, so that whoever asked finds what is said of which. */
function namesIn(document: JsonObject): Pick<JudgedDocument, "name" | "provider_name" | "project_key"> {
  const text = (member: string) => {
    const value = textIn(document, member);
    return value === undefined ? {} : { [member]: value };
  };
  return { name: "", ...text("name"), ...text("provider_name"), ...text("project_key") };
}

/** Anything may stand where a name belongs, also what cannot be made a text. */
function textIn(document: JsonObject, member: string): string | undefined {
  const value = isJsonObject(document) ? ownMember(document, member) : undefined;
  return typeof value === "string" ? value : undefined;
}

function toFindingDocument(finding: Finding, thing: "configuration" | "mapping"): FindingDocument {
  const { code, severity, message, advice } = finding;
  return { code, severity, member: findingMember(finding.field, thing), message, advice };
}
