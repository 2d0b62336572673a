/**
 * Remarks of an explanation: what is worth knowing beside the verdict. No remark depends on mappings that the
 * question could not reach, so that none gives a project's mappings away.
 */

import type { ExchangeDetails } from "./exchange.ts";
import { ownMember } from "./json.ts";
import { quote } from "./quote.ts";
import type { Refusal } from "./refusal.ts";
import type { MappingChoice } from "./registry.ts";
import { carriesIds, hasNames } from "./subject-format.ts";
import type { Claims, Provider } from "./terms.ts";

export const untried = "No mapping was tried: the token was refused before its claims could be trusted.";

export function recordRemarks(details: ExchangeDetails | null, provider: Provider | null): readonly string[] {
  if (details === null)
    return ["The claims of this exchange have been erased, so no mapping can be judged again."];
  if (details.claims === null) return [untried];
  return provider === null ? ["The provider's configuration of that moment is not known any more."] : [];
}

export function choiceRemarks(wanted: MappingChoice, refusal: Refusal | null): readonly string[] {
  if (
    refusal === null ||
    (refusal.reason !== "no_matching_mapping" && refusal.reason !== "mapping_not_found")
  ) {
    return [];
  }
  return [
    ...(wanted.mapping === null
      ? []
      : [`Only the mapping called ${quote(wanted.mapping)} was considered, because the exchange names it.`]),
    ...(wanted.project === null
      ? ["Mappings of projects are considered only when the exchange names the project."]
      : []),
  ];
}

export function providerRemarks(provider: Provider | null): readonly string[] {
  return provider === null || provider.audience !== null
    ? []
    : ["The provider has no audience; faces that demand one refuse its tokens."];
}

/** Which of the two ways of writing a subject's names arrived: mappings often fit only one. */
export function subjectRemarks(claims: Claims | null): readonly string[] {
  const subject = claims === null ? undefined : ownMember(claims, "sub");
  if (typeof subject !== "string" || !hasNames(subject)) return [];
  return carriesIds(subject)
    ? [`The subject ${quote(subject)} carries the numbers behind its names.`]
    : [`The subject ${quote(subject)} carries bare names, without the numbers behind them.`];
}
