/**
 * Writing what stands for itself in the directory: domains, groups, users, roles, and services, endpoints and
 * regions. Here it is kept that names are unique, that what one refers to is there, and that whatever would refer to
 * nothing goes along when something is deleted.
 */

import type { ChangeRefusal } from "../configuring/configuration.ts";
import type { Registry } from "../matching/registry.ts";
import type { Plan, PlannedWrite } from "./changes.ts";
import { planProjectRemoval } from "./projects.ts";
import { fixed, inUse, missing, taken, unchangeable } from "./refusals.ts";
import type { Actor, DirectoryDraft, DirectoryKind, Domain, Standing } from "./terms.ts";

/** What a plain object may be. */
export type PlainKind = "domain" | "group" | "user" | "role" | "service" | "endpoint" | "region";
export type PlainDraft = Extract<DirectoryDraft, { readonly kind: PlainKind }>;

/** A new one. */
export function planCreation<Draft extends PlainDraft>(registry: Registry, draft: Draft): Plan<Draft> {
  const refusal =
    (registry.directory.get(draft.kind, draft.id) === undefined ? null : taken(draft.kind, "id", draft.id)) ??
    refuseUnsound(registry, draft);
  return refusal === null ? put(draft) : { ok: false, refusal };
}

/** In the place of the one of its id; its domain stays. */
export function planReplacement<Draft extends PlainDraft>(registry: Registry, draft: Draft): Plan<Draft> {
  const standing = registry.directory.get(draft.kind, draft.id);
  const refusal =
    standing === undefined
      ? missing(draft.kind, draft.id)
      : (refusePredefined(standing) ?? refuseMoved(standing, draft) ?? refuseUnsound(registry, draft));
  return refusal === null ? put(draft) : { ok: false, refusal };
}

/** Whatever is in it or refers to it goes along. */
export function planRemoval(registry: Registry, kind: PlainKind, id: string): Plan<void> {
  const standing = registry.directory.get(kind, id);
  if (standing === undefined) return { ok: false, refusal: missing(kind, id) };
  const refusal = refusePredefined(standing);
  return refusal === null ? withDependents(registry, standing) : { ok: false, refusal };
}

function put<Draft extends DirectoryDraft>(draft: Draft): Plan<Draft> {
  return { ok: true, value: draft, writes: [{ write: "put", draft }] };
}

/** Nobody wrote what has no revision. */
function refusePredefined({ kind, id, revision }: Standing<PlainKind>): ChangeRefusal | null {
  return revision === 0 ? unchangeable(kind, id) : null;
}

function refuseMoved(standing: PlainDraft, draft: PlainDraft): ChangeRefusal | null {
  const moved = "domainId" in standing && "domainId" in draft && standing.domainId !== draft.domainId;
  return moved ? fixed(draft.kind, "domainId") : null;
}

/** A name that another one has, or a reference to nothing. */
function refuseUnsound(registry: Registry, draft: PlainDraft): ChangeRefusal | null {
  const { directory } = registry;
  const needs = (kind: DirectoryKind, id: string | null) =>
    id === null || directory.get(kind, id) !== undefined ? null : missing(kind, id);
  const nameIsFree = (kind: "domain" | "group" | "user" | "role", domainId: string | null, name: string) => {
    const other = directory.named(kind, domainId, name);
    return other === undefined || other.id === draft.id ? null : taken(kind, "name", name);
  };
  switch (draft.kind) {
    case "domain":
      return nameIsFree("domain", null, draft.name);
    case "group":
    case "role":
      return needs("domain", draft.domainId) ?? nameIsFree(draft.kind, draft.domainId, draft.name);
    case "user":
      return (
        needs("domain", draft.domainId) ??
        (draft.name === null ? null : nameIsFree("user", draft.domainId, draft.name))
      );
    case "service":
      return null;
    case "endpoint":
      return needs("service", draft.serviceId) ?? needs("region", draft.regionId);
    case "region":
      return needs("region", draft.parentId) ?? refuseCircle(registry, draft.id, draft.parentId);
  }
}

function refuseCircle(registry: Registry, id: string, parentId: string | null): ChangeRefusal | null {
  return parentId !== null && regionsBelow(registry, id).includes(parentId)
    ? {
        kind: "invalid",
        field: "parentId",
        detail: "parentId cannot be the region itself or one below it.",
      }
    : null;
}

/** The region and all below it. */
function regionsBelow({ directory }: Registry, id: string): readonly string[] {
  const found = [id];
  for (const above of found) {
    for (const { id: one, parentId } of directory.list("region")) {
      if (parentId === above && !found.includes(one)) found.push(one);
    }
  }
  return found;
}

function withDependents(registry: Registry, standing: Standing<PlainKind>): Plan<void> {
  const { kind, id } = standing;
  switch (kind) {
    case "domain":
      return planDomainRemoval(registry, standing);
    case "group":
    case "user":
      return removal(actorWrites(registry, { kind, id }));
    case "role":
      return removal([...withdrawals(registry.directory.assignmentsOfRole(id)), deletion(kind, id)]);
    case "service":
      return removal([
        ...registry.directory
          .list("endpoint")
          .filter(({ serviceId }) => serviceId === id)
          .map((endpoint) => deletion("endpoint", endpoint.id)),
        deletion(kind, id),
      ]);
    case "endpoint":
      return removal([deletion(kind, id)]);
    case "region":
      return planRegionRemoval(registry, id);
  }
}

function removal(writes: readonly PlannedWrite[]): Plan<void> {
  return { ok: true, value: undefined, writes };
}

function deletion(of: DirectoryKind, id: string): PlannedWrite {
  return { write: "delete", of, id };
}

function withdrawals(assignments: readonly Standing<"assignment">[]): readonly PlannedWrite[] {
  return assignments.map(({ id }) => deletion("assignment", id));
}

function actorWrites({ directory }: Registry, actor: Actor): readonly PlannedWrite[] {
  return [...withdrawals(directory.assignmentsOf(actor)), deletion(actor.kind, actor.id)];
}

/** A domain is emptied with it; whoever still comes into it must not be left without one. */
function planDomainRemoval(registry: Registry, { id, enabled }: Domain): Plan<void> {
  const { directory } = registry;
  if (enabled) {
    return {
      ok: false,
      refusal: inUse("domain", id, "is enabled: disable it first, so that nobody uses it."),
    };
  }
  const entrant = directory.list("identity_provider").find(({ domainId }) => domainId === id);
  if (entrant !== undefined) {
    const rest = `is where users of the identity provider ${JSON.stringify(entrant.id)} are: delete that first.`;
    return { ok: false, refusal: inUse("domain", id, rest) };
  }
  const projects = [...registry.projects()]
    .filter(({ domainId }) => domainId === id)
    .map(({ key }) => planProjectRemoval(registry, key));
  const held = projects.find((plan) => !plan.ok);
  if (held !== undefined) return held;
  const within = (kind: "group" | "user" | "role") =>
    directory.list(kind).filter(({ domainId }) => domainId === id);
  const writes = [
    ...projects.flatMap((plan) => (plan.ok ? plan.writes : [])),
    ...withdrawals(directory.assignmentsOn({ kind: "domain", id })),
    ...within("group").flatMap((group) => actorWrites(registry, { kind: "group", id: group.id })),
    ...within("user").flatMap((user) => actorWrites(registry, { kind: "user", id: user.id })),
    ...within("role").flatMap((role) => [
      ...withdrawals(directory.assignmentsOfRole(role.id)),
      deletion("role", role.id),
    ]),
    deletion("domain", id),
  ];
  return removal(eachOnce(writes));
}

/** The regions below it go along; what is reached in any of them must go first. */
function planRegionRemoval(registry: Registry, id: string): Plan<void> {
  const regions = regionsBelow(registry, id);
  const reached = registry.directory
    .list("endpoint")
    .some(({ regionId }) => regionId !== null && regions.includes(regionId));
  return reached
    ? { ok: false, refusal: inUse("region", id, "or one below it has endpoints: delete them first.") }
    : removal(regions.map((region) => deletion("region", region)));
}

/** A role of somebody in the domain on something in the domain would be taken back twice. */
function eachOnce(writes: readonly PlannedWrite[]): readonly PlannedWrite[] {
  return [...new Map(writes.map((write) => [JSON.stringify(write), write])).values()];
}
