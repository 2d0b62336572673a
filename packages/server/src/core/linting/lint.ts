/**
 * What is risky about a provider or mapping, before anybody is hurt. The linter is pure and never refuses:
 * it ranks findings, and whoever saves decides. Every finding says in one sentence what is risky and why,
 * and in one more what to write instead, with the values at hand.
 */

import { quote } from "../explaining/quote.ts";
import { meantPath } from "../matching/claim-reading.ts";
import type { SubjectForms } from "../matching/subject-forms.ts";
import type { Clause, Mapping, MappingDraft, ProviderDraft } from "../terms.ts";
import type { IssuerTraits, KnownIssuer } from "./issuer-traits.ts";
import { lintClaimNames } from "./lint-claim-names.ts";
import { lintClauses } from "./lint-clauses.ts";
import { lintGrant } from "./lint-grant.ts";
import { lintOrder } from "./lint-order.ts";
import { lintGrantPlaceholders, lintPlaceholders } from "./lint-placeholders.ts";
import { lintOwner, lintProjectRoles, type ProjectByKey } from "./lint-projects.ts";
import { lintRules } from "./lint-rules.ts";

export type Severity = "critical" | "warning" | "notice";

export interface Finding {
  /** Stable, for suppressing and testing: `empty_claims`, `wildcard_only`, … */
  readonly code: string;
  readonly severity: Severity;
  /** The member at fault, dotted: `claims.sub`, `audience`; with several rules `rules.1.claims.sub`. */
  readonly field: string;
  /** What is risky and why. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
}

const severityRank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

/**
 * @param traits what is known of the issuer; see presets/
 * @param others what a face finds in the document that the provider was made from
 * @returns the findings, gravest first
 */
export function lintProvider(
  draft: ProviderDraft,
  traits: KnownIssuer,
  projectByKey: ProjectByKey,
  others: readonly Finding[] = [],
): readonly Finding[] {
  return gravestFirst([
    ...others,
    ...missingAudience(draft, traits),
    ...strangeAudience(draft, traits),
    ...plainHttp(draft),
    ...strangeSlash(draft, traits),
    ...reusableTokens(draft, traits),
    ...lintOwner("Provider", draft, projectByKey),
  ]);
}

/** What a mapping is judged beside. */
export interface MappingSurroundings {
  readonly provider: Pick<ProviderDraft, "name" | "pins">;
  readonly traits: KnownIssuer;
  /** The provider's first mappings (`comparedAtMost`) in the order they are judged; the draft's own stored version may be among them. */
  readonly others: readonly Mapping[];
  readonly projectByKey: ProjectByKey;
}

/** @returns the findings, gravest first */
export function lintMapping(draft: MappingDraft, around: MappingSurroundings): readonly Finding[] {
  const rules = draft.rules.map((rule) => ({ ...rule, when: rule.when.map(aboutMeantClaim) }));
  return gravestFirst([
    ...rules.flatMap((rule, index) => {
      if (rule.idle === true) return [];
      const field = rules.length === 1 ? "claims" : `rules.${index}.claims`;
      const named = { mapping: draft.name, clauses: rule.when, field };
      return [
        ...lintClauses(named, around),
        ...lintClaimNames(named, around.traits),
        ...lintPlaceholders(named),
      ];
    }),
    ...lintRules(draft),
    ...lintGrantPlaceholders(draft),
    ...lintGrant({ ...draft, rules }, around),
    ...lintOrder(draft, around.others, subjectForms(around)),
    ...lintOwner("Mapping", draft, around.projectByKey),
    // Behind a protocol's door projects go by their names, and are made if there is none.
    ...(draft.entry.kind === "protocol" ? [] : lintProjectRoles(draft, around.projectByKey)),
  ]);
}

/** What is known of an issuer is known of its claims, by whatever name a rule calls them. */
function aboutMeantClaim(clause: Clause): Clause {
  return { path: meantPath(clause), test: clause.test };
}

function subjectForms({ provider, traits }: MappingSurroundings): SubjectForms | null {
  return traits.subjectIds && { ids: traits.subjectIds, pins: provider.pins };
}

function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => severityRank[one.severity] - severityRank[other.severity]);
}

function missingAudience(draft: ProviderDraft, traits: IssuerTraits): readonly Finding[] {
  if (draft.audience !== null) return [];
  return [
    {
      code: "no_audience",
      severity: "critical",
      field: "audience",
      message: `Provider ${quote(draft.name)} has no audience, so it accepts tokens that ${traits.title} made for anybody else.`,
      advice:
        traits.fixedAudience === null
          ? "Set the audience to a value only this server answers to, such as its public URL, and request the ID tokens with it."
          : `Set the audience to ${quote(traits.fixedAudience)}, which every token of this issuer carries.`,
    },
  ];
}

function strangeAudience(draft: ProviderDraft, traits: IssuerTraits): readonly Finding[] {
  if (traits.fixedAudience === null || draft.audience === null) return [];
  if ([draft.audience, ...draft.additionalAudiences].includes(traits.fixedAudience)) return [];
  return [
    {
      code: "audience_never_sent",
      severity: "warning",
      field: "audience",
      message: `The tokens of ${traits.title} all carry the audience ${quote(traits.fixedAudience)}, so a provider that expects ${quote(draft.audience)} accepts none of them.`,
      advice: `Set the audience to ${quote(traits.fixedAudience)}.`,
    },
  ];
}

function plainHttp(draft: ProviderDraft): readonly Finding[] {
  const scheme = "http://";
  if (!draft.issuerUrl.toLowerCase().startsWith(scheme)) return [];
  return [
    {
      code: "plain_http_issuer",
      severity: "critical",
      field: "issuerUrl",
      message: `${quote(draft.issuerUrl)} is fetched without encryption, so whoever stands in between can replace the issuer's keys and sign tokens of their own.`,
      advice: `Write ${quote(`https://${draft.issuerUrl.slice(scheme.length)}`)}, or give the provider the issuer's keys themselves.`,
    },
  ];
}

/** Issuers are compared exactly, and one slash too many keeps every token out. */
function strangeSlash(draft: ProviderDraft, { spelling, title }: KnownIssuer): readonly Finding[] {
  const issuer = draft.tokenIssuer ?? draft.issuerUrl;
  if (spelling === null || spelling === issuer) return [];
  return [
    {
      code: "issuer_never_sent",
      severity: "warning",
      field: draft.tokenIssuer === null ? "issuerUrl" : "tokenIssuer",
      message: `The tokens of ${title} carry the issuer ${quote(spelling)}, and a provider that expects ${quote(issuer)} accepts none of them.`,
      advice: `Write ${quote(spelling)}: the slash at the end counts.`,
    },
  ];
}

/** Nobody honest sends such a token twice, and whoever finds one in a log would. */
function reusableTokens(draft: ProviderDraft, { advisedReplay, title }: KnownIssuer): readonly Finding[] {
  const { policy, why } = advisedReplay;
  if (draft.replay.policy === "single_use" || policy.policy === "reusable") return [];
  return [
    {
      code: "reusable_tokens",
      severity: "notice",
      field: "replay",
      message: `Provider ${quote(draft.name)} accepts a token of ${title} again and again until it expires, also from whoever finds it in a log.`,
      advice: `Set replay to ${JSON.stringify(policy)}. ${why}`,
    },
  ];
}
