/**
 * What the winning mapping grants to this token: every template resolved, the audience settled, a
 * requested scope taken off. Nothing here widens: the audience is always the mapping's or a part of it,
 * and a requested scope can only narrow.
 */

import type { ExchangeRequest } from "../exchange-request.ts";
import type { Chosen } from "../matching/registry.ts";
import type { Verdict } from "../refusal.ts";
import type { Claims, GrantedUser, GrantSubject, Mapping, Provider, TokenGrant } from "../terms.ts";
import { chooseAudience } from "./audience-choice.ts";
import { contributionsOf } from "./contributions.ts";
import { uniteGroups } from "./groups.ts";
import { narrowToScope } from "./narrow.ts";
import { makeProjectRoles } from "./project-roles.ts";
import { groupNameRule, type ReadJson } from "./template.ts";
import { makeUser } from "./users.ts";

/** What the server of this moment holds every grant to, whatever its mapping says. */
export interface GrantLimits {
  /** Longest access token, in seconds. */
  readonly maxTokenLifetimeSeconds: number;
  /** Group names no pattern may produce, in lower case. */
  readonly reservedGroups: ReadonlySet<string>;
  /** Not a limit but what enforces some: claims may hold JSON as text. */
  readonly readJson: ReadJson;
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
  const contributions = contributionsOf(chosen, claims, limits.readJson);
  const user = makeUser(contributions, mapping.entry, claims);
  if (!user.ok) return user;
  const groups = uniteGroups(contributions, mapping, groupNameRule(limits.reservedGroups));
  if (!groups.ok) return groups;
  const projectRoles = makeProjectRoles(contributions);
  if (!projectRoles.ok) return projectRoles;
  const audience = chooseAudience(request.audience, mapping, provider, claims);
  if (!audience.ok) return audience;
  const operator = contributions.some(({ grant }) => grant.operator === true);
  const grant: TokenGrant = {
    subject: subjectOf(user.value, provider, mapping),
    user: user.value,
    groups: groups.value,
    projectRoles: projectRoles.value,
    // Whoever operates the server also administers it.
    admin: operator || contributions.some(({ grant }) => grant.admin),
    ...(operator && { operator }),
    ownPermissions: contributions.some(({ grant }) => grant.ownPermissions),
    audience: audience.value,
    lifetimeSeconds: Math.min(mapping.lifetimeSeconds, limits.maxTokenLifetimeSeconds),
    selfRevocable: mapping.selfRevocable,
  };
  return narrowToScope(grant, request.scope);
}

function subjectOf(user: GrantedUser | null, provider: Provider, mapping: Mapping): GrantSubject {
  const name = user?.name ?? user?.id ?? null;
  return name === null
    ? { kind: "mapping", provider: provider.name, mapping: mapping.name }
    : { kind: "user", name };
}
