/** Giving and taking roles. What a role is given to and on must be there; giving it again changes nothing. */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import type { Registry } from "../matching/registry.ts";
import type { Plan } from "./changes.ts";
import { assignmentId } from "./keys.ts";
import { missing } from "./refusals.ts";
import { domainOf } from "./roles.ts";
import type { Actor, Assignment, Target } from "./terms.ts";

/** Who gets which role on what. */
export type Giving = Pick<Assignment, "roleId" | "actor" | "target" | "inherited">;

/**
 * Users that come in through an identity provider are nowhere before they do; their ids are digests that anybody can
 * compute beforehand, so roles can wait for them.
 */
const derivedUserId = /^[0-9a-f]{64}$/;

/** Whether a user that comes in through an identity provider may have this id. */
export function isDerivedUserId(id: string): boolean {
  return derivedUserId.test(id);
}

export function planGiving(registry: Registry, giving: Giving): Plan<Assignment> {
  const refusal = refuseUnknown(registry, giving) ?? refuseForeignRole(registry, giving);
  if (refusal !== null) return { ok: false, refusal };
  const draft: Assignment = { kind: "assignment", id: assignmentId(giving), ...giving };
  const stands = registry.directory.get("assignment", draft.id) !== undefined;
  return { ok: true, value: draft, writes: stands ? [] : [{ write: "put", draft }] };
}

export function planTaking(registry: Registry, giving: Giving): Plan<void> {
  const id = assignmentId(giving);
  return registry.directory.get("assignment", id) === undefined
    ? { ok: false, refusal: missing("assignment", giving.roleId) }
    : { ok: true, value: undefined, writes: [{ write: "delete", of: "assignment", id }] };
}

/** The first of role, actor and target that is not there. */
export function refuseUnknown(
  registry: Registry,
  { roleId, actor, target }: Pick<Giving, "actor" | "target"> & { readonly roleId: string | null },
): ChangeRefusal | null {
  if (roleId !== null && registry.directory.get("role", roleId) === undefined) return missing("role", roleId);
  if (!isKnownActor(registry, actor)) return missing(actor.kind, actor.id);
  return target.kind === "system" || isKnownTarget(registry, target) ? null : missing(target.kind, target.id);
}

function isKnownActor({ directory }: Registry, { kind, id }: Actor): boolean {
  return directory.get(kind, id) !== undefined || (kind === "user" && isDerivedUserId(id));
}

function isKnownTarget(
  registry: Registry,
  { kind, id }: Exclude<Target, { readonly kind: "system" }>,
): boolean {
  return (kind === "project" ? registry.projectByKey(id) : registry.directory.get(kind, id)) !== undefined;
}

/** A domain's own role is given only in that domain and its projects. */
function refuseForeignRole(registry: Registry, { roleId, target }: Giving): ChangeRefusal | null {
  const domainId = registry.directory.get("role", roleId)?.domainId ?? null;
  if (domainId === null || domainId === domainOf(registry, target)) return null;
  return {
    kind: "forbidden",
    detail: `The role ${JSON.stringify(roleId)} is one of the domain ${JSON.stringify(domainId)}: it can be given only there.`,
  };
}
