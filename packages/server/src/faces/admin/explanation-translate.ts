/** From the question's document to the core's question, and from the core's explanation to its document. */

import type {
  Explanation,
  FailedClause,
  RuleGift,
  RuleTrial,
  Trial,
} from "../../core/explaining/explanation.ts";
import type { ExplainQuestion } from "../services.ts";
import { toGrantDocument } from "./exchange-translate.ts";
import type {
  ExplainInput,
  ExplanationDocument,
  RuleTrialDocument,
  TrialDocument,
} from "./explanation-wire.ts";
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

/** @param explanation as far as its reader may see it */
export function toExplanationDocument(explanation: Explanation): ExplanationDocument {
  const { grant, nearest } = explanation;
  return {
    verdict: explanation.verdict,
    about: explanation.about,
    verified: explanation.verified,
    reason: explanation.reason,
    progress: explanation.progress,
    caller_sentence: explanation.callerSentence,
    hint: explanation.hint,
    evidence: explanation.evidence,
    provider: explanation.provider,
    mapping: explanation.mapping,
    grant: grant === null ? null : toGrantDocument(grant),
    would_be_replayed: explanation.wouldBeReplayed,
    trials: explanation.trials.map(toTrialDocument),
    rules: explanation.rules.map(toRuleTrialDocument),
    considered: explanation.considered,
    nearest: nearest === null ? null : toTrialDocument(nearest),
    revision: explanation.revision,
    at: toTimestamp(explanation.at),
    remarks: [...explanation.remarks],
  };
}

function toTrialDocument(trial: Trial): TrialDocument {
  return {
    mapping_id: trial.mappingId,
    mapping: trial.mapping,
    project: trial.project,
    priority: trial.priority,
    matched: trial.matched,
    clauses_held: trial.clausesHeld,
    clauses_total: trial.clausesTotal,
    failed: trial.failed === null ? null : toFailedClauseDocument(trial.failed),
    failures: trial.failures.map(toFailedClauseDocument),
    subject_form: trial.subjectForm,
  };
}

function toRuleTrialDocument({ number, matched, clauses, gives, remarks }: RuleTrial): RuleTrialDocument {
  return {
    number,
    matched,
    clauses: clauses.map((clause) => ({
      ...toFailedClauseDocument(clause),
      held: clause.held,
      found_at: clause.foundAt,
    })),
    gives: gives === null ? null : toGiftDocument(gives),
    remarks: [...remarks],
  };
}

function toGiftDocument({
  user,
  groups,
  projectRoles,
  problem,
}: RuleGift): NonNullable<RuleTrialDocument["gives"]> {
  return {
    user,
    groups: [...groups],
    project_roles: projectRoles.map((one) => ({ ...one, roles: [...one.roles] })),
    problem,
  };
}

function toFailedClauseDocument(failed: FailedClause): TrialDocument["failures"][number] {
  return {
    claim: failed.claim,
    path: [...failed.path],
    expected: failed.expected,
    ...(failed.presented !== undefined && { presented: failed.presented }),
    near_miss: failed.nearMiss,
  };
}
