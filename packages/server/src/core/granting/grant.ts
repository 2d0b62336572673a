/**
 * What the winning mapping grants to this token: every template resolved, the audience settled, a
 * requested scope taken off. Nothing here widens: the audience is always the mapping's or a part of it,
 * and a requested scope can only narrow.
 */

import type { ExchangeRequest } from "../exchange-request.ts";
import { placeholderClaims } from "../matching/mapping.ts";
import type { Chosen } from "../matching/registry.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type {
  Claims,
  GrantedUser,
  GrantSubject,
  GrantTemplate,
  GroupRef,
  GroupTemplate,
  Mapping,
  Provider,
  TextTemplate,
  TokenGrant,
  UserTemplate,
} from "../terms.ts";
import { chooseAudience } from "./audience-choice.ts";
import { narrowToScope } from "./narrow.ts";
import {
  groupNameRule,
  makeText,
  makeTexts,
  maxGroups,
  type NameRule,
  type TemplateSource,
  userNameRule,
} from "./template.ts";

/** What the server of this moment holds every grant to, whatever its mapping says. */
export interface GrantLimits {
  /** Longest access token, in seconds. */
  readonly maxTokenLifetimeSeconds: number;
  /** Group names no pattern may produce, in lower case. */
  readonly reservedGroups: ReadonlySet<string>;
}

/**
 * Every matching rule contributes: the first that names a user names it, groups are united, the last that
 * gives roles in projects gives them all. The lifetime is the mapping's, but never above the server's maximum:
 * the mapping may have been saved under a higher one.
 * @returns refused with `template_failed`, `unsafe_claim_value`, `invalid_target` or `invalid_scope`
 */
export function planGrant(
  chosen: Chosen,
  provider: Provider,
  claims: Claims,
  request: Pick<ExchangeRequest, "audience" | "scope">,
  limits: GrantLimits,
): Verdict<TokenGrant> {
  const { mapping } = chosen;
  const contributions = contributionsOf(chosen, claims);
  const user = firstUser(contributions);
  if (!user.ok) return user;
  const groups = uniteGroups(contributions, mapping, groupNameRule(limits.reservedGroups));
  if (!groups.ok) return groups;
  const audience = chooseAudience(request.audience, mapping, provider, claims);
  if (!audience.ok) return audience;
  const grant: TokenGrant = {
    subject: subjectOf(user.value, provider, mapping),
    user: user.value,
    groups: groups.value,
    projectRoles:
      contributions.findLast(({ grant }) => grant.projectRoles.length > 0)?.grant.projectRoles ?? [],
    admin: contributions.some(({ grant }) => grant.admin),
    ownPermissions: contributions.some(({ grant }) => grant.ownPermissions),
    audience: audience.value,
    lifetimeSeconds: Math.min(mapping.lifetimeSeconds, limits.maxTokenLifetimeSeconds),
    selfRevocable: mapping.selfRevocable,
  };
  return narrowToScope(grant, request.scope);
}

/** What one matching rule gives, and what its templates draw on. */
interface Contribution {
  readonly grant: GrantTemplate;
  readonly source: TemplateSource;
}

function contributionsOf({ mapping, matched }: Chosen, claims: Claims): readonly Contribution[] {
  return matched.flatMap(({ rule: index, placeholders }) => {
    const rule = mapping.rules[index];
    return rule === undefined
      ? []
      : [
          {
            grant: rule.grant,
            source: {
              mapping: mapping.name,
              claims,
              placeholders,
              placeholderClaims: placeholderClaims(rule),
            },
          },
        ];
  });
}

function subjectOf(user: GrantedUser | null, provider: Provider, mapping: Mapping): GrantSubject {
  const name = user?.name ?? user?.id ?? null;
  return name === null
    ? { kind: "mapping", provider: provider.name, mapping: mapping.name }
    : { kind: "user", name };
}

function firstUser(contributions: readonly Contribution[]): Verdict<GrantedUser | null> {
  for (const { grant, source } of contributions) {
    if (grant.user !== null) return makeUser(grant.user, source);
  }
  return accept(null);
}

function makeUser(template: UserTemplate, source: TemplateSource): Verdict<GrantedUser> {
  const name = makeOptional(template.name, userNameRule, source);
  if (!name.ok) return name;
  const id = makeOptional(template.id, { ...userNameRule, what: "user id" }, source);
  if (!id.ok) return id;
  const email = makeOptional(template.email, { ...userNameRule, what: "email address" }, source);
  if (!email.ok) return email;
  const { domain, local } = template;
  return accept({ name: name.value, id: id.value, email: email.value, domain, local });
}

function makeOptional(
  template: TextTemplate | null,
  rule: NameRule,
  source: TemplateSource,
): Verdict<string | null> {
  return template === null ? accept(null) : makeText(template, rule, source);
}

function uniteGroups(
  contributions: readonly Contribution[],
  mapping: Mapping,
  rule: NameRule,
): Verdict<readonly GroupRef[]> {
  const groups = new Map<string, GroupRef>();
  for (const { grant, source } of contributions) {
    for (const template of grant.groups) {
      const made = makeGroups(template, rule, source);
      if (!made.ok) return made;
      for (const group of made.value) groups.set(identityOf(group), group);
    }
  }
  const detail = `the grant would hold ${groups.size} groups; at most ${maxGroups} are granted`;
  return groups.size > maxGroups
    ? refuse("template_failed", { mapping: mapping.name, pattern: null, claim: null, detail })
    : accept([...groups.values()]);
}

function makeGroups(
  template: GroupTemplate,
  rule: NameRule,
  source: TemplateSource,
): Verdict<readonly GroupRef[]> {
  switch (template.kind) {
    case "named": {
      const name = makeText(template.name, rule, source);
      return name.ok ? accept([{ id: null, name: name.value, domain: template.domain }]) : name;
    }
    case "by_id": {
      const id = makeText(template.id, rule, source);
      return id.ok ? accept([{ id: id.value, name: null, domain: null }]) : id;
    }
    case "each": {
      const { domain } = template;
      const names = makeTexts(template.names, rule, source);
      return names.ok ? accept(names.value.map((name) => ({ id: null, name, domain }))) : names;
    }
    case "each_id": {
      const ids = makeTexts(template.ids, rule, source);
      return ids.ok ? accept(ids.value.map((id) => ({ id, name: null, domain: null }))) : ids;
    }
  }
}

/** Groups are the same when id, name and domain are. */
function identityOf({ id, name, domain }: GroupRef): string {
  return JSON.stringify([id, name, domain?.id ?? null, domain?.name ?? null]);
}
