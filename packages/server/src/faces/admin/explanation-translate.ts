/** From the question's document to the core's question, and from the core's explanation to its document. */

import { mayAdminister, maySeeMapping, type Principal } from "../../core/access.ts";
import type { Explanation, Trial } from "../../core/explanation.ts";
import type { ExplainQuestion } from "../services.ts";
import { toGrantDocument } from "./exchange-translate.ts";
import type { ExplainInput, ExplanationDocument, TrialDocument } from "./explanation-wire.ts";
import { toTimestamp } from "./wire.ts";

/** @returns null when the question is about a record */
export function toQuestion(input: ExplainInput): ExplainQuestion | null {
  const subject = subjectOf(input);
  return subject === null
    ? null
    : {
        provider: input.provider ?? null,
        subject,
        entry:
          input.protocol === undefined
            ? { kind: "exchange" }
            : { kind: "protocol", protocol: input.protocol },
        project: input.project ?? null,
        mapping: input.mapping ?? null,
      };
}

function subjectOf({ token, claims }: ExplainInput): ExplainQuestion["subject"] | null {
  if (token !== undefined) return { kind: "token", token };
  return claims === undefined ? null : { kind: "claims", claims };
}

/**
 * The explanation as far as its reader may see it: trials of others' mappings are left out, and with them
 * whatever was said in view of all trials.
 */
export function toExplanationDocument(explanation: Explanation, by: Principal): ExplanationDocument {
  const trials = explanation.trials.filter((trial) => maySeeMapping(by, trial));
  const showsAll = mayAdminister(by) || trials.length === explanation.considered;
  const showsWinner = showsAll || trials.some((trial) => trial.matched);
  const nearest = explanation.nearest !== null && maySeeMapping(by, explanation.nearest);
  return {
    verdict: explanation.verdict,
    verified: explanation.verified,
    reason: explanation.reason,
    progress: explanation.progress,
    caller_sentence: showsAll ? explanation.callerSentence : null,
    hint: showsAll ? explanation.hint : null,
    evidence: showsAll ? explanation.evidence : {},
    provider: explanation.provider,
    mapping: showsWinner ? explanation.mapping : null,
    grant: explanation.grant === null || !showsWinner ? null : toGrantDocument(explanation.grant),
    would_be_replayed: explanation.wouldBeReplayed,
    trials: trials.map(toTrialDocument),
    considered: showsAll ? explanation.considered : trials.length,
    nearest: explanation.nearest === null || !nearest ? null : toTrialDocument(explanation.nearest),
    revision: explanation.revision,
    at: toTimestamp(explanation.at),
    remarks: showsAll ? [...explanation.remarks] : [],
  };
}

function toTrialDocument(trial: Trial): TrialDocument {
  const { failed } = trial;
  return {
    mapping_id: trial.mappingId,
    mapping: trial.mapping,
    project: trial.project,
    priority: trial.priority,
    matched: trial.matched,
    clauses_held: trial.clausesHeld,
    clauses_total: trial.clausesTotal,
    failed:
      failed === null
        ? null
        : {
            claim: failed.claim,
            path: [...failed.path],
            expected: failed.expected,
            ...(failed.presented !== undefined && { presented: failed.presented }),
            near_miss: failed.nearMiss,
          },
  };
}
