/**
 * Between the identity mapping document and the core's mapping. What the short form says, it says by the
 * same functions in both directions: a mapping is shown in short form only when writing that form again
 * would give exactly this mapping.
 */

import { isDeepStrictEqual } from "node:util";
import { plainProjectRoles } from "../../core/granting/plain-project-roles.ts";
import type { Finding } from "../../core/linting/lint.ts";
import { claimsFromClauses, clausesFromClaims } from "../../core/matching/claims-document.ts";
import type {
  Clause,
  GrantTemplate,
  GroupTemplate,
  JsonObject,
  Mapping,
  MappingDraft,
  Rule,
  TextTemplate,
} from "../../core/terms.ts";
import type { FullGrant, MappingDocument, MappingInput, RuleDocument, ShortGrant } from "./mapping-wire.ts";
import { type ServerMember, snakeCase, toFindingDocument, toTimestamp } from "./wire.ts";

/** Noted with a mapping that was written with `rules`, so that it is read back so. */
const fullForm = { admin: { form: "rules" } };

/** @param providerId of the provider the document names */
export function toMappingDraft(document: MappingInput, providerId: string): MappingDraft {
  const { claims, grant, rules } = document;
  return {
    name: document.name,
    description: document.description,
    providerId,
    project: document.project,
    entry: document.entry,
    priority: document.priority,
    rules: rules?.map(toRule) ?? [toShortRule(claims ?? {}, grant ?? {})],
    audience: document.audience,
    lifetimeSeconds: document.lifetime_seconds,
    selfRevocable: document.self_revocable,
    annotations: rules === undefined ? {} : fullForm,
  };
}

export function toMappingDocument(
  mapping: Mapping,
  provider: string,
  findings: readonly Finding[],
): MappingDocument {
  return {
    id: mapping.id,
    ...toMappingMembers(mapping, provider),
    revision: mapping.revision,
    created_at: toTimestamp(mapping.createdAt),
    updated_at: toTimestamp(mapping.updatedAt),
    findings: findings.map(toFindingDocument),
  };
}

/** What of the document its author writes, in the form it was written in. */
export function toMappingMembers(
  mapping: MappingDraft,
  provider: string,
): Omit<MappingDocument, ServerMember> {
  const short = mapping.annotations["admin"] === undefined ? shortFormOf(mapping.rules) : null;
  return {
    name: mapping.name,
    provider,
    project: mapping.project,
    entry: mapping.entry,
    description: mapping.description,
    priority: mapping.priority,
    ...(short ?? { rules: mapping.rules.map(toRuleDocument) }),
    audience: [...mapping.audience],
    lifetime_seconds: mapping.lifetimeSeconds,
    self_revocable: mapping.selfRevocable,
  };
}

/**
 * The document's name of a core member, dotted. In the short form a clause's fault is told of `claims`, and
 * a grant's of the member of `grant` it stands for.
 */
export function mappingMember(document: Pick<MappingInput, "rules">): (field: string) => string {
  return (field) => {
    if (field === "providerId") return "provider";
    if (document.rules !== undefined) return snakeCase(field);
    if (field.startsWith("rules.0.when")) return "claims";
    const patterned = /^rules\.0\.grant\.(user|groups)\b.*\bpattern$/.exec(field)?.[1];
    if (patterned !== undefined) return `grant.${patterned}_pattern`;
    const granted = /^rules\.0\.grant\.(\w+)/.exec(field)?.[1];
    return snakeCase(granted === undefined ? field : `grant.${granted}`);
  };
}

function toShortRule(claims: JsonObject, grant: ShortGrant): Rule {
  return { when: clausesFromClaims(claims), grant: toGrantTemplate(grant) };
}

function toGrantTemplate(grant: ShortGrant): GrantTemplate {
  const user = textOrPattern(grant.user, grant.user_pattern);
  const named = (grant.groups ?? []).map(
    (group): GroupTemplate => ({ kind: "named", name: { kind: "text", text: group }, domain: null }),
  );
  const pattern = textOrPattern(undefined, grant.groups_pattern);
  return {
    user: user === null ? null : { name: user, id: null, email: null, domain: null, local: false },
    groups: pattern === null ? named : [...named, { kind: "each", names: pattern, domain: null }],
    projectRoles: (grant.project_roles ?? []).map((one) => ({ ...one, domain: null })),
    admin: grant.admin ?? false,
    ...(grant.operator === true && { operator: true }),
    ownPermissions: grant.own_permissions ?? false,
  };
}

function textOrPattern(text: string | undefined, pattern: string | undefined): TextTemplate | null {
  if (text !== undefined) return { kind: "text", text };
  return pattern === undefined ? null : { kind: "pattern", pattern };
}

/** The short form of these rules, or null when it would not say the same. */
function shortFormOf(
  rules: readonly Rule[],
): { readonly claims: JsonObject; readonly grant: ShortGrant } | null {
  const [rule, ...others] = rules;
  if (rule === undefined || others.length > 0) return null;
  const claims = claimsFromClauses(rule.when);
  const grant = shortGrantOf(rule.grant);
  const again = toShortRule(claims, grant);
  return isDeepStrictEqual(again, rule) ? { claims, grant } : null;
}

function shortGrantOf(grant: GrantTemplate): ShortGrant {
  const user = grant.user?.name ?? null;
  const groups = grant.groups.flatMap((group) =>
    group.kind === "named" && group.name.kind === "text" ? [group.name.text] : [],
  );
  const each = grant.groups.find((group) => group.kind === "each");
  return {
    ...(user?.kind === "text" && { user: user.text }),
    ...(user?.kind === "pattern" && { user_pattern: user.pattern }),
    ...(groups.length > 0 && { groups }),
    ...(each?.names.kind === "pattern" && { groups_pattern: each.names.pattern }),
    ...(grant.projectRoles.length > 0 && {
      project_roles: plainProjectRoles(grant).map(({ project, roles }) => ({ project, roles: [...roles] })),
    }),
    ...(grant.admin && { admin: true }),
    ...(grant.operator === true && { operator: true }),
    ...(grant.ownPermissions && { own_permissions: true }),
  };
}

function toRule({ when, grant, idle }: RuleDocument): Rule {
  const { project_list: list, decides_projects: decides, user_domain: userDomain } = grant;
  return {
    when: when.map(({ aliases, separator, ...clause }) => ({
      ...clause,
      ...(aliases !== undefined && { aliases }),
      ...(separator !== undefined && { separator }),
    })),
    grant: {
      user: grant.user,
      groups: grant.groups,
      projectRoles: grant.project_roles,
      ...(list !== undefined && { projectList: list }),
      ...(decides !== undefined && { decidesProjects: decides }),
      ...(userDomain !== undefined && { userDomain }),
      admin: grant.admin,
      ...(grant.operator === true && { operator: true }),
      ownPermissions: grant.own_permissions,
    },
    ...(idle !== undefined && { idle }),
  };
}

function toRuleDocument({ when, grant, idle }: Rule): RuleDocument {
  return { when: when.map(toClauseDocument), grant: toFullGrant(grant), ...(idle !== undefined && { idle }) };
}

function toClauseDocument({ path, test, aliases, separator }: Clause): RuleDocument["when"][number] {
  return {
    path: [...path],
    test: "matchers" in test ? { ...test, matchers: [...test.matchers] } : test,
    ...(aliases !== undefined && { aliases: aliases.map((alias) => ({ ...alias, path: [...alias.path] })) }),
    ...(separator !== undefined && { separator }),
  };
}

function toFullGrant(grant: GrantTemplate): FullGrant {
  const { projectList, decidesProjects, userDomain } = grant;
  return {
    user: grant.user,
    groups: [...grant.groups],
    project_roles: grant.projectRoles.map((one) => ({ ...one, roles: [...one.roles] })),
    ...(projectList !== undefined && { project_list: projectList }),
    ...(decidesProjects !== undefined && { decides_projects: decidesProjects }),
    ...(userDomain !== undefined && { user_domain: userDomain }),
    admin: grant.admin,
    ...(grant.operator === true && { operator: true }),
    own_permissions: grant.ownPermissions,
  };
}
