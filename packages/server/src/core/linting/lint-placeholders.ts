/**
 * Findings about values that were to be filled in: presets and samples write `<number of the repository>`
 * where every installation has its own. An address such as `Name <name@host>` is no such place.
 */

import { quote } from "../explaining/quote.ts";
import { textsOf } from "../matching/accepted.ts";
import type { MappingDraft, TextTemplate } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { Repairable } from "./lint.ts";
import type { RuleUnderLint } from "./lint-clauses.ts";
import { demandMeant, type Repair, withEveryGrant } from "./repair.ts";

const placeholder = /<[^<>@]+>/;

/** Claims that no token can match. */
export function lintPlaceholders({
  clauses,
  field,
  edits,
}: RuleUnderLint): readonly Repairable<MappingDraft>[] {
  return clauses.flatMap((clause) => {
    const left = textsOf(clause).find((text) => placeholder.test(text));
    if (left === undefined) return [];
    const claim = readablePath(clause.path);
    return [
      notFilledIn({
        field: `${field}.${claim}`,
        message: `${quote(left)} was to be filled in: no token carries that in ${claim}, so it never fits.`,
        advice: `Write the value that this workload's token carries in ${claim}.`,
        repairs: () => demandMeant(clause.path, edits),
      }),
    ];
  });
}

/** Names and audiences that would be granted as they stand. */
export function lintGrantPlaceholders(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
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
        repairs: () => leaveNameOut(draft, field, text),
      }),
    );
}

/** A group or an audience less; without its user a token would stand for somebody else. */
function leaveNameOut(draft: MappingDraft, field: string, text: string): readonly Repair<MappingDraft>[] {
  const title = `Leave ${quote(text)} out`;
  switch (field) {
    case "audience":
      return [{ title, members: { audience: draft.audience.filter((one) => one !== text) } }];
    case "grant.groups":
      return [
        {
          title,
          members: withEveryGrant(draft, (grant) => ({
            ...grant,
            groups: grant.groups.filter(
              (group) => group.kind !== "named" || group.name.kind !== "text" || group.name.text !== text,
            ),
          })),
        },
      ];
    default:
      return [];
  }
}

function notFilledIn(
  finding: Pick<Repairable<MappingDraft>, "field" | "message" | "advice" | "repairs">,
): Repairable<MappingDraft> {
  return { code: "not_filled_in", severity: "warning", ...finding };
}

function textOf(template: TextTemplate | null): readonly string[] {
  return template?.kind === "text" ? [template.text] : [];
}
