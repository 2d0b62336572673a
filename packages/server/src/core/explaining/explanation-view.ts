/**
 * What of an explanation its reader may see: a project admin sees the trials of its own project's mappings and
 * nothing that was said in view of others, be it a name, a count or a sentence. One rule for explanations of
 * tokens, of claims and of records.
 */

import { mayAdminister, maySeeMapping, type Principal } from "../access.ts";
import type { Explanation } from "./explanation.ts";

/** The explanation as far as this principal may see it. */
export function explanationSeenBy(by: Principal, explanation: Explanation): Explanation {
  if (mayAdminister(by)) return explanation;
  const trials = explanation.trials.filter((trial) => maySeeMapping(by, trial));
  const seesAll = trials.length === explanation.inReach;
  // Once a record's claims are erased nothing tells any more whose mapping decided.
  const seesWinner = explanation.mapping === null || trials.some(({ matched }) => matched);
  // What is said for want of a mapping is said in view of all of them.
  const seesWords = seesWinner && (seesAll || explanation.reason !== "no_matching_mapping");
  const [first] = trials;
  return {
    ...explanation,
    callerSentence: seesWords ? explanation.callerSentence : null,
    hint: seesWords ? explanation.hint : null,
    evidence: seesWords ? explanation.evidence : {},
    mapping: seesWinner ? explanation.mapping : null,
    grant: seesWinner ? explanation.grant : null,
    trials,
    draft: explanation.draft && {
      ...explanation.draft,
      beatenBy: seesWinner ? explanation.draft.beatenBy : null,
    },
    rules: first !== undefined && first === explanation.trials[0] ? explanation.rules : [],
    considered: trials.length,
    inReach: trials.length,
    nearest: first === undefined || first.matched ? null : first,
    remarks: seesAll ? explanation.remarks : [],
  };
}
