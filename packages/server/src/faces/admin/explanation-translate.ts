/** From the question's document to the core's question, and from the core's explanation to its document. */

import type {
  ClauseTrial,
  Explanation,
  FailedClause,
  NearMiss,
  RuleGift,
  RuleTrial,
  Trial,
} from "../../core/explaining/explanation.ts";
import { createMarker } from "../../core/explaining/marks.ts";
import type { ExplainQuestion } from "../services/questions.ts";
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
  const { provider, mapping } = input.drafts ?? {};
  return subject === null
    ? null
    : {
        provider: input.provider ?? mapping?.provider ?? provider?.name ?? null,
        subject,
        entry:
          input.protocol === undefined
            ? (mapping?.entry ?? { kind: "exchange" })
            : { kind: "protocol", protocol: input.protocol },
        project: input.project ?? mapping?.project ?? null,
        mapping: input.mapping ?? null,
      };
}

function subjectOf({ token, claims }: ExplainInput): ExplainQuestion["subject"] | null {
  if (token !== undefined) return { kind: "token", token };
  return claims === undefined ? null : { kind: "claims", claims };
}

/** So many trials show every clause: whoever reads on looks for what failed. */
const readClosely = 10;

/** @param explanation as far as its reader may see it */
export function toExplanationDocument(explanation: Explanation): ExplanationDocument {
  const { grant, draft } = explanation;
  const mark = createMarker();
  const trials = explanation.trials.map((trial, index) => toTrialDocument(trial, index < readClosely, mark));
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
    trials,
    rules: explanation.rules.map((rule) => toRuleTrialDocument(rule, mark)),
    draft: draft && {
      matched: draft.matched,
      wins: draft.wins,
      beaten_by: draft.beatenBy,
      sentence: draft.sentence,
      rules: draft.rules.map((rule) => toRuleTrialDocument(rule, mark)),
      grant: draft.grant && toGrantDocument(draft.grant),
    },
    considered: explanation.considered,
    nearest: explanation.nearest === null ? null : (trials[0] ?? null),
    revision: explanation.revision,
    at: toTimestamp(explanation.at),
    remarks: [...explanation.remarks],
  };
}

type Mark = ReturnType<typeof createMarker>;

function toTrialDocument(trial: Trial, isReadClosely: boolean, mark: Mark): TrialDocument {
  return {
    mapping_id: trial.mappingId,
    mapping: trial.mapping,
    project: trial.project,
    priority: trial.priority,
    matched: trial.matched,
    clauses_held: trial.clausesHeld,
    clauses_total: trial.clausesTotal,
    failed: trial.failed === null ? null : toFailedClauseDocument(trial.failed, mark),
    failures: trial.failures.map((failed) => toFailedClauseDocument(failed, mark)),
    clauses: isReadClosely ? trial.clauses.map((clause) => toClauseDocument(clause, mark)) : [],
    subject_form: trial.subjectForm,
  };
}

function toRuleTrialDocument(
  { number, matched, clauses, gives, remarks }: RuleTrial,
  mark: Mark,
): RuleTrialDocument {
  return {
    number,
    matched,
    clauses: clauses.map((clause) => toClauseDocument(clause, mark)),
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

function toClauseDocument(clause: ClauseTrial, mark: Mark): TrialDocument["clauses"][number] {
  return { ...toFailedClauseDocument(clause, mark), held: clause.held, found_at: clause.foundAt };
}

function toFailedClauseDocument(failed: FailedClause, mark: Mark): TrialDocument["failures"][number] {
  return {
    claim: failed.claim,
    path: [...failed.path],
    expected: failed.expected,
    ...(failed.presented !== undefined && { presented: failed.presented }),
    near_miss: failed.nearMiss && toNearMissDocument(failed.nearMiss, mark),
  };
}

function toNearMissDocument(
  { kind, advice, compared }: NearMiss,
  mark: Mark,
): NonNullable<TrialDocument["failures"][number]["near_miss"]> {
  const { expected, presented } = compared;
  const marks = mark(compared);
  return {
    kind,
    advice,
    expected,
    presented,
    marks: { expected: [...marks.expected], presented: [...marks.presented] },
  };
}
