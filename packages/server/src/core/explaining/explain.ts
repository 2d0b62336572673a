/**
 * Why an exchange is, or was, accepted or refused. An explanation is recomputed and leaves nothing behind: it
 * asks `decide` as an exchange would, then judges every mapping in reach once more, clause by clause. It can
 * be asked about a token, about typed-in claims that nothing vouches for, and about a recorded exchange under
 * the rules of its moment.
 */

import type { Settled } from "../directory/settle.ts";
import { type DecisionPorts, decide, judgeClaims } from "../exchange.ts";
import type { ExchangeDetails, ExchangeRecord } from "../exchange-record.ts";
import type { ExchangeQuestion } from "../exchange-request.ts";
import type { ReadJson } from "../granting/template.ts";
import { ownMember } from "../json.ts";
import type { MappingChoice, Registry } from "../matching/registry.ts";
import { checkUsable, selectProvider } from "../provider-choice.ts";
import { type Wish, wishOf } from "../recorded-wish.ts";
import {
  accept,
  administratorHint,
  callerSentence,
  type DisclosureLevel,
  type Progress,
  type Refusal,
  refuse,
  type Verdict,
} from "../refusal.ts";
import { type ReplayClaim, replayClaim } from "../replay.ts";
import type { Steps } from "../steps.ts";
import type { Claims, EpochSeconds, Mapping, Provider, TokenGrant } from "../terms.ts";
import { draftTrial, type TriedExchange } from "./draft-trial.ts";
import {
  choiceRemarks,
  providerRemarks,
  recordRemarks,
  settlingRemarks,
  subjectRemarks,
  untried,
} from "./explain-remarks.ts";
import type { Explanation, RuleTrial, Trial } from "./explanation.ts";
import { nearestTrials } from "./nearest.ts";
import { quote } from "./quote.ts";
import { ruleTrials } from "./rule-trials.ts";

/** What somebody wants explained. */
export interface ExplainQuestion extends MappingChoice {
  /** Provider by name; null: by the token's or the claims' issuer. */
  readonly provider: string | null;
  readonly subject:
    | { readonly kind: "token"; readonly token: string }
    /** Typed-in claims: no signature stands behind them. */
    | { readonly kind: "claims"; readonly claims: Claims };
  /** A drafted mapping, as the registry holds it, of which more is to be said; absent: none is. */
  readonly draft?: Mapping;
  /** What is asked for besides; absent: nothing, on a face that takes any provider. */
  readonly wish?: Pick<Wish, "audience" | "scope" | "target" | "requiresAudience">;
}

const nothingAskedFor: NonNullable<ExplainQuestion["wish"]> = {
  audience: { requested: [], rule: "known_only" },
  scope: [],
  requiresAudience: false,
};

/** The effects an explanation needs; none of them leaves anything behind. */
export interface ExplainPorts extends DecisionPorts {
  readonly disclosure: DisclosureLevel;
  /** Every check of claims against their provider that needs no key: issuer, times, audience, pins. */
  checkClaims(claims: Claims, provider: Provider, now: EpochSeconds): Verdict<unknown>;
  isReplayed(claim: Pick<ReplayClaim, "providerId" | "key">): Promise<boolean>;
  /** Carries out long work, with others' turns in between. */
  carryOut<T>(steps: Steps<T>): Promise<T>;
}

/** A recorded exchange, as far as an explanation reads it. Null details: erased. */
export type ExplainableRecord = Pick<
  ExchangeRecord,
  "at" | "issuedBy" | "refusal" | "progress" | "providerId" | "providerName" | "mappingName" | "revision"
> & { readonly details: ExchangeDetails | null };

/** Explains what would happen to a token or to claims right now. */
export async function explain(ports: ExplainPorts, question: ExplainQuestion): Promise<Explanation> {
  return question.subject.kind === "token"
    ? explainToken(ports, question, question.subject.token)
    : explainClaims(ports, question, question.subject.claims);
}

/** What an explanation is made from, however it was come by. */
interface Findings {
  readonly registry: Registry;
  readonly revision: number;
  readonly at: EpochSeconds;
  readonly disclosure: DisclosureLevel;
  readonly readJson: ReadJson;
  readonly wanted: MappingChoice;
  readonly about: Explanation["about"];
  readonly refusal: Refusal | null;
  readonly progress: Progress;
  readonly provider: Provider | null;
  /** The name at the time; absent: that of `provider`. */
  readonly providerName?: string | null;
  /** Null: never learned, or erased. */
  readonly claims: Claims | null;
  readonly mapping: string | null;
  readonly grant: TokenGrant | null;
  readonly wouldBeReplayed: boolean | null;
  /** What decided, and how to judge a draft beside it; null: no mapping was drafted. */
  readonly trying: (Pick<TriedExchange, "decided" | "judge"> & { readonly draft: Mapping }) | null;
  /** Beside the grant, of the directory. */
  readonly settled: Pick<Settled, "leftOut" | "missing">;
  readonly remarks: readonly string[];
}

const nothingSettled: Findings["settled"] = { leftOut: [], missing: [] };

async function explainToken(
  ports: ExplainPorts,
  question: ExplainQuestion,
  token: string,
): Promise<Explanation> {
  // One configuration for the decision and for the trials.
  const registry = ports.registry();
  const decision = await decide(
    {
      grantLimits: ports.grantLimits,
      digest: ports.digest,
      restoredAt: ports.restoredAt,
      now: () => ports.now(),
      registry: () => registry,
      peekIssuer: (subjectToken) => ports.peekIssuer(subjectToken),
      verifySubjectToken: (...presented) => ports.verifySubjectToken(...presented),
    },
    exchangeQuestion(question, token),
  );
  const { outcome, provider, claims } = decision;
  const replay = provider && claims && replayClaim(provider, claims, token);
  const replayed = replay === null ? null : await ports.isReplayed(replay);
  const refusal = outcome.ok ? (replayed === true ? refuse("replayed").refusal : null) : outcome.refusal;
  const steps = explanationOf({
    registry,
    revision: decision.revision,
    at: decision.now,
    disclosure: ports.disclosure,
    readJson: ports.grantLimits.readJson,
    wanted: question,
    about: "token",
    refusal,
    progress: outcome.ok ? "claims_valid" : outcome.progress,
    provider,
    claims: claims?.claims ?? null,
    mapping: decision.mapping?.name ?? null,
    grant: outcome.ok ? outcome.value.grant : null,
    trying: tryingOf(ports, registry, question, decision.mapping),
    settled: outcome.ok ? outcome.value : nothingSettled,
    wouldBeReplayed: replayed,
    remarks: claims === null ? [untried] : [],
  });
  return ports.carryOut(steps);
}

/** Judges a draft by the very function that judges an exchange. */
function tryingOf(
  ports: ExplainPorts,
  registry: Registry,
  question: ExplainQuestion,
  decided: Mapping | null,
): Findings["trying"] {
  const { draft } = question;
  if (draft === undefined) return null;
  return {
    draft,
    decided,
    judge: (provider, claims, choice) =>
      judgeClaims(ports, registry, provider, claims, { ...exchangeQuestion(question, ""), ...choice }),
  };
}

function exchangeQuestion(question: ExplainQuestion, subjectToken: string): ExchangeQuestion {
  const { entry, project, mapping, wish = nothingAskedFor } = question;
  return {
    ...wish,
    subjectToken,
    provider: question.provider === null ? { kind: "by_issuer" } : { kind: "named", name: question.provider },
    entry,
    project,
    mapping,
    expectedIssuer: null,
  };
}

/** The same steps as for a token, on claims that nobody signed; nothing that mints accepts such claims. */
async function explainClaims(
  ports: ExplainPorts,
  question: ExplainQuestion,
  claims: Claims,
): Promise<Explanation> {
  const registry = ports.registry();
  const at = ports.now();
  const judged = judgeUnverified(ports, registry, question, claims, at);
  const steps = explanationOf({
    registry,
    revision: registry.revision,
    at,
    disclosure: ports.disclosure,
    readJson: ports.grantLimits.readJson,
    wanted: question,
    about: "claims",
    wouldBeReplayed: null,
    ...judged,
    mapping: judged.mapping?.name ?? null,
    trying: tryingOf(ports, registry, question, judged.mapping),
    remarks: [
      "The claims were typed in: no signature was checked, and their times were taken to be those of a fresh token.",
      ...judged.remarks,
    ],
  });
  return ports.carryOut(steps);
}

interface Judged
  extends Pick<Findings, "refusal" | "progress" | "provider" | "claims" | "grant" | "settled" | "remarks"> {
  readonly mapping: Mapping | null;
}

function judgeUnverified(
  ports: ExplainPorts,
  registry: Registry,
  question: ExplainQuestion,
  typedIn: Claims,
  now: EpochSeconds,
): Judged {
  const request = exchangeQuestion(question, "");
  const selected = selectProvider({ peekIssuer: () => claimedIssuer(typedIn) }, registry, request);
  const { claims, remarks } = selected.ok
    ? withProvidersClaims(typedIn, selected.value)
    : { claims: typedIn, remarks: [] };
  const stop = (refusal: Refusal, progress: Progress, provider: Provider | null): Judged => ({
    refusal,
    progress,
    provider,
    claims,
    mapping: null,
    grant: null,
    settled: nothingSettled,
    remarks,
  });
  if (!selected.ok) return stop(selected.refusal, "unverified", null);
  const provider = selected.value;
  const usable = checkUsable(provider, request);
  if (!usable.ok) return stop(usable.refusal, "unverified", provider);
  const checked = ports.checkClaims(asFresh(claims, now), provider, now);
  if (!checked.ok) return stop(checked.refusal, "signature_valid", provider);
  const judged = judgeClaims(ports, registry, provider, claims, request);
  return {
    refusal: judged.ok ? null : judged.refusal,
    progress: "claims_valid",
    provider,
    claims,
    mapping: judged.mapping,
    grant: judged.ok ? judged.grant : null,
    settled: judged.ok ? judged : nothingSettled,
    remarks,
  };
}

/** Whoever tries claims at a provider means a token of it: its issuer and audience need not be typed in. */
function withProvidersClaims(
  claims: Claims,
  { tokenIssuer, issuerUrl, audience }: Provider,
): { readonly claims: Claims; readonly remarks: readonly string[] } {
  const assumed = Object.entries({
    iss: tokenIssuer ?? issuerUrl,
    ...(audience !== null && { aud: audience }),
  }).filter(([claim]) => !Object.hasOwn(claims, claim));
  return {
    claims: { ...claims, ...Object.fromEntries(assumed) },
    remarks: assumed.map(
      ([claim, value]) =>
        `${claim} was left out of the claims and taken to be the provider's, ${quote(value)}.`,
    ),
  };
}

function claimedIssuer(claims: Claims): Verdict<{ readonly issuer: string }> {
  const issuer = ownMember(claims, "iss");
  return typeof issuer === "string" ? accept({ issuer }) : refuse("missing_claim", { claim: "iss" });
}

/** An example is rarely fresh, and its times say nothing about the tokens to come. */
function asFresh(claims: Claims, now: EpochSeconds): Claims {
  const { nbf: _, ...others } = claims;
  return { ...others, iat: now, exp: now + 1 };
}

/**
 * Judges what came with a recorded exchange by the rules of now, or by drafts beside them, with what it asked for. Its
 * signature held then, and its times are not held against it.
 */
export async function explainAnew(
  ports: ExplainPorts,
  record: ExplainableRecord,
  draft: Mapping | undefined,
): Promise<Explanation> {
  const registry = ports.registry();
  const { details } = record;
  const provider = record.providerId === null ? null : (registry.providerById(record.providerId) ?? null);
  const claims = details?.claims ?? null;
  const question: ExplainQuestion = {
    provider: provider?.name ?? null,
    subject: { kind: "claims", claims: claims ?? {} },
    entry: details?.entry ?? { kind: "exchange" },
    project: details?.project ?? null,
    mapping: details?.mapping ?? null,
    ...(draft !== undefined && { draft }),
    ...(details !== null && { wish: wishOf(details) }),
  };
  const common = {
    registry,
    revision: registry.revision,
    at: ports.now(),
    disclosure: ports.disclosure,
    readJson: ports.grantLimits.readJson,
    wanted: question,
    about: "record",
    wouldBeReplayed: null,
  } as const;
  if (provider === null || claims === null) {
    const { refusal, progress, providerName } = record;
    const gone = provider === null && record.providerId !== null;
    return ports.carryOut(
      explanationOf({
        ...common,
        refusal,
        progress,
        provider,
        providerName,
        claims,
        mapping: null,
        grant: null,
        settled: nothingSettled,
        trying: tryingOf(ports, registry, question, null),
        remarks: [
          ...recordRemarks(record, provider),
          ...(gone ? [`Its provider ${quote(record.providerName ?? "")} does not exist any more.`] : []),
        ],
      }),
    );
  }
  const judged = judgeUnverified(ports, registry, question, claims, common.at);
  return ports.carryOut(
    explanationOf({
      ...common,
      ...judged,
      mapping: judged.mapping?.name ?? null,
      trying: tryingOf(ports, registry, question, judged.mapping),
      remarks: ["The exchange was judged anew, by the rules of now.", ...judged.remarks],
    }),
  );
}

/**
 * Explains a recorded exchange.
 * @param registry the configuration as it stood when the exchange was decided
 */
export function explainRecord(
  registry: Registry,
  record: ExplainableRecord,
  disclosure: DisclosureLevel,
  readJson: ReadJson,
): Steps<Explanation> {
  const { details, refusal, progress } = record;
  const provider = record.providerId === null ? null : (registry.providerById(record.providerId) ?? null);
  return explanationOf({
    registry,
    revision: record.revision,
    at: record.at,
    disclosure,
    readJson,
    wanted: {
      entry: details?.entry ?? { kind: "exchange" },
      project: details?.project ?? null,
      mapping: details?.mapping ?? null,
    },
    about: "record",
    refusal,
    progress,
    provider,
    providerName: record.providerName,
    claims: details?.claims ?? null,
    mapping: record.mappingName,
    grant: details?.grant ?? null,
    trying: null,
    settled: { leftOut: details?.leftOut ?? [], missing: [] },
    wouldBeReplayed: null,
    remarks: recordRemarks(record, provider),
  });
}

/** Puts what was found into words and tries every mapping in reach. */
function* explanationOf(found: Findings): Steps<Explanation> {
  const { registry, provider, claims, wanted, refusal, progress } = found;
  const { trials, considered, inReach } =
    provider === null || claims === null
      ? { trials: [], considered: 0, inReach: 0 }
      : yield* nearestTrials(registry, provider, claims, wanted);
  const [first] = trials;
  return {
    verdict: refusal === null ? "accepted" : "refused",
    about: found.about,
    verified: found.about !== "claims" && progress !== "unverified",
    reason: refusal?.reason ?? null,
    progress,
    callerSentence: refusal && callerSentence(refusal, progress, found.disclosure),
    hint: refusal && administratorHint(refusal),
    evidence: refusal?.evidence ?? {},
    provider: found.providerName ?? provider?.name ?? null,
    mapping: found.mapping,
    grant: found.grant,
    wouldBeReplayed: found.wouldBeReplayed,
    trials,
    rules: rulesOf(found, first),
    draft: found.trying && draftTrial(found.trying.draft, { ...found, ...found.trying }),
    considered,
    nearest: first === undefined || first.matched ? null : first,
    revision: found.revision,
    at: found.at,
    remarks: [
      ...found.remarks,
      ...(considered === inReach
        ? []
        : [
            `Of ${inReach} mappings ${considered} were judged: those that share a value with the claims, and the strongest others.`,
          ]),
      ...settlingRemarks(found.settled),
      ...choiceRemarks(registry, provider, wanted, found.mapping, refusal),
      ...providerRemarks(provider),
      ...subjectRemarks(claims),
    ],
  };
}

/** A protocol has one mapping, and what matters are its rules. */
function rulesOf(
  { registry, provider, claims, wanted, readJson }: Findings,
  first: Trial | undefined,
): readonly RuleTrial[] {
  if (provider === null || claims === null || first === undefined || wanted.entry.kind !== "protocol")
    return [];
  const compiled = registry.shelf(provider.id, wanted.entry, first.project).get(first.mappingId);
  return compiled === undefined
    ? []
    : ruleTrials(compiled, claims, registry.otherForm(provider.id, claims), readJson);
}
