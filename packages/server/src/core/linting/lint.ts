/**
 * What is risky about a provider or mapping, before anybody is hurt. The linter is pure and never refuses:
 * it ranks findings, and whoever saves decides. Every finding says in one sentence what is risky and why,
 * and in one more what to write instead, with the values at hand.
 */

import { quote } from "../explaining/quote.ts";
import { meantPath } from "../matching/claim-reading.ts";
import type { SubjectForms } from "../matching/subject-forms.ts";
import type { Claims, Clause, Mapping, MappingDraft, ProviderDraft } from "../terms.ts";
import type { IssuerTraits, KnownIssuer } from "./issuer-traits.ts";
import { lintClaimNames } from "./lint-claim-names.ts";
import { lintClauses } from "./lint-clauses.ts";
import { lintGrant } from "./lint-grant.ts";
import { lintOrder } from "./lint-order.ts";
import { lintGrantPlaceholders, lintPlaceholders } from "./lint-placeholders.ts";
import { type KnownProjects, lintOwner, lintProjectRoles } from "./lint-projects.ts";
import { lintRules } from "./lint-rules.ts";
import { type Repair, ruleEdits } from "./repair.ts";

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

/**
 * A finding, and what a machine can do about it; absent: nothing. Worked out only when asked: a repair holds what it
 * changes and everything around that, which a save among thousands of values has no use for.
 */
export interface Repairable<Draft> extends Finding {
  readonly repairs?: () => readonly Repair<Draft>[];
}

/** The gravest is 0. */
export const severityRank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

/**
 * @param traits what is known of the issuer; see presets/
 * @param others what a face finds in the document that the provider was made from
 * @param ownUrl where this server answers; null: not known
 * @returns the findings, gravest first
 */
export function lintProvider(
  draft: ProviderDraft,
  traits: KnownIssuer,
  projects: KnownProjects,
  {
    others = [],
    ownUrl = null,
  }: { readonly others?: readonly Finding[]; readonly ownUrl?: string | null } = {},
): readonly Repairable<ProviderDraft>[] {
  return gravestFirst([
    ...others,
    ...missingAudience(draft, traits, ownUrl),
    ...strangeAudience(draft, traits),
    ...plainHttp(draft),
    ...strangeSlash(draft, traits),
    ...reusableTokens(draft, traits),
    ...lintOwner("Provider", draft, projects),
  ]);
}

/** What a mapping is judged beside. */
export interface MappingSurroundings extends KnownProjects {
  readonly provider: Pick<ProviderDraft, "name" | "pins">;
  readonly traits: KnownIssuer;
  /** The provider's first mappings (`comparedAtMost`) in the order they are judged; the draft's own stored version may be among them. */
  readonly others: readonly Mapping[];
  /** Claims of a workload that is meant, for repairs to take values from; absent: none are at hand. */
  readonly sample?: Claims;
}

/** @returns the findings, gravest first */
export function lintMapping(
  draft: MappingDraft,
  around: MappingSurroundings,
): readonly Repairable<MappingDraft>[] {
  const rules = draft.rules.map((rule) => ({ ...rule, when: rule.when.map(aboutMeantClaim) }));
  return gravestFirst([
    ...rules.flatMap((rule, index) => {
      if (rule.idle === true) return [];
      const field = rules.length === 1 ? "claims" : `rules.${index}.claims`;
      const edits = ruleEdits(draft, index, around.sample ?? null);
      const named = { mapping: draft.name, clauses: rule.when, field, edits };
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
    ...lintOwner("Mapping", draft, around),
    // Behind a protocol's door projects go by their names, and are made if there is none.
    ...(draft.entry.kind === "protocol" ? [] : lintProjectRoles(draft, around)),
  ]);
}

/** What is known of an issuer is known of its claims, by whatever name a rule calls them. */
function aboutMeantClaim(clause: Clause): Clause {
  return { path: meantPath(clause), test: clause.test };
}

/** How the provider's subjects are written, where it is known that there are two forms. */
export function subjectForms({
  provider,
  traits,
}: Pick<MappingSurroundings, "provider" | "traits">): SubjectForms | null {
  return traits.subjectIds && { ids: traits.subjectIds, pins: provider.pins };
}

function gravestFirst<Found extends Finding>(findings: readonly Found[]): readonly Found[] {
  return findings.toSorted((one, other) => severityRank[one.severity] - severityRank[other.severity]);
}

function missingAudience(
  draft: ProviderDraft,
  traits: IssuerTraits,
  ownUrl: string | null,
): readonly Repairable<ProviderDraft>[] {
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
      repairs: () => audienceSet(traits.fixedAudience ?? ownUrl),
    },
  ];
}

function strangeAudience(draft: ProviderDraft, traits: IssuerTraits): readonly Repairable<ProviderDraft>[] {
  if (traits.fixedAudience === null || draft.audience === null) return [];
  if ([draft.audience, ...draft.additionalAudiences].includes(traits.fixedAudience)) return [];
  return [
    {
      code: "audience_never_sent",
      severity: "warning",
      field: "audience",
      message: `The tokens of ${traits.title} all carry the audience ${quote(traits.fixedAudience)}, so a provider that expects ${quote(draft.audience)} accepts none of them.`,
      advice: `Set the audience to ${quote(traits.fixedAudience)}.`,
      repairs: () => audienceSet(traits.fixedAudience),
    },
  ];
}

function audienceSet(audience: string | null): readonly Repair<ProviderDraft>[] {
  return audience === null
    ? []
    : [{ title: `Set the audience to ${quote(audience)}`, members: { audience } }];
}

function plainHttp(draft: ProviderDraft): readonly Repairable<ProviderDraft>[] {
  const scheme = "http://";
  if (!draft.issuerUrl.toLowerCase().startsWith(scheme)) return [];
  const encrypted = `https://${draft.issuerUrl.slice(scheme.length)}`;
  return [
    {
      code: "plain_http_issuer",
      severity: "critical",
      field: "issuerUrl",
      message: `${quote(draft.issuerUrl)} is fetched without encryption, so whoever stands in between can replace the issuer's keys and sign tokens of their own.`,
      advice: `Write ${quote(encrypted)}, or give the provider the issuer's keys themselves.`,
      repairs: () => [{ title: `Write ${quote(encrypted)}`, members: { issuerUrl: encrypted } }],
    },
  ];
}

/** Issuers are compared exactly, and one slash too many keeps every token out. */
function strangeSlash(
  draft: ProviderDraft,
  { spelling, title }: KnownIssuer,
): readonly Repairable<ProviderDraft>[] {
  const issuer = draft.tokenIssuer ?? draft.issuerUrl;
  if (spelling === null || spelling === issuer) return [];
  return [
    {
      code: "issuer_never_sent",
      severity: "warning",
      field: draft.tokenIssuer === null ? "issuerUrl" : "tokenIssuer",
      message: `The tokens of ${title} carry the issuer ${quote(spelling)}, and a provider that expects ${quote(issuer)} accepts none of them.`,
      advice: `Write ${quote(spelling)}: the slash at the end counts.`,
      repairs: () => [
        {
          title: `Write ${quote(spelling)}`,
          members: draft.tokenIssuer === null ? { issuerUrl: spelling } : { tokenIssuer: spelling },
        },
      ],
    },
  ];
}

/** Nobody honest sends such a token twice, and whoever finds one in a log would. */
function reusableTokens(
  draft: ProviderDraft,
  { advisedReplay, title }: KnownIssuer,
): readonly Repairable<ProviderDraft>[] {
  const { policy, why } = advisedReplay;
  if (draft.replay.policy === "single_use" || policy.policy === "reusable") return [];
  return [
    {
      code: "reusable_tokens",
      severity: "notice",
      field: "replay",
      message: `Provider ${quote(draft.name)} accepts a token of ${title} again and again until it expires, also from whoever finds it in a log.`,
      advice: `Set replay to ${JSON.stringify(policy)}. ${why}`,
      repairs: () => [{ title: "Accept each token once", members: { replay: policy } }],
    },
  ];
}
