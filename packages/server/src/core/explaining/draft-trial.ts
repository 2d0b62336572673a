/**
 * How a drafted mapping fares in the exchange that is explained: whether it fits, whether it decides, what keeps it from
 * that, and what it would grant. The draft stands in the registry like any other mapping, so nothing is judged anew here.
 */

import type { JudgedClaims } from "../exchange.ts";
import type { ReadJson } from "../granting/template.ts";
import { isUsedUp, presentedBy } from "../matching/presented.ts";
import { type MappingChoice, ownersInReach, type Registry } from "../matching/registry.ts";
import { onSameShelf } from "../matching/registry-contents.ts";
import { administratorHint, type Refusal } from "../refusal.ts";
import type { Claims, Mapping, Provider } from "../terms.ts";
import type { DraftTrial } from "./explanation.ts";
import { failedWords } from "./nearest.ts";
import { quote } from "./quote.ts";
import { ruleTrials } from "./rule-trials.ts";
import { attemptMapping, trialOf } from "./trial.ts";

/** What was found out about the exchange. */
export interface TriedExchange {
  readonly registry: Registry;
  readonly provider: Provider | null;
  readonly claims: Claims | null;
  readonly wanted: MappingChoice;
  /** What decided; null: nothing did. */
  readonly decided: Mapping | null;
  readonly refusal: Refusal | null;
  readonly readJson: ReadJson;
  /** What claims come to when only this mapping is asked for. */
  judge(provider: Provider, claims: Claims, choice: MappingChoice): JudgedClaims;
}

/** @param draft as the registry holds it */
export function draftTrial(draft: Mapping, tried: TriedExchange): DraftTrial {
  const { registry, provider, claims } = tried;
  if (provider === null || claims === null) {
    return untriedBecause("The claims are not known, so the draft could not be tried.");
  }
  if (provider.id !== draft.providerId) {
    const own = registry.providerById(draft.providerId)?.name ?? "";
    return untriedBecause(
      `The draft is of provider ${quote(own)}, and this exchange is judged by ${quote(provider.name)}.`,
    );
  }
  return trialOfDraft(draft, tried, provider, claims);
}

function untriedBecause(sentence: string): DraftTrial {
  return { matched: false, wins: false, beatenBy: null, sentence, rules: [], grant: null };
}

function trialOfDraft(draft: Mapping, tried: TriedExchange, provider: Provider, claims: Claims): DraftTrial {
  const { registry, decided, readJson } = tried;
  const compiled = registry.shelf(provider.id, draft.entry, draft.project).get(draft.id);
  if (compiled === undefined) return untriedBecause("The draft could not be tried.");
  const other = registry.otherForm(provider.id, claims);
  const presented = presentedBy(claims, other);
  const attempt = attemptMapping(compiled, presented);
  if (isUsedUp(presented)) {
    return untriedBecause(
      "Judging the draft alone takes more comparisons than one exchange may: list fewer patterns, and write values or globs in the place of regular expressions.",
    );
  }
  const rules = ruleTrials(compiled, presented, readJson);
  if (!attempt.matched) {
    const { failed } = trialOf(attempt, presented);
    const why = failed === null ? "it has no rule that could" : failedWords(failed);
    return { ...untriedBecause(`The draft does not fit: ${why}.`), rules };
  }
  const wins = decided?.id === draft.id;
  const inReach = whyOutOfReach(draft, tried) === null;
  return {
    matched: true,
    wins,
    beatenBy: wins || !inReach ? null : (decided?.name ?? null),
    sentence: sentenceOf(draft, tried, wins),
    rules,
    grant: grantOf(draft, tried.judge(provider, claims, choiceOf(draft))),
  };
}

/** Of the draft alone: whatever else fits is not asked. */
function choiceOf({ entry, project, name }: Mapping): MappingChoice {
  return { entry, project, mapping: name };
}

function grantOf(draft: Mapping, judged: JudgedClaims): DraftTrial["grant"] {
  return judged.ok && judged.mapping.id === draft.id ? judged.grant : null;
}

function sentenceOf(draft: Mapping, tried: TriedExchange, wins: boolean): string {
  const { decided, refusal } = tried;
  if (wins) {
    return refusal === null
      ? "The draft decides this exchange."
      : `The draft decides this exchange, which is refused all the same. ${administratorHint(refusal)}`;
  }
  const out = whyOutOfReach(draft, tried);
  if (out !== null) return `The draft fits, but ${out}.`;
  if (decided !== null) {
    return `The draft fits, but ${quote(decided.name)} (priority ${decided.priority}) is judged first and fits, too.`;
  }
  const refused = "The draft fits, but the exchange is refused before any mapping is asked.";
  return refusal === null ? refused : `${refused} ${administratorHint(refusal)}`;
}

/** How the sentence goes on; null: the choice could fall on it. */
function whyOutOfReach(draft: Mapping, { registry, wanted }: TriedExchange): string | null {
  const { project } = draft;
  if (!onSameShelf({ ...wanted, project }, draft)) return "serves another door than this exchange came to";
  if (project !== null && registry.projectByKey(project) === undefined) {
    return `belongs to the project ${quote(project)}, which does not exist`;
  }
  if (!ownersInReach(registry, wanted.project).includes(project)) {
    return `is considered only when the exchange names its project ${quote(project)}`;
  }
  return wanted.mapping === null || wanted.mapping === draft.name
    ? null
    : `the exchange names another mapping, ${quote(wanted.mapping)}`;
}
