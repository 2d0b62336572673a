/**
 * Findings about values that were to be filled in: presets and samples write `<number of the repository>`
 * where every installation has its own. An address such as `Name <name@host>` is no such place.
 */

import { quote } from "../explaining/quote.ts";
import { textsOf } from "../matching/accepted.ts";
import type { MappingDraft, TextTemplate } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { Finding } from "./lint.ts";
import type { RuleUnderLint } from "./lint-clauses.ts";

const placeholder = /<[^<>@]+>/;

/** Claims that no token can match. */
export function lintPlaceholders({ clauses, field }: RuleUnderLint): readonly Finding[] {
  return clauses.flatMap((clause) => {
    const left = textsOf(clause).find((text) => placeholder.test(text));
    if (left === undefined) return [];
    const claim = readablePath(clause.path);
    return [
      notFilledIn({
        field: `${field}.${claim}`,
        message: `${quote(left)} was to be filled in: no token carries that in ${claim}, so it never fits.`,
        advice: `Write the value that this workload's token carries in ${claim}.`,
      }),
    ];
  });
}

/** Names and audiences that would be granted as they stand. */
export function lintGrantPlaceholders(draft: MappingDraft): readonly Finding[] {
  const granted = draft.rules.flatMap(({ grant: { user, groups } }) => [
    ...textOf(user?.name ?? null).map((text) => ({ field: "grant.user", text })),
    ...groups.flatMap((group) =>
      group.kind === "named" ? textOf(group.name).map((text) => ({ field: "grant.groups", text })) : [],
    ),
  ]);
  return [...granted, ...draft.audience.map((text) => ({ field: "audience", text }))]
    .filter(({ text }) => placeholder.test(text))
    .map(({ field, text }) =>
      notFilledIn({
        field,
        message: `${quote(text)} was to be filled in: the access tokens of mapping ${quote(draft.name)} carry it as it stands.`,
        advice: "Write the name that the services these tokens are for know, or leave it out.",
      }),
    );
}

function notFilledIn(finding: Pick<Finding, "field" | "message" | "advice">): Finding {
  return { code: "not_filled_in", severity: "warning", ...finding };
}

function textOf(template: TextTemplate | null): readonly string[] {
  return template?.kind === "text" ? [template.text] : [];
}
