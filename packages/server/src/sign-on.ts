/**
 * Single sign-on: binds the authorization code flow (oidc/code-flow.ts) to the provider that the settings name, as it
 * is configured at this moment. What comes of it is an ID token, which is exchanged like any other token; every way it
 * can fail before that is a sentence for the person, or a refusal, and counted; the log gets a few lines a minute, which
 * hold nothing of what was sent.
 */

import type { RandomBytes } from "./core/reference-token.ts";
import { accept, administratorHint, type Refusal, refuse, type Verdict } from "./core/refusal.ts";
import type { EpochSeconds, Provider } from "./core/terms.ts";
import type { SignOnAnswer, SignOnFailure, SignOnService } from "./faces/services/sessions.ts";
import {
  attemptFault,
  authorizationUrl,
  type CodeClient,
  type CodeEndpoints,
  errorWord,
  findEndpoints,
  redeemCode,
  subjectIn,
} from "./oidc/code-flow.ts";
import type { GuardedFetch } from "./oidc/guarded-fetch.ts";
import { createConcurrencyLimit } from "./runtime/concurrency-limit.ts";
import { createLineLimit } from "./runtime/line-limit.ts";
import type { Log } from "./runtime/log.ts";
import type { SignOnStage } from "./runtime/metric-families.ts";
import type { Metrics } from "./runtime/metrics.ts";
import type { Admission } from "./runtime/rate-limits.ts";
import { sessionDigest } from "./session-secrets.ts";
import {
  type AttemptMac,
  attemptSeconds,
  codeChallengeOf,
  codeVerifierOf,
  digestOf,
  isItsState,
  newAttempt,
  nonceOf,
  readAttempt,
  type SignOnAttempt,
  stateOf,
  writeAttempt,
} from "./sign-on-attempt.ts";
import type { SessionTable } from "./store/store.ts";
import { describeError } from "./store/unavailable.ts";

export interface SignOnAdapters {
  /** Null: there is no single sign-on here. */
  readonly client: (CodeClient & { readonly provider: string }) | null;
  readonly fetch: GuardedFetch;
  readonly sessions: Pick<SessionTable, "useSignIn">;
  /** When the database was restored: which attempts were used before is forgotten. Null: it never was. */
  readonly restoredAt: EpochSeconds | null;
  readonly randomBytes: RandomBytes;
  /** By which attempts that began here are known. */
  readonly mac: AttemptMac;
  readonly admitExchange: Admission["admitExchange"];
  readonly log: Pick<Log, "warn">;
  readonly metrics: Pick<Metrics, "count">;
  providerByName(name: string): Provider | undefined;
  now(): EpochSeconds;
  monotonicMs(): number;
}

/** What a sign-in goes through, as it stands. */
interface Opened {
  readonly client: CodeClient;
  readonly provider: Provider;
  readonly endpoints: CodeEndpoints;
}

type FinishedSignOn = Awaited<ReturnType<SignOnService["finish"]>>;

/** Endpoints hardly ever change; a person can wait for one request, an issuer need not answer one for each person. */
const endpointsMs = 600_000;
/** An issuer that fails is asked again only so often, however many people try. */
const failedMs = 10_000;

/** Each holds a connection to the provider for as long as it takes to answer. */
const mostRedemptions = 32;
/** By then the provider has answered, or is no longer waited for. */
const underWay = refuse("rate_limited", { scope: "sign-ins under way", retryAfterSeconds: 5 });

const again = "Begin again from the console's sign-in page.";

/** Where a sign-in ends for what a stranger neither sent nor can read in the documentation. */
const stagesOfSetUp: ReadonlySet<SignOnStage> = new Set(["provider", "token_endpoint", "id_token"]);

export function bindSignOn(adapters: SignOnAdapters): SignOnService {
  const { client, now } = adapters;
  const endpointsOf = rememberEndpoints(adapters);
  const withinLimit = createConcurrencyLimit(mostRedemptions);
  const limitLine = createLineLimit(adapters.monotonicMs);
  const report = (requestId: string, stage: SignOnStage, cause?: string, hint?: string): void => {
    adapters.metrics.count("signOnFailures", { stage });
    const line = { requestId, stage, cause, provider: client?.provider, hint };
    limitLine((counted) => adapters.log.warn({ ...line, ...counted }, "single sign-on failed"));
  };
  const fail = (requestId: string, stage: SignOnStage, sentence: string, cause?: string): SignOnFailure => {
    const about = stagesOfSetUp.has(stage) ? "set_up" : "attempt";
    report(requestId, stage, cause, about === "set_up" ? sentence : undefined);
    return { ok: false, about, sentence };
  };
  const refused = (requestId: string, stage: SignOnStage, refusal: Refusal): SignOnFailure => {
    report(requestId, stage, refusal.reason, administratorHint(refusal));
    return { ok: false, refusal };
  };

  /** The provider as it stands, if people may sign in through it. */
  const open = async (requestId: string) => {
    if (client === null) {
      return fail(
        requestId,
        "not_set_up",
        "There is no single sign-on here. Sign in with an administrator's secret.",
      );
    }
    const provider = adapters.providerByName(client.provider);
    const problem = providerProblem(client.provider, provider);
    if (provider === undefined || problem !== null) return fail(requestId, "provider", problem ?? "");
    const endpoints = await endpointsOf(provider);
    if (!endpoints.ok) return refused(requestId, "discovery", endpoints.refusal);
    return { ok: true, client, provider, endpoints: endpoints.value } as const;
  };

  /** Notes an attempt as used. @returns whether it was not before; refused with `overloaded` */
  const noteUse = async (attempt: SignOnAttempt): Promise<Verdict<boolean>> => {
    try {
      return accept(
        await adapters.sessions.useSignIn(digestOf(attempt), attempt.begunAt + 2 * attemptSeconds),
      );
    } catch (problem) {
      return refuse("overloaded", { detail: describeError(problem) });
    }
  };

  /** Has the provider give the ID token for a code, once for each attempt. */
  const redeem = async (
    { client, provider, endpoints }: Opened,
    attempt: SignOnAttempt,
    answered: { readonly code: string; readonly redirectUri: string },
    requestId: string,
  ): Promise<FinishedSignOn> => {
    const noted = await noteUse(attempt);
    if (!noted.ok) return refused(requestId, "database", noted.refusal);
    if (!noted.value) return fail(requestId, "attempt", `This sign-in was used already. ${again}`, "used");
    const codeVerifier = codeVerifierOf(attempt);
    const redeemed = await redeemCode(adapters.fetch, provider, endpoints, client, {
      ...answered,
      codeVerifier,
    });
    if (!redeemed.ok) return refused(requestId, "token_endpoint", redeemed.refusal);
    if (!redeemed.value.ok) {
      const { error } = redeemed.value;
      return fail(requestId, "token_endpoint", refusedCode(provider.name, error), error);
    }
    const { idToken } = redeemed.value;
    const fault = attemptFault(idToken, {
      clientId: client.clientId,
      nonce: nonceOf(attempt),
      since: attempt.confirms === null ? null : attempt.begunAt - provider.clockToleranceSeconds,
    });
    if (fault !== null) return fail(requestId, "id_token", faultSentences[fault], fault);
    const { confirms, returnTo } = attempt;
    return { ok: true, provider, idToken, subject: subjectIn(idToken), confirms, returnTo };
  };

  return {
    provider: client?.provider ?? null,

    async begin({ returnTo, confirms, redirectUri }, { requestId }) {
      const opened = await open(requestId);
      if (!opened.ok) return opened;
      const attempt = newAttempt(adapters.randomBytes, {
        begunAt: now(),
        confirms: confirms === null ? null : sessionDigest(confirms),
        returnTo,
      });
      const sent = {
        redirectUri,
        state: stateOf(attempt),
        nonce: nonceOf(attempt),
        again: confirms !== null,
      };
      const url = authorizationUrl(opened.endpoints, opened.client, sent, codeChallengeOf(attempt));
      return { ok: true, url, attempt: writeAttempt(attempt, adapters.mac), goodForSeconds: attemptSeconds };
    },

    async finish({ attempt: kept, answer, redirectUri }, { requestId }) {
      const attempt = kept === null ? null : readAttempt(kept, adapters.mac);
      if (attempt === null || !isItsState(attempt, answer.state)) {
        const sentence = `This browser has begun no such sign-in, or has another one under way. ${again}`;
        return fail(requestId, "attempt", sentence, "state");
      }
      if (now() - attempt.begunAt > attemptSeconds) {
        return fail(requestId, "attempt", `That took longer than ten minutes. ${again}`, "late");
      }
      if (adapters.restoredAt !== null && attempt.begunAt <= adapters.restoredAt) {
        const sentence = `The server's database was restored meanwhile. ${again}`;
        return fail(requestId, "attempt", sentence, "restored");
      }
      const opened = await open(requestId);
      if (!opened.ok) return opened;
      const problem = answerProblem(answer, opened.provider, opened.endpoints);
      if (problem !== null) return fail(requestId, "answer", problem.sentence, problem.cause);
      // Whoever began an attempt may still bring any code: what that costs is within the limits.
      const admitted = adapters.admitExchange(opened.provider.id);
      if (!admitted.ok) return refused(requestId, "limit", admitted.refusal);
      const redeemed = withinLimit(() =>
        redeem(opened, attempt, { code: answer.code ?? "", redirectUri }, requestId),
      );
      if (redeemed !== null) return redeemed;
      report(requestId, "limit", "under way");
      return underWay;
    },
  };
}

function providerProblem(name: string, provider: Provider | undefined): string | null {
  if (provider === undefined) {
    return `COUNTERSIGN_CONSOLE_PROVIDER names ${name}, and there is no provider of that name. Make it, or change the setting.`;
  }
  if (!provider.enabled) return `The provider ${name} is disabled. An administrator can enable it.`;
  return provider.project === null
    ? null
    : `The provider ${name} is a project's, whose admins may change whom it trusts. People sign in through a global one: make one, and name that in COUNTERSIGN_CONSOLE_PROVIDER.`;
}

/** What is wrong with the answer as the browser brought it. */
function answerProblem(
  answer: SignOnAnswer,
  provider: Provider,
  { sendsIssuer }: CodeEndpoints,
): { readonly cause: string; readonly sentence: string } | null {
  const issuers = [provider.issuerUrl, provider.tokenIssuer].map((one) => one?.replace(/\/$/, ""));
  const isOthers = answer.issuer === null ? sendsIssuer : !issuers.includes(answer.issuer.replace(/\/$/, ""));
  if (isOthers) {
    return {
      cause: "iss",
      sentence: `The answer came from another issuer than was asked (RFC 9207). ${again}`,
    };
  }
  if (answer.error !== null) {
    const word = errorWord(answer.error);
    const said = answer.errorDescription === null ? "" : ` It says: ${answer.errorDescription}`;
    return {
      cause: word,
      sentence: `${provider.name} did not sign you in (${word}).${said}`,
    };
  }
  if (answer.code !== null) return null;
  return { cause: "code", sentence: `The provider's answer has no code. ${again}` };
}

function refusedCode(provider: string, error: string): string {
  const what =
    error === "invalid_client"
      ? "Whoever runs this server should compare COUNTERSIGN_CONSOLE_CLIENT_ID and the client's secret with what the provider has."
      : again;
  return `${provider} did not take the code it had given (${error}). ${what}`;
}

const faultSentences: Readonly<Record<NonNullable<ReturnType<typeof attemptFault>>, string>> = {
  unreadable:
    "The provider's ID token cannot be read. Have it send a signed JWT (JWS), not an encrypted one.",
  other_audience:
    "The provider's ID token is for another client than COUNTERSIGN_CONSOLE_CLIENT_ID. Compare the two.",
  other_nonce: `The provider's ID token answers another attempt than this one. ${again}`,
  not_signed_in_again:
    "The provider did not have you sign in again, or does not say when you did (auth_time). Have it honour prompt=login and max_age=0, and send auth_time with the ID token.",
};

/** Asks an issuer for its endpoints once in a while, and once at a time. */
function rememberEndpoints({ fetch, monotonicMs }: SignOnAdapters) {
  let known: {
    readonly of: Provider;
    readonly atMs: number;
    readonly found: Promise<Verdict<CodeEndpoints>>;
    goodForMs: number;
  } | null = null;
  return async (provider: Provider): Promise<Verdict<CodeEndpoints>> => {
    // Provider values never change: another one is another version.
    if (known === null || known.of !== provider || monotonicMs() - known.atMs >= known.goodForMs) {
      known = {
        of: provider,
        atMs: monotonicMs(),
        found: findEndpoints(fetch, provider),
        goodForMs: endpointsMs,
      };
    }
    const asked = known;
    const found = await asked.found;
    if (found.ok) return found;
    asked.goodForMs = failedMs;
    const { reason, evidence } = found.refusal;
    const leftMs = asked.atMs + failedMs - monotonicMs();
    return refuse(reason, { ...evidence, retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) });
  };
}
