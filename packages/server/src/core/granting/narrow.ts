/**
 * Narrowing a grant to a requested scope. Clients of other servers send scopes of their own, so words that
 * are no permissions of ours are ignored; a permission of ours that the grant does not hold is refused.
 */

import { accept, refuse, type Verdict } from "../refusal.ts";
import type { GroupRef, TokenGrant } from "../terms.ts";
import { includesPermissions, type Permissions, parseKnownScope, permissionsOf } from "./scope.ts";

/**
 * @param scope words as they were requested; none that is known: the grant stays as it is
 * @returns the grant with only the permissions asked for, or refused with `invalid_scope`
 */
export function narrowToScope(grant: TokenGrant, scope: readonly string[]): Verdict<TokenGrant> {
  const requested = scope.join(" ");
  const wanted = parseKnownScope(requested);
  if (!wanted.ok) return refuse("invalid_scope", { requested, detail: wanted.problem });
  if (wanted.value === null) return accept(grant);
  return includesPermissions(permissionsOf(grant), wanted.value)
    ? accept({ ...grant, ...restrict(grant, wanted.value) })
    : refuse("invalid_scope", {
        requested,
        detail: "It goes beyond what the identity mapping grants: ask for less, or for no scope at all.",
      });
}

function restrict(
  grant: TokenGrant,
  wanted: Permissions,
): Pick<TokenGrant, "admin" | "ownPermissions" | "groups" | "projectRoles"> {
  return {
    admin: wanted.admin,
    ownPermissions: wanted.ownPermissions,
    groups: grant.groups.filter((group) => wanted.groups.some((name) => isPlainGroup(group, name))),
    projectRoles: wanted.projectRoles.map(({ project, roles }) => ({ project, domain: null, roles })),
  };
}

/** A scope text names groups and projects of the one implicit domain; those of other domains it cannot mean. */
function isPlainGroup(group: GroupRef, name: string): boolean {
  return group.domain === null && group.name === name;
}
