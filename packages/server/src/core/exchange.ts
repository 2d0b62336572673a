/**
 * One exchange. `decide` reaches a verdict without any effect; `exchange` decides and has the token minted.
 * Every face, every trial and every explanation goes through these two. The order of checks is the order of
 * the lines below, cheap and free of side effects first.
 */

import { type Digest, type MissingProject, type Settled, settleGrant } from "./directory/settle.ts";
import { settleTarget } from "./directory/target.ts";
import type { ExchangedRecord } from "./exchange-record.ts";
import type { ExchangeQuestion, ExchangeRequest } from "./exchange-request.ts";
import { withNearest } from "./explaining/nearest.ts";
import { type GrantLimits, planGrant } from "./granting/grant.ts";
import type { Registry } from "./matching/registry.ts";
import { chooseMapping } from "./matching/registry.ts";
import { type MintedToken, type MintPorts, mint } from "./minting.ts";
import { checkUsable, type PeekIssuer, selectProvider } from "./provider-choice.ts";
import { recordedWish, type Wish } from "./recorded-wish.ts";
import type { Progress, Refusal, Verdict } from "./refusal.ts";
import { accept, refuse } from "./refusal.ts";
import { checkUseIsKnown, replayClaim } from "./replay.ts";
import type { Claims, EpochSeconds, Mapping, Provider, TokenGrant, VerifiedClaims } from "./terms.ts";

/** The effects an exchange needs. */
export interface ExchangePorts extends MintPorts {
  readonly grantLimits: GrantLimits;
  readonly digest: Digest;
  /** When the database was restored from a backup, and so forgot what was used since; null: it never was. */
  readonly restoredAt: EpochSeconds | null;
  now(): EpochSeconds;
  registry(): Registry;
  readonly peekIssuer: PeekIssuer;
  verifySubjectToken(subjectToken: string, provider: Provider, now: EpochSeconds): Promise<Verification>;
  /**
   * Makes projects that a mapping gives roles in; those that are there by now stay as they are.
   * @returns refused with `project_not_made`, or with `overloaded` when the store does not confirm
   */
  makeProjects(missing: readonly MissingProject[], mapping: Mapping): Promise<Verdict<void>>;
  /** One durable record of a refusal. @returns refused with `overloaded` when the store does not confirm. */
  recordRefusal(record: ExchangedRecord): Promise<Verdict<void>>;
  /** Takes note of a refusal before the signature held: recorded up to a rate, counted beyond it. */
  noteRefusal(record: ExchangedRecord): void;
}

/** A verdict that also says how far things had come when it was refused. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal; readonly progress: Progress };

/** Whether a subject token's claims may be acted on; where its signature held, what it claims all the same. */
export type Verification = Outcome<VerifiedClaims> & {
  /** For the record of a refusal alone: nothing is decided by these. */
  readonly signedClaims?: Claims;
};

/** What `decide` found out, as far as it came. */
export interface Decision {
  readonly now: EpochSeconds;
  readonly revision: number;
  readonly provider: Provider | null;
  readonly claims: VerifiedClaims | null;
  /** What a good signature stands for, valid or not. */
  readonly signedClaims: Claims | null;
  readonly mapping: Mapping | null;
  readonly outcome: Outcome<Granted>;
}

interface Granted extends Settled {
  readonly provider: Provider;
  readonly claims: VerifiedClaims;
  readonly mapping: Mapping;
}

/** What of the ports a decision needs. */
export type DecisionPorts = Pick<
  ExchangePorts,
  "grantLimits" | "digest" | "restoredAt" | "now" | "registry" | "peekIssuer" | "verifySubjectToken"
>;

/**
 * Judges a request without any effect beyond fetching the issuer's public keys.
 * @returns the verdict and everything learned on the way
 */
export async function decide(ports: DecisionPorts, request: ExchangeQuestion): Promise<Decision> {
  const registry = ports.registry();
  const now = ports.now();
  const known: {
    -readonly [Part in "provider" | "claims" | "signedClaims" | "mapping"]: Decision[Part];
  } = { provider: null, claims: null, signedClaims: null, mapping: null };
  const conclude = (outcome: Outcome<Granted>): Decision => ({
    now,
    revision: registry.revision,
    ...known,
    outcome,
  });
  const stop = (refusal: Refusal, progress: Progress): Decision => conclude({ ok: false, refusal, progress });

  const provider = selectProvider(ports, registry, request);
  if (!provider.ok) return stop(provider.refusal, "unverified");
  known.provider = provider.value;
  const usable = checkUsable(provider.value, request);
  if (!usable.ok) return stop(usable.refusal, "unverified");

  const verified = await ports.verifySubjectToken(request.subjectToken, provider.value, now);
  known.signedClaims = (verified.ok ? verified.value.claims : verified.signedClaims) ?? null;
  if (!verified.ok) return stop(verified.refusal, verified.progress);
  known.claims = verified.value;
  const use = checkUseIsKnown(provider.value, verified.value, ports.restoredAt);
  if (!use.ok) return stop(use.refusal, "claims_valid");

  const judged = judgeClaims(ports, registry, provider.value, verified.value.claims, request);
  known.mapping = judged.mapping;
  if (!judged.ok) return stop(judged.refusal, "claims_valid");
  const { ok: _, ...granted } = judged;
  return conclude({ ok: true, value: { provider: provider.value, claims: verified.value, ...granted } });
}

/** What a claim set comes to: the mapping that decides, as far as one was found, and what it grants. */
export type JudgedClaims =
  | ({ readonly ok: true; readonly mapping: Mapping } & Settled)
  | { readonly ok: false; readonly mapping: Mapping | null; readonly refusal: Refusal };

/**
 * Chooses the mapping, plans its grant and, behind a protocol's door, settles it with the directory. Pure, and the same for an exchange and for an explanation of
 * claims nobody signed; only verified claims come any further.
 */
export function judgeClaims(
  ports: Pick<DecisionPorts, "grantLimits" | "digest">,
  registry: Registry,
  provider: Provider,
  claims: Claims,
  request: Wish,
): JudgedClaims {
  const judged = judgeByRules(ports, registry, provider, claims, request);
  if (judged.ok || judged.mapping !== null) return judged;
  return { ...judged, refusal: withNearest(judged.refusal, registry, provider, claims, request) };
}

/** The same verdict for whoever has many to reach: a refusal does not tell which mapping came nearest. */
export function judgeByRules(
  ports: Pick<DecisionPorts, "grantLimits" | "digest">,
  registry: Registry,
  provider: Provider,
  claims: Claims,
  request: Wish,
): JudgedClaims {
  const chosen = chooseMapping(registry, provider, claims, request);
  if (!chosen.ok) return { ok: false, mapping: null, refusal: chosen.refusal };
  const { mapping } = chosen.value;
  const planned = planGrant(chosen.value, provider, claims, request, ports.grantLimits);
  const settled = planned.ok
    ? settle(ports, registry, { provider, mapping, request }, planned.value)
    : planned;
  return settled.ok
    ? { ok: true, mapping, ...settled.value }
    : { ok: false, mapping, refusal: settled.refusal };
}

/** Only behind a protocol's door there is anything to settle, and something to ask a token for. */
function settle(
  { digest }: Pick<DecisionPorts, "digest">,
  registry: Registry,
  about: {
    readonly provider: Provider;
    readonly mapping: Mapping;
    readonly request: Pick<ExchangeQuestion, "entry" | "target">;
  },
  grant: TokenGrant,
): Verdict<Settled> {
  const { provider, mapping, request } = about;
  if (request.entry.kind !== "protocol") return accept({ grant, leftOut: [], missing: [] });
  const settled = settleGrant(digest, registry, provider, mapping, grant);
  const wanted = request.target ?? null;
  // While a project is missing, roles in it are too: then it is decided again.
  if (!settled.ok || wanted === null || settled.value.missing.length > 0) return settled;
  const target = settleTarget(registry, mapping.name, settled.value.grant, wanted);
  return target.ok
    ? accept({ ...settled.value, grant: { ...settled.value.grant, target: target.value } })
    : target;
}

/**
 * Exchanges a subject token for an access token. A refused exchange does not use up a single-use token.
 * @returns the issued token, or the refusal and how far the exchange had come
 */
export async function exchange(
  ports: ExchangePorts,
  request: ExchangeRequest,
): Promise<Outcome<MintedToken>> {
  const decision = await decideAndPrepare(ports, request);
  if (!decision.outcome.ok) {
    return refused(ports, request, decision, decision.outcome.refusal, decision.outcome.progress);
  }
  const { provider, claims, mapping, grant } = decision.outcome.value;
  const minted = await mint(
    ports,
    {
      face: request.face,
      layout: request.layout,
      client: provider.name,
      issuedAt: decision.now,
      grant,
      reach: {
        userName: grant.subject.kind === "user" ? grant.subject.name : null,
        providerId: provider.id,
        mappingId: mapping.id,
        revision: decision.revision,
      },
      wantsReferenceToken: request.wantsReferenceToken,
      created: null,
    },
    (token) => ({ ...recordOf(request, decision, provider, null, "claims_valid"), token }),
    replayClaim(provider, claims, request.subjectToken),
  );
  if (minted.ok) return minted;
  const { refusal } = minted;
  // Who was told after two seconds that nothing was recorded does not wait as long again for a record of that.
  if (refusal.reason === "overloaded") return { ok: false, refusal, progress: "claims_valid" };
  return refused(ports, request, decision, refusal, "claims_valid");
}

/**
 * The projects that a grant gives roles in are made before anything is granted in them, and what is granted is
 * decided anew with them.
 */
async function decideAndPrepare(ports: ExchangePorts, request: ExchangeRequest): Promise<Decision> {
  const decision = await decide(ports, request);
  if (!decision.outcome.ok || decision.outcome.value.missing.length === 0) return decision;
  const { mapping, missing } = decision.outcome.value;
  const made = await ports.makeProjects(missing, mapping);
  if (!made.ok) return { ...decision, outcome: { ...made, progress: "claims_valid" } };
  const again = await decide(ports, request);
  const [left] = again.outcome.ok ? again.outcome.value.missing : [];
  if (left === undefined) return again;
  const { refusal } = refuse("project_not_made", {
    mapping: mapping.name,
    project: left.name,
    detail: "it is gone again.",
  });
  return { ...again, outcome: { ok: false, refusal, progress: "claims_valid" } };
}

/** Records a refusal as its progress demands: durably once the signature held, at most noted before. */
async function refused(
  ports: ExchangePorts,
  request: ExchangeRequest,
  decision: Decision,
  refusal: Refusal,
  progress: Progress,
): Promise<{ readonly ok: false; readonly refusal: Refusal; readonly progress: Progress }> {
  if (decision.provider === null) return { ok: false, refusal, progress };
  const record = recordOf(request, decision, decision.provider, refusal, progress);
  if (progress === "unverified") {
    ports.noteRefusal(record);
    return { ok: false, refusal, progress };
  }
  const recorded = await ports.recordRefusal(record);
  return { ok: false, refusal: recorded.ok ? refusal : recorded.refusal, progress };
}

function recordOf(
  request: ExchangeRequest,
  decision: Decision,
  provider: Provider,
  refusal: Refusal | null,
  progress: Progress,
): ExchangedRecord {
  const subject = decision.claims?.claims.sub;
  const granted = decision.outcome.ok ? decision.outcome.value : null;
  return {
    requestId: request.requestId,
    at: decision.now,
    face: request.face,
    issuedBy: null,
    refusal,
    progress,
    providerId: provider.id,
    providerName: provider.name,
    mappingId: decision.mapping?.id ?? null,
    mappingName: decision.mapping?.name ?? null,
    revision: decision.revision,
    subject: typeof subject === "string" ? subject : null,
    client: request.client,
    token: null,
    details: {
      claims: decision.signedClaims,
      ...recordedWish(request),
      context: request.context,
      grant: granted?.grant ?? null,
      ...(granted !== null && granted.leftOut.length > 0 && { leftOut: granted.leftOut }),
    },
  };
}
