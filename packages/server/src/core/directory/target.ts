/**
 * What a token is asked for on at once when its holder logs in: found in the directory, and refused where the holder
 * has no role. Nobody learns whether something is there that is not theirs: that is refused with the same words.
 */

import { accept, type Refusal, refuse, type Verdict } from "../refusal.ts";
import type { DomainRef, TokenGrant } from "../terms.ts";
import { type RoleHolder, type RoleSources, rolesOn } from "./roles.ts";
import type { Target } from "./terms.ts";

/** What is asked for, by id or by name; the id counts where both are given. */
export interface WantedTarget {
  readonly kind: "project" | "domain";
  readonly id: string | null;
  readonly name: string | null;
}

/** What of the registry is looked at. */
type TargetSources = RoleSources & {
  projectNamed(domainId: string, name: string): { readonly key: string } | undefined;
};

/**
 * @param grant settled: everything in it has its id
 * @returns refused with `target_out_of_reach`
 */
export function settleTarget(
  sources: TargetSources,
  mapping: string,
  grant: Pick<TokenGrant, "user" | "groups" | "projectRoles">,
  wanted: WantedTarget,
): Verdict<Target> {
  const target = findTarget(sources, wanted, grant.user?.domain ?? null);
  if (target !== null && rolesOn(sources, holderOf(grant), target).length > 0) return accept(target);
  const { kind, id, name } = wanted;
  const groups = grant.groups.map((group) => group.name ?? group.id ?? "");
  return outOfReach({ mapping, kind, target: id ?? name ?? "", user: grant.user?.name ?? "", groups });
}

/** What is known of a target that was asked for in vain. Groups are by name, those of the token. */
export interface OutOfReach {
  readonly mapping: string;
  readonly kind: Target["kind"];
  /** As it was asked for. */
  readonly target: string;
  readonly user: string;
  readonly groups: readonly string[];
}

/** Refused with `target_out_of_reach`. */
export function outOfReach({ groups, ...facts }: OutOfReach): {
  readonly ok: false;
  readonly refusal: Refusal;
} {
  return refuse("target_out_of_reach", {
    ...facts,
    groups: groups.length === 0 ? "none" : groups.slice(0, mostGroupsTold).join(", "),
  });
}

/** A token may have hundreds. */
const mostGroupsTold = 20;

/** @param home the domain in which projects are named */
function findTarget(
  { directory, projectNamed }: TargetSources,
  { kind, id, name }: WantedTarget,
  home: DomainRef | null,
): Target | null {
  if (id !== null) return { kind, id };
  const found =
    kind === "domain"
      ? directory.named("domain", null, name ?? "")?.id
      : projectNamed(home?.id ?? "", name ?? "")?.key;
  return found === undefined ? null : { kind, id: found };
}

function holderOf({
  user,
  groups,
  projectRoles,
}: Pick<TokenGrant, "user" | "groups" | "projectRoles">): RoleHolder {
  return {
    userId: user?.id ?? "",
    groupIds: groups.flatMap(({ id }) => id ?? []),
    given: projectRoles.map(({ project, roles }) => ({ project, roleIds: roles })),
    administers: false,
  };
}
