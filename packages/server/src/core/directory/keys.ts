/** What things in the directory are known by: composed ids, and the keys under which each can be looked up. */

import type { Actor, Assignment, DirectoryDraft, Target } from "./terms.ts";

/** The id of a role given to somebody on something. */
export function assignmentId({
  roleId,
  actor,
  target,
  inherited,
}: Pick<Assignment, "roleId" | "actor" | "target" | "inherited">): string {
  const on = target.kind === "system" ? [target.kind] : [target.kind, target.id];
  return JSON.stringify([roleId, actor.kind, actor.id, ...on, inherited]);
}

/** The id of an identity provider's protocol. Neither part can hold a slash. */
export function protocolId(identityProviderId: string, name: string): string {
  return `${identityProviderId}/${name}`;
}

/** A key that several objects of a kind may share. */
export type LookUpKey = string;

/** @param domainId null: of a role that is in none, or of a domain itself */
export function nameKey(domainId: string | null, name: string): LookUpKey {
  return key("name", domainId, name);
}
/** Kinds whose names are unique in a domain, or at all. */
export type NamedKind = "domain" | "group" | "user" | "role";

export function actorKey({ kind, id }: Actor): LookUpKey {
  return key("actor", kind, id);
}

export function targetKey(target: Target): LookUpKey {
  return key("target", target.kind, target.kind === "system" ? null : target.id);
}

export function roleKey(roleId: string): LookUpKey {
  return key("role", roleId);
}

export function identityProviderKey(id: string): LookUpKey {
  return key("identity_provider", id);
}

export function rulesetKey(id: string): LookUpKey {
  return key("ruleset", id);
}

export function providerKey(id: string): LookUpKey {
  return key("provider", id);
}

export function mappingKey(id: string): LookUpKey {
  return key("mapping", id);
}

/** Everything an object can be looked up by beside its id. */
export function lookUpKeys(object: DirectoryDraft): readonly LookUpKey[] {
  switch (object.kind) {
    case "domain":
      return [nameKey(null, object.name)];
    case "group":
    case "role":
    case "user":
      return object.name === null ? [] : [nameKey(object.domainId, object.name)];
    case "assignment":
      return [actorKey(object.actor), targetKey(object.target), roleKey(object.roleId)];
    case "identity_provider":
      return object.providerIds.map(providerKey);
    case "protocol":
      return [
        identityProviderKey(object.identityProviderId),
        rulesetKey(object.rulesetId),
        ...object.mappingIds.map(mappingKey),
      ];
    case "ruleset":
    case "service":
    case "endpoint":
    case "region":
      return [];
  }
}

function key(...parts: readonly (string | null)[]): LookUpKey {
  return JSON.stringify(parts);
}
