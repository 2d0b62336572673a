/**
 * A mapping of many rules in slow motion: of each rule, which clauses held, what it gives, and what of that counts
 * beside the other rules. It asks the very clauses and templates that decide an exchange.
 */

import { contributionsOf } from "../granting/contributions.ts";
import { uniteGroups } from "../granting/groups.ts";
import { decidesProjects, makeProjectRoles } from "../granting/project-roles.ts";
import { groupNameRule, type ReadJson } from "../granting/template.ts";
import { namedUser } from "../granting/users.ts";
import { type CompiledMapping, judgeMapping, type MatchedRule } from "../matching/mapping.ts";
import { isUsedUp, type Presented, presentedBy } from "../matching/presented.ts";
import { holdsInEitherForm } from "../matching/subject-forms.ts";
import { administratorHint, type Verdict } from "../refusal.ts";
import type { Claims, GrantTemplate, Mapping } from "../terms.ts";
import type { RuleGift, RuleTrial } from "./explanation.ts";
import { clauseTrial } from "./trial.ts";

/** More rules than a person reads at once; the others are judged all the same. */
const shownAtMost = 100;

/** @returns as many as can be judged in the steps one exchange has, twice over */
export function ruleTrials(
  compiled: CompiledMapping,
  { claims, other }: Pick<Presented, "claims" | "other">,
  readJson: ReadJson,
): readonly RuleTrial[] {
  const { mapping } = compiled;
  const judged = presentedBy(claims, other);
  const matched = judgeMapping(compiled, judged);
  if (isUsedUp(judged)) return [];
  const presented = presentedBy(claims, other);
  const trials: RuleTrial[] = [];
  for (const [index, rule] of mapping.rules.slice(0, shownAtMost).entries()) {
    const clauses = compiled.rules()[index] ?? [];
    const match = matched.find((one) => one.rule === index);
    const held = clauses.filter((clause) => holdsInEitherForm(clause, clauses, presented));
    if (isUsedUp(presented)) break;
    trials.push({
      number: index + 1,
      matched: match !== undefined,
      clauses: clauses.map((clause) => clauseTrial(clause, clauses, presented, held.includes(clause))),
      gives: match === undefined ? null : giftOf(mapping, match, claims, readJson),
      remarks: [
        ...(rule.idle === true ? ["It gives nothing, so it never matches."] : []),
        ...(match === undefined ? [] : remarksOn(index, mapping, matched)),
      ],
    });
  }
  return trials;
}

/** What the rule would give alone; where its templates fail, the sentence that refuses the login. */
function giftOf(mapping: Mapping, match: MatchedRule, claims: Claims, readJson: ReadJson): RuleGift {
  const alone = contributionsOf({ mapping, matched: [match] }, claims, readJson);
  const user = namedUser(alone, mapping.entry);
  const groups = uniteGroups(alone, mapping, groupNameRule(new Set()));
  const projectRoles = makeProjectRoles(alone);
  return {
    user: valueOr(user, null),
    groups: valueOr(groups, []),
    projectRoles: valueOr(projectRoles, []),
    problem:
      [user, groups, projectRoles].flatMap((made) => (made.ok ? [] : [administratorHint(made.refusal)]))[0] ??
      null,
  };
}

function valueOr<T>(made: Verdict<T>, otherwise: T): T {
  return made.ok ? made.value : otherwise;
}

/** What of the rule other rules overrule. */
function remarksOn(index: number, { rules }: Mapping, matched: readonly MatchedRule[]): readonly string[] {
  const grants = matched.flatMap(({ rule }) => {
    const found = rules[rule];
    return found === undefined ? [] : [{ rule, grant: found.grant }];
  });
  const own = rules[index]?.grant;
  const naming = grants.find(({ grant }) => grant.user !== null);
  const deciding = grants.findLast(({ grant }) => decidesProjects(grant));
  return own === undefined
    ? []
    : [
        ...overruled(own.user !== null, naming, index, "user", "names one first"),
        ...overruled(decidesProjects(own), deciding, index, "projects", "gives projects last"),
      ];
}

function overruled(
  speaks: boolean,
  by: { readonly rule: number; readonly grant: GrantTemplate } | undefined,
  index: number,
  what: string,
  how: string,
): readonly string[] {
  return speaks && by !== undefined && by.rule !== index
    ? [`Its ${what} ${what === "user" ? "does" : "do"} not count, because rule ${by.rule + 1} ${how}.`]
    : [];
}
