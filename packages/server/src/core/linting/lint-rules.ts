/**
 * Findings about mappings whose rules contribute together: what their authors expect otherwise. Absence satisfies
 * nothing, the first user and the last projects count, a text is a list only at its separator, and what a web server
 * prints is not what the token holds.
 */

import { quote } from "../explaining/quote.ts";
import { decidesProjects } from "../granting/project-roles.ts";
import { printedScalar } from "../matching/claim-reading.ts";
import type { Clause, JsonPrimitive, MappingDraft, Matcher, Rule } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { Finding } from "./lint.ts";

export function lintRules(draft: MappingDraft): readonly Finding[] {
  const { rules } = draft;
  const field = (index: number) => (rules.length === 1 ? "" : `rules.${index}.`);
  return [
    ...noUser(draft),
    ...overruledProjects(rules),
    ...rules.flatMap((rule, index) => [
      ...rule.when.flatMap((clause) => {
        const place = `${field(index)}claims.${readablePath(clause.path)}`;
        return [
          ...absentClaim(clause, place),
          ...unanchoredFilter(clause, place),
          ...neverEqual(clause, place),
        ];
      }),
      ...looksLikeList(rule, `${field(index)}grant.groups`),
      ...groupsWithoutDomain(rule, `${field(index)}grant.groups`),
    ]),
  ];
}

/** Behind a protocol's door somebody always comes in. */
function noUser({ name, entry, rules }: MappingDraft): readonly Finding[] {
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

function overruledProjects(rules: readonly Rule[]): readonly Finding[] {
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

function absentClaim({ path, test }: Clause, field: string): readonly Finding[] {
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

function unanchoredFilter({ path, test }: Clause, field: string): readonly Finding[] {
  if (test.kind !== "keep") return [];
  return test.matchers.flatMap((matcher) =>
    matcher.kind !== "regex" || (matcher.source.startsWith("^") && matcher.source.endsWith("$"))
      ? []
      : [
          {
            code: "unanchored_filter",
            severity: "warning" as const,
            field,
            message: `The regular expression ${quote(matcher.source)} is searched anywhere in each value of ${readablePath(path)}, so it also keeps longer values that merely contain it.`,
            advice: `Write ${quote(`^(?:${matcher.source.replace(/^\^/, "").replace(/\$$/, "")})$`)} if whole values are meant.`,
          },
        ],
  );
}

function neverEqual(clause: Clause, field: string): readonly Finding[] {
  const matchers = "matchers" in clause.test ? clause.test.matchers : [];
  return matchers.flatMap((matcher) => neverEqualTo(matcher, clause, field));
}

function neverEqualTo(matcher: Matcher, clause: Clause, field: string): readonly Finding[] {
  if (matcher.kind !== "equals") return [];
  const claim = readablePath(clause.path);
  const { value } = matcher;
  const finding = (code: string, message: string, advice: string): readonly Finding[] => [
    { code, severity: "warning", field, message, advice },
  ];
  if (typeof value === "string" && clause.separator !== undefined && value.includes(clause.separator)) {
    return finding(
      "separator_in_value",
      `${quote(value)} holds ${quote(clause.separator)}, at which a text in ${claim} is taken apart, so no value of it is ever equal.`,
      "Write each part as a value of its own.",
    );
  }
  const printed = printedAs(value, clause);
  if (printed !== null) {
    return finding(
      "printed_otherwise",
      `${claim} is the name of what a web server prints, where ${quote(value)} reads ${quote(printed)}, so no value of it is ever equal.`,
      `Write ${quote(printed)}, or name the claim itself, which keeps its type.`,
    );
  }
  return [];
}

/** How a value that a token may hold is printed, where that is something else; null: it is the same, or not printed. */
function printedAs(value: JsonPrimitive, { aliases = [] }: Clause): string | null {
  const [alias] = aliases;
  if (alias?.printed !== true || value === null) return null;
  const meant = value === "true" ? true : value === "false" ? false : value;
  if (typeof meant === "string") return null;
  return printedScalar(meant);
}

function looksLikeList({ grant }: Rule, field: string): readonly Finding[] {
  const texts = grant.groups.flatMap((group) =>
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
    }));
}

function groupsWithoutDomain({ grant }: Rule, field: string): readonly Finding[] {
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
