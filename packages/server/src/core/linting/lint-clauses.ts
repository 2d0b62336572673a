/**
 * Findings about one rule's clauses: does it tell its own workload from everybody else's, today and after a
 * name has changed hands? The two questions behind all of them are who is bound, and by what.
 */

import { quote } from "../explaining/quote.ts";
import { isExact, matchersOf, textsOf } from "../matching/accepted.ts";
import { followsForms, idPins } from "../matching/subject-forms.ts";
import type { Clause, MappingDraft, Matcher } from "../terms.ts";
import { type ClaimPath, type IssuerTraits, readablePath, samePath } from "./issuer-traits.ts";
import type { MappingSurroundings, Repairable, Severity } from "./lint.ts";
import { lintPattern } from "./lint-pattern.ts";
import { demandMeant, leaveOut, type Repair, type RuleEdits, rewriteMatcher } from "./repair.ts";
import { namingOf } from "./subject-format.ts";

/** One rule as the findings name it. */
export interface RuleUnderLint {
  readonly mapping: string;
  readonly clauses: readonly Clause[];
  /** Dotted name of the place where the rule's claims stand. */
  readonly field: string;
  readonly edits: RuleEdits;
}

type Found = Repairable<MappingDraft>;

type Surroundings = Pick<MappingSurroundings, "provider" | "traits">;

const subject: ClaimPath = ["sub"];

/** Claims of the token itself rather than of its bearer; together with `aud` they identify nobody. */
const tokenClaims: readonly ClaimPath[] = [["iss"], ["iat"], ["nbf"], ["exp"], ["jti"]];

export function lintClauses(rule: RuleUnderLint, around: Surroundings): readonly Found[] {
  if (rule.clauses.length === 0) return [emptyClaims(rule, around)];
  const pinned = pinsOwner(rule.clauses, around);
  return [
    ...bindings(rule, around, pinned),
    ...rule.clauses.flatMap((clause, at) =>
      lintClause({
        clause,
        at,
        edits: rule.edits,
        field: `${rule.field}.${readablePath(clause.path)}`,
        traits: around.traits,
        identifies: identifies(clause.path, around.traits),
        exposure: pinned ? "notice" : around.traits.shared ? "critical" : "warning",
        alone: rule.clauses.length === 1,
      }),
    ),
    ...subjectFormats(rule, around),
  ];
}

/** A matcher with what the findings about it need to know. */
export interface MatcherUnderLint {
  readonly clause: Clause;
  /** Which of its rule. */
  readonly at: number;
  readonly edits: RuleEdits;
  readonly field: string;
  readonly traits: IssuerTraits;
  /** The claim is meant to say who the workload is. */
  readonly identifies: boolean;
  /** How grave it is when this claim lets strangers in: nothing else may hold them back. */
  readonly exposure: Severity;
  /** The rule has no other clause, so this one cannot be left out. */
  readonly alone: boolean;
}

function lintClause(about: MatcherUnderLint): readonly Found[] {
  const { test } = about.clause;
  return [
    ...(test.kind === "any_of" && test.matchers.length === 0 ? [nothingExpected(about)] : []),
    ...matchersOf(about.clause.test).flatMap((matcher) => lintMatcher(matcher, about)),
  ];
}

function lintMatcher(matcher: Matcher, about: MatcherUnderLint): readonly Found[] {
  switch (matcher.kind) {
    case "equals":
      return matcher.value === null ? [nullExpected(about)] : [];
    case "glob":
      return lintPattern(matcher.pattern, about);
    case "regex":
      return isAnchored(matcher.source) ? [] : [unanchored(matcher.source, about)];
    case "subset":
      return isAnyObject(matcher) ? [anyObject(about)] : [];
  }
}

function isAnyObject(matcher: Matcher): boolean {
  return matcher.kind === "subset" && Object.keys(matcher.value).length === 0;
}

/**
 * True when a clause, or a pin of the provider, holds the rule to one owner by an identifier that is never
 * given out again.
 */
export function pinsOwner(clauses: readonly Clause[], around: Surroundings): boolean {
  const { provider, traits } = around;
  return (
    clauses.some((clause) => isPin(clause, traits)) ||
    provider.pins.some((pin) => traits.immutable.some((path) => samePath(path, [pin.claim])))
  );
}

/** True for claims that say who the workload is, by name or by identifier. */
export function identifies(path: ClaimPath, traits: IssuerTraits): boolean {
  return (
    samePath(path, subject) ||
    traits.immutable.some((one) => samePath(one, path)) ||
    traits.names.some((one) => samePath(one.path, path))
  );
}

function isPin(clause: Clause, traits: IssuerTraits): boolean {
  if (traits.immutable.some((path) => samePath(path, clause.path))) return isExact(clause);
  if (!samePath(clause.path, subject)) return false;
  const texts = textsOf(clause);
  return (
    texts.length > 0 &&
    texts.every((text) => {
      const naming = namingOf(text, traits.subjectFormats);
      return naming === "ids" || naming === "names_with_ids";
    })
  );
}

function emptyClaims(rule: RuleUnderLint, around: Surroundings): Found {
  return {
    code: "empty_claims",
    severity: "critical",
    field: rule.field,
    message: `Mapping ${quote(rule.mapping)} demands no claim, so every token of provider ${quote(around.provider.name)} gets its grant.`,
    advice: `Demand at least ${quote(readablePath(around.traits.immutable[0] ?? subject))} with the value this workload's token carries.`,
    repairs: () => pinOwner(rule, around.traits),
  };
}

/** By what stays with one owner for ever, the most precise first. */
function pinOwner({ edits }: RuleUnderLint, { immutable }: IssuerTraits): readonly Repair<MappingDraft>[] {
  return (immutable.length > 0 ? immutable : [subject]).flatMap((path) => demandMeant(path, edits));
}

/** The gravest thing to say about who is bound; at most one finding per rule. */
function bindings(rule: RuleUnderLint, around: Surroundings, pinned: boolean): readonly Found[] {
  const { traits } = around;
  if (pinned) return [];
  const callerControlled = [
    ...traits.callerControlled,
    ...tokenClaims,
    ...(traits.fixedAudience === null ? [["aud"]] : []),
  ];
  const names = rule.clauses.map((clause) => readablePath(clause.path)).join(", ");
  const pin = readablePath(traits.immutable[0] ?? subject);
  if (rule.clauses.every((clause) => callerControlled.some((path) => samePath(path, clause.path)))) {
    return [
      {
        code: "caller_controlled_only",
        severity: traits.shared ? "critical" : "warning",
        field: rule.field,
        message: `Mapping ${quote(rule.mapping)} demands only ${names}, which whoever runs a job at ${traits.title} can choose.`,
        advice: `Add ${quote(pin)} with the value of the one owner you mean.`,
        repairs: () => pinOwner(rule, traits),
      },
    ];
  }
  if (!traits.shared) return [];
  // Whatever only has to be there is everybody's.
  const binding = rule.clauses.filter(({ test }) => matchersOf(test).length > 0);
  const byName = binding.flatMap((clause) => {
    const known = traits.names.find((one) => samePath(one.path, clause.path));
    return known === undefined ? [] : [{ clause, pinnedBy: known.pinnedBy }];
  });
  const [first] = byName;
  if (first === undefined) {
    return [
      {
        code: "owner_not_bound",
        severity: "critical",
        field: rule.field,
        message: `${capital(traits.title)} signs for owners who do not know each other, and mapping ${quote(rule.mapping)} demands only ${names}: nothing says whose workload it is.`,
        advice: `Add ${quote(pin)} with the value of the one owner you mean.`,
        repairs: () => pinOwner(rule, traits),
      },
    ];
  }
  return [nameWithoutPin(rule, first.clause, first.pinnedBy ?? traits.immutable[0] ?? subject, traits)];
}

function nameWithoutPin(
  rule: RuleUnderLint,
  clause: Clause,
  pinnedBy: ClaimPath,
  traits: IssuerTraits,
): Found {
  const claim = readablePath(clause.path);
  const pattern = matchersOf(clause.test).find(({ kind }) => kind === "glob" || kind === "regex");
  const common = { code: "name_without_pin", severity: "warning", field: `${rule.field}.${claim}` } as const;
  if (pattern !== undefined) {
    const pins = traits.immutable.length > 0 ? traits.immutable : [pinnedBy];
    return {
      ...common,
      message: `The pattern of ${claim} accepts names: one that is renamed, given up or free yet can be taken by somebody else at ${traits.title}, who then gets this grant.`,
      advice: `Add ${pins.map((path) => quote(readablePath(path))).join(" or ")} with the identifier of what is meant, or the list of them; the explanation of one exchange shows those of one workload.`,
      repairs: () => pins.flatMap((path) => demandMeant(path, rule.edits)),
    };
  }
  const [written = null] = matchersOf(clause.test).flatMap((one) => ("value" in one ? [one.value] : []));
  const value = quote(written);
  return {
    ...common,
    message: `${claim} ${value} is a name: once it is renamed or given up, somebody else at ${traits.title} can take it and get this grant.`,
    advice: `Add ${quote(readablePath(pinnedBy))} with the identifier that stands behind ${value}; the explanation of one exchange shows it.`,
    repairs: () => demandMeant(pinnedBy, rule.edits),
  };
}

/** A subject written in one of two formats, and not pinned, stops fitting when the issuer changes to the other. */
function subjectFormats(rule: RuleUnderLint, { provider, traits }: Surroundings): readonly Found[] {
  const { subjectIds: ids, subjectFormats: formats } = traits;
  if (ids === null) return [];
  const pinsOf = idPins(rule.clauses, { ids, pins: provider.pins });
  return rule.clauses.flatMap((clause) => {
    if (!samePath(clause.path, subject)) return [];
    const texts = textsOf(clause);
    const bound = new Set(texts.map((text) => namingOf(text, formats)));
    const [only] = bound;
    if (bound.size !== 1 || only === undefined || only === null) return [];
    const loose = texts.find((text) => !followsForms(pinsOf(text)));
    if (loose === undefined) return [];
    const [written, other] =
      only === "names" ? ["bare names", "with numbers"] : ["numbers behind the names", "with bare names"];
    const example = formats.find(({ naming }) => naming !== only)?.example ?? "";
    const missingPath = pinsOf(loose).openItem ? ids.owner : ids.item;
    const missing = readablePath(missingPath);
    return [
      {
        code: "single_subject_format",
        severity: "warning",
        field: `${rule.field}.sub`,
        message: `${capital(traits.title)} writes sub in two formats, and ${quote(loose)} is written for ${written}: without ${quote(missing)} it fits by name only, and no longer once tokens come ${other}, ${quote(example)}, as they do for what is new, renamed or transferred.`,
        advice: `Demand ${quote(missing)} as well, with the number of the one you mean: then the mapping fits both formats of the same names. To outlast a rename, leave sub out and demand the other claims you need.`,
        repairs: () => demandMeant(missingPath, rule.edits),
      },
    ];
  });
}

function nullExpected(about: MatcherUnderLint): Found {
  const claim = readablePath(about.clause.path);
  return {
    code: "null_expected",
    severity: "warning",
    field: about.field,
    message:
      about.clause.test.kind === "is"
        ? `${claim} is expected to be null, and null never matches, so this condition can never hold.`
        : `Among the values expected of ${claim} is null, or a list within the list; neither ever matches.`,
    advice: writeValue(about),
    repairs: () => valueRepairs(about, (matcher) => matcher.kind === "equals" && matcher.value === null),
  };
}

function nothingExpected(about: MatcherUnderLint): Found {
  return {
    code: "nothing_expected",
    severity: "warning",
    field: about.field,
    message: `${readablePath(about.clause.path)} is expected to be one of an empty list, so this condition can never hold.`,
    advice: writeValue(about),
    repairs: () => valueRepairs(about),
  };
}

function anyObject(about: MatcherUnderLint): Found {
  return {
    code: "any_object",
    severity: about.exposure === "notice" ? "notice" : "warning",
    field: about.field,
    message: `{} accepts any object in ${readablePath(about.clause.path)}, so this condition tells no workload from another.`,
    advice: writeValue(about),
    repairs: () => valueRepairs(about, isAnyObject),
  };
}

/** What to do about a condition that holds for all or for none. */
export function writeValue({ clause, alone }: MatcherUnderLint): string {
  const advice = `Write the value that this workload's token carries in ${readablePath(clause.path)}`;
  return alone ? `${advice}.` : `${advice}, or leave the claim out.`;
}

/** @param isWrong which of the clause's matchers hold for all or for none; absent: the whole clause does */
export function valueRepairs(
  { clause, at, edits, alone }: MatcherUnderLint,
  isWrong: ((matcher: Matcher) => boolean) | null = null,
): readonly Repair<MappingDraft>[] {
  const members = isWrong && rewriteMatcher(at, edits, isWrong, []);
  const without = members && [{ title: `Write ${readablePath(clause.path)} without it`, members }];
  return [...demandMeant(clause.path, edits), ...(without ?? leaveOut(at, edits, alone))];
}

/** Every value of the claim from its first character to its last. */
export function anchored(source: string): string {
  return `^(?:${source.replace(/^\^/, "").replace(/(?<!\\)\$$/, "")})$`;
}

/** True when the expression fits whole values only, as far as its ends show. */
export function isAnchored(source: string): boolean {
  return /^\^/.test(source) && /(?<!\\)\$$/.test(source);
}

function unanchored(source: string, about: MatcherUnderLint): Found {
  const whole = anchored(source);
  return {
    code: "unanchored_regex",
    severity: about.exposure === "critical" ? "warning" : about.exposure,
    field: about.field,
    message: `The regular expression ${quote(source)} is searched anywhere in ${readablePath(about.clause.path)}, so it also fits longer values that merely contain it.`,
    advice: `Write ${quote(whole)} if the whole value is meant.`,
    repairs: () => rewriteRegex(source, about),
  };
}

/** The expression anchored, wherever it stands in the clause. */
export function rewriteRegex(
  source: string,
  { at, edits }: Pick<MatcherUnderLint, "at" | "edits">,
): readonly Repair<MappingDraft>[] {
  const whole = anchored(source);
  const isWrong = (matcher: Matcher) => matcher.kind === "regex" && matcher.source === source;
  const members = rewriteMatcher(at, edits, isWrong, [{ kind: "regex", source: whole }]);
  return members === null ? [] : [{ title: `Write ${quote(whole)}`, members }];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
