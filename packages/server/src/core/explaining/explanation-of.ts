/** Puts what was found into words, and tries every mapping in reach. */

import type { Settled } from "../directory/settle.ts";
import type { ReadJson } from "../granting/template.ts";
import type { MappingChoice, Registry } from "../matching/registry.ts";
import {
  administratorHint,
  callerSentence,
  type DisclosureLevel,
  type Progress,
  type Refusal,
} from "../refusal.ts";
import type { Steps } from "../steps.ts";
import type { Claims, EpochSeconds, Mapping, Provider, TokenGrant } from "../terms.ts";
import { draftTrial, type TriedExchange } from "./draft-trial.ts";
import { choiceRemarks, providerRemarks, settlingRemarks, subjectRemarks } from "./explain-remarks.ts";
import type { Explanation, RuleTrial, Trial } from "./explanation.ts";
import { nearestTrials } from "./nearest.ts";
import { ruleTrials } from "./rule-trials.ts";

/** What an explanation is made from, however it was come by. */
export interface Findings {
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

/** Of what came to no grant. */
export const nothingSettled: Findings["settled"] = { leftOut: [], missing: [] };

/** Puts what was found into words and tries every mapping in reach. */
export function* explanationOf(found: Findings): Steps<Explanation> {
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
    inReach,
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
    : ruleTrials(compiled, { claims, other: registry.otherForm(provider.id, claims) }, readJson);
}
