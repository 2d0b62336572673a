/** Findings about what a mapping grants: rights, lifetime and reach out of proportion to what it demands. */

import { durationText } from "../duration.ts";
import { quote } from "../explaining/quote.ts";
import { everyService } from "../granting/audience.ts";
import { parseDynamicPattern } from "../granting/dynamic-pattern.ts";
import { isExact } from "../matching/accepted.ts";
import type { GrantTemplate, MappingDraft, Rule, TextTemplate } from "../terms.ts";
import { readablePath } from "./issuer-traits.ts";
import type { MappingSurroundings, Repairable } from "./lint.ts";
import { identifies, pinsOwner } from "./lint-clauses.ts";
import { withEveryGrant } from "./repair.ts";

/** A job rarely needs longer, and a token that leaks is good until it ends. */
const ordinaryLifetimeSeconds = 3600;

export function lintGrant(
  draft: MappingDraft,
  around: MappingSurroundings,
): readonly Repairable<MappingDraft>[] {
  return [
    ...broadAdmin(draft, around),
    ...longLifetime(draft),
    ...splitAtCommas(draft),
    ...everyAudience(draft),
    ...grantsNothing(draft),
    ...literalBraces(draft),
  ];
}

/** Broad: neither pinned to an owner nor, where owners know each other, bound to one exact identity. */
function isBroad(rule: Rule, around: MappingSurroundings): boolean {
  if (pinsOwner(rule.when, around)) return false;
  return (
    around.traits.shared ||
    !rule.when.some((clause) => isExact(clause) && identifies(clause.path, around.traits))
  );
}

const broadRights = {
  admin: {
    code: "broad_admin",
    severity: "critical",
    field: "grant.admin",
    word: "administrator",
    instead: "grant a group instead of the administrator's rights",
  },
  operator: {
    code: "broad_operator",
    severity: "critical",
    field: "grant.operator",
    word: "operator",
    instead: "grant administration alone",
  },
} as const;

function broadAdmin(draft: MappingDraft, around: MappingSurroundings): readonly Repairable<MappingDraft>[] {
  const broad = draft.rules.filter(
    (rule) => (rule.grant.admin || rule.grant.operator === true) && isBroad(rule, around),
  );
  if (broad.length === 0) return [];
  const { word, instead, ...finding } =
    broadRights[broad.some(({ grant }) => grant.operator === true) ? "operator" : "admin"];
  const whoever = draft.entry.kind === "console" ? "everybody" : "every workload";
  return [
    {
      ...finding,
      message: `Mapping ${quote(draft.name)} makes an ${word} of ${whoever} that fits, and its claims do not hold it to a single one.`,
      advice: `Demand ${quote(readablePath(around.traits.immutable[0] ?? ["sub"]))} with one exact value, or ${instead}.`,
      repairs: () => [
        {
          title: `Take the ${word}'s rights away`,
          members: withEveryGrant(draft, ({ operator: _, ...grant }) => ({ ...grant, admin: false })),
        },
      ],
    },
  ];
}

function longLifetime(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
  // A session's token never leaves the server, and is looked up with every request.
  if (draft.lifetimeSeconds <= ordinaryLifetimeSeconds || draft.entry.kind === "console") return [];
  const admin = draft.rules.some((rule) => rule.grant.admin);
  return [
    {
      code: "long_lifetime",
      severity: admin ? "warning" : "notice",
      field: "lifetimeSeconds",
      message: `The access tokens of mapping ${quote(draft.name)} live ${durationText(draft.lifetimeSeconds)}${admin ? " with the administrator's rights" : ""}; one that leaks is good all that time, and verifiers that only check its signature do not hear of a revocation.`,
      advice: `Set ${ordinaryLifetimeSeconds} s or less and let longer jobs exchange again.`,
      repairs: () => [
        {
          title: `Set the lifetime to ${durationText(ordinaryLifetimeSeconds)}`,
          members: { lifetimeSeconds: ordinaryLifetimeSeconds },
        },
      ],
    },
  ];
}

/** A list in one text is split by whoever reads it, and its writer may not have meant a list. */
function splitAtCommas(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
  const patterns = draft.rules
    .flatMap(({ grant }) => grant.groups)
    .flatMap((group) =>
      group.kind === "each" && group.names.kind === "pattern" ? [group.names.pattern] : [],
    )
    .map(parseDynamicPattern);
  const claims = new Set(patterns.flatMap((pattern) => (pattern.ok ? [pattern.value.claim] : [])));
  return [...claims].map((claim) => ({
    code: "split_at_commas",
    severity: "notice" as const,
    field: "grant.groups",
    message: `Mapping ${quote(draft.name)} makes groups from ${quote(claim)}; where a token carries text there and no list, it is split at its commas, so a name with a comma in it grants several groups.`,
    advice: `Have the issuer send ${quote(claim)} as a list, or see to it that no name in it holds a comma.`,
  }));
}

function everyAudience(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
  if (!draft.audience.includes(everyService)) return [];
  return [
    {
      code: "every_audience",
      severity: "notice",
      field: "audience",
      message: `The audience ${quote(everyService)} makes the access tokens of mapping ${quote(draft.name)} good at every service.`,
      advice: "List the services this workload uses, each as service@instance.",
    },
  ];
}

function grantsNothing(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
  const gives = ({ user, groups, projectRoles, admin, operator, ownPermissions }: GrantTemplate) =>
    user !== null ||
    groups.length > 0 ||
    projectRoles.length > 0 ||
    admin ||
    operator === true ||
    ownPermissions;
  if (draft.rules.some(({ grant }) => gives(grant))) return [];
  return [
    {
      code: "grants_nothing",
      severity: "warning",
      field: "grant",
      message: `Mapping ${quote(draft.name)} grants nothing: its access tokens say neither a user nor groups nor roles.`,
      advice: "Grant a user, groups or project roles, or delete the mapping.",
    },
  ];
}

/** A name that was meant to be made from a claim is granted as it is written. */
function literalBraces(draft: MappingDraft): readonly Repairable<MappingDraft>[] {
  const placeholder = /\{\{[^{}]+\}\}/;
  return draft.rules.flatMap(({ grant }) => {
    const { user, groups } = grant;
    const names = [
      ...(user?.name?.kind === "text" ? [{ member: "user", text: user.name.text }] : []),
      ...groups.flatMap((group) =>
        group.kind === "named" && group.name.kind === "text"
          ? [{ member: "groups", text: group.name.text }]
          : [],
      ),
    ];
    return names
      .filter(({ text }) => placeholder.test(text))
      .map(({ member, text }) => ({
        code: "literal_braces",
        severity: "warning" as const,
        field: `grant.${member}`,
        message: `Mapping ${quote(draft.name)} grants the name ${quote(text)} as it stands, braces included: only a pattern takes the value of a claim.`,
        advice: `Write it as ${member}_pattern if the value of the claim is meant.`,
        repairs: () => [{ title: `Write it as ${member}_pattern`, members: asPattern(draft, text) }],
      }));
  });
}

/** The name wherever it is granted, made from the claim. */
function asPattern(draft: MappingDraft, text: string): Partial<MappingDraft> {
  const isMeant = (template: TextTemplate | null) => template?.kind === "text" && template.text === text;
  const pattern: TextTemplate = { kind: "pattern", pattern: text };
  return withEveryGrant(draft, (grant) => ({
    ...grant,
    user: grant.user !== null && isMeant(grant.user.name) ? { ...grant.user, name: pattern } : grant.user,
    groups: grant.groups.map((group) =>
      group.kind === "named" && isMeant(group.name)
        ? { kind: "each", names: pattern, domain: group.domain }
        : group,
    ),
  }));
}
