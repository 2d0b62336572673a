/**
 * Why an exchange is, or was, accepted or refused. An explanation is recomputed and leaves nothing behind: it
 * asks `decide` as an exchange would, then judges every mapping in reach once more, clause by clause. It can
 * be asked about a token, about typed-in claims that nothing vouches for, and about a recorded exchange under
 * the rules of its moment.
 */

import { decide } from "../exchange.ts";
import { refuse } from "../refusal.ts";
import { replayClaim } from "../replay.ts";
import type { Claims } from "../terms.ts";
import { type ExplainPorts, type ExplainQuestion, exchangeQuestion, tryingOf } from "./explain-question.ts";
import { untried } from "./explain-remarks.ts";
import type { Explanation } from "./explanation.ts";
import { explanationOf, nothingSettled } from "./explanation-of.ts";
import { judgeUnverified } from "./judge-unverified.ts";

/** Explains what would happen to a token or to claims right now. */
export async function explain(ports: ExplainPorts, question: ExplainQuestion): Promise<Explanation> {
  return question.subject.kind === "token"
    ? explainToken(ports, question, question.subject.token)
    : explainClaims(ports, question, question.subject.claims);
}

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
