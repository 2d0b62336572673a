/**
 * Findings about mappings whose rules contribute together: what their authors expect otherwise. Absence satisfies
 * nothing, the first user and the last projects count, a text is a list only at its separator, and what a web server
 * prints is not what the token holds.
 */

import { quote } from "../explaining/quote.ts";
import { decidesProjects } from "../granting/project-roles.ts";
import { printedScalar } from "../matching/claim-reading.ts";
import type { Clause, GroupTemplate, JsonPrimitive, MappingDraft, Matcher, Rule } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { Repairable } from "./lint.ts";
import { anchored, isAnchored, rewriteRegex } from "./lint-clauses.ts";
import { type Repair, type RuleEdits, rewriteMatcher, ruleEdits, withRule } from "./repair.ts";

type Found = Repairable<MappingDraft>;

export function lintRules(draft: MappingDraft): readonly Found[] {
  const { rules } = draft;
  const field = (index: number) => (rules.length === 1 ? "" : `rules.${index}.`);
  return [
    ...noUser(draft),
    ...overruledProjects(rules),
    ...rules.flatMap((rule, index) => [
      ...rule.when.flatMap((clause, at) => {
        const place = `${field(index)}claims.${readablePath(clause.path)}`;
        const written = { clause, at, edits: ruleEdits(draft, index, null) };
        return [
          ...absentClaim(clause, place),
          ...unanchoredFilter(written, place),
          ...neverEqual(written, place),
        ];
      }),
      ...looksLikeList(draft, index, `${field(index)}grant.groups`),
      ...groupsWithoutDomain(rule, `${field(index)}grant.groups`),
    ]),
  ];
}

/** Behind a protocol's door somebody always comes in. */
function noUser({ name, entry, rules }: MappingDraft): readonly Found[] {
  if (entry.kind !== "protocol" || rules.some(({ grant }) => grant.user !== null)) return [];
  return [
    {
      code: "no_user_named",
      severity: "notice",
      field: "grant.user",
      message: `No rule of mapping ${quote(name)} names a user, so whoever logs in is called what the token's sub says.`,
      advice: "Name the user in the rule that every login fits, out of a claim that never changes hands.",
    },
  ];
}

function overruledProjects(rules: readonly Rule[]): readonly Found[] {
  const deciding = rules.flatMap(({ grant }, index) => (decidesProjects(grant) ? [index + 1] : []));
  const last = deciding.at(-1);
  if (last === undefined || deciding.length < 2) return [];
  return [
    {
      code: "projects_not_united",
      severity: "notice",
      field: `rules.${last - 1}.grant.project_roles`,
      message: `The rules ${deciding.join(", ")} give projects, and of those that fit a login only the last one's count: projects are not united as groups are.`,
      advice: "Give all projects in one rule, or make sure that no login fits two of them.",
    },
  ];
}

/** Claims that every token has. */
const alwaysThere = new Set(["iss", "sub", "aud", "exp", "iat"]);

function absentClaim({ path, test }: Clause, field: string): readonly Found[] {
  const claim = readablePath(path);
  if (test.kind !== "none_of" || alwaysThere.has(claim)) return [];
  return [
    {
      code: "absent_is_not_excluded",
      severity: "notice",
      field,
      message: `A token without ${claim} does not fit: a claim that is missing is never "none of" anything.`,
      advice: `Write a second rule without the condition on ${claim} if tokens that lack it are meant too.`,
    },
  ];
}

/** A clause as its rule has it. */
interface WrittenClause {
  readonly clause: Clause;
  readonly at: number;
  readonly edits: RuleEdits;
}

function unanchoredFilter(written: WrittenClause, field: string): readonly Found[] {
  const { path, test } = written.clause;
  if (test.kind !== "keep") return [];
  return test.matchers.flatMap((matcher) =>
    matcher.kind !== "regex" || isAnchored(matcher.source)
      ? []
      : [
          {
            code: "unanchored_filter",
            severity: "warning" as const,
            field,
            message: `The regular expression ${quote(matcher.source)} is searched anywhere in each value of ${readablePath(path)}, so it also keeps longer values that merely contain it.`,
            advice: `Write ${quote(anchored(matcher.source))} if whole values are meant.`,
            repairs: () => rewriteRegex(matcher.source, written),
          },
        ],
  );
}

function neverEqual(written: WrittenClause, field: string): readonly Found[] {
  const { test } = written.clause;
  const matchers = "matchers" in test ? test.matchers : [];
  return matchers.flatMap((matcher) => neverEqualTo(matcher, written, field));
}

function neverEqualTo(matcher: Matcher, written: WrittenClause, field: string): readonly Found[] {
  if (matcher.kind !== "equals") return [];
  const { clause } = written;
  const claim = readablePath(clause.path);
  const { value } = matcher;
  const finding = (
    code: string,
    told: { readonly message: string; readonly advice: string },
    right: readonly string[],
  ): readonly Found[] => [
    { code, severity: "warning", field, ...told, repairs: () => rewriteValue(written, value, right) },
  ];
  if (typeof value === "string" && clause.separator !== undefined && value.includes(clause.separator)) {
    return finding(
      "separator_in_value",
      {
        message: `${quote(value)} holds ${quote(clause.separator)}, at which a text in ${claim} is taken apart, so no value of it is ever equal.`,
        advice: "Write each part as a value of its own.",
      },
      value.split(clause.separator).filter((part) => part !== ""),
    );
  }
  const printed = printedAs(value, clause);
  if (printed !== null) {
    return finding(
      "printed_otherwise",
      {
        message: `${claim} is the name of what a web server prints, where ${quote(value)} reads ${quote(printed)}, so no value of it is ever equal.`,
        advice: `Write ${quote(printed)}, or name the claim itself, which keeps its type.`,
      },
      [printed],
    );
  }
  return [];
}

/** @param right at least one, or there is no repair */
function rewriteValue(
  { at, edits }: WrittenClause,
  wrong: JsonPrimitive,
  right: readonly string[],
): readonly Repair<MappingDraft>[] {
  const isWrong = (matcher: Matcher) => matcher.kind === "equals" && matcher.value === wrong;
  const matchers = right.map((value): Matcher => ({ kind: "equals", value }));
  const members = right.length === 0 ? null : rewriteMatcher(at, edits, isWrong, matchers);
  const title = `Write ${right.map((value) => quote(value)).join(" and ")}`;
  return members === null ? [] : [{ title, members }];
}

/** How a value that a token may hold is printed, where that is something else; null: it is the same, or not printed. */
function printedAs(value: JsonPrimitive, { aliases = [] }: Clause): string | null {
  const [alias] = aliases;
  if (alias?.printed !== true || value === null) return null;
  const meant = value === "true" ? true : value === "false" ? false : value;
  if (typeof meant === "string") return null;
  return printedScalar(meant);
}

function looksLikeList(draft: MappingDraft, index: number, field: string): readonly Found[] {
  const texts = (draft.rules[index]?.grant.groups ?? []).flatMap((group) =>
    group.kind === "described" ? [group.groups] : group.kind === "each_id" ? [group.ids] : [],
  );
  return texts
    .flatMap((template) => (template.kind === "pattern" ? [] : [template.text]))
    .filter((text) => text.startsWith("["))
    .map((text) => ({
      code: "no_list",
      severity: "warning" as const,
      field,
      message: `${quote(text)} looks like a list and is none, so it stands for one group of that name.`,
      advice: `Write each name in quotes: ${quote("['a', 'b']")}.`,
      repairs: () => grantEach(draft, index, text),
    }));
}

/** A group for each name of what looks like a list, where there is no doubt what the names are. */
function grantEach(draft: MappingDraft, index: number, list: string): readonly Repair<MappingDraft>[] {
  const names =
    /^\[([^[\]'"{}]+)\]$/
      .exec(list)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  if (names.length === 0 || names.includes("")) return [];
  const groups = (group: GroupTemplate): readonly GroupTemplate[] => {
    if (group.kind === "described" && group.groups.kind !== "pattern" && group.groups.text === list) {
      const { kind } = group.groups;
      return names.map((text) => ({ ...group, groups: { kind, text } }));
    }
    if (group.kind === "each_id" && group.ids.kind !== "pattern" && group.ids.text === list) {
      const { kind } = group.ids;
      return names.map((text) => ({ ...group, ids: { kind, text } }));
    }
    return [group];
  };
  const members = withRule(draft, index, (rule) => ({
    ...rule,
    grant: { ...rule.grant, groups: rule.grant.groups.flatMap(groups) },
  }));
  return [{ title: `Write ${names.map((name) => quote(name)).join(" and ")}`, members }];
}

function groupsWithoutDomain({ grant }: Rule, field: string): readonly Found[] {
  return grant.groups.some((group) => group.kind === "described" && group.domain === null)
    ? [
        {
          code: "groups_without_domain",
          severity: "warning",
          field,
          message:
            "These groups have no domain, so every value has to bring its own, and a login with a plain name among them is refused.",
          advice: "Give the domain beside the groups.",
        },
      ]
    : [];
}
