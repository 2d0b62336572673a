/**
 * The roles somebody holds, by the directory as it stands this moment: given to the user or to one of its groups, on
 * the target itself or inherited from the domain of a project, or given by the mapping it came in through. Whatever
 * is disabled, or is not there, gives nothing. Nothing is remembered: a role that is taken away is gone at once.
 */

import type { Registry } from "../matching/registry.ts";
import type { Project } from "../terms.ts";
import { targetKey } from "./keys.ts";
import { adminRoleId } from "./predefined.ts";
import type { Actor, Assignment, Standing, Target } from "./terms.ts";

/** Somebody, as far as roles go. */
export interface RoleHolder {
  readonly userId: string;
  readonly groupIds: readonly string[];
  /** What the mapping gave, by the project's key. */
  readonly given: readonly { readonly project: string; readonly roleIds: readonly string[] }[];
  /** Holds the role of administrators on whatever there is: an administrator's credential spoke for it. */
  readonly administers: boolean;
}

/** Where roles are looked up. */
export type RoleSources = Pick<Registry, "directory" | "projectByKey" | "projects">;

/** @returns in the order of their ids, none twice; empty: none, and also where the target is disabled or not there */
export function rolesOn(
  sources: RoleSources,
  holder: RoleHolder,
  target: Target,
): readonly Standing<"role">[] {
  return rolesAmong(sources, holdingsOf(sources, holder), target);
}

/** The projects it holds a role on, in the order of their keys. */
export function projectsInReach(sources: RoleSources, holder: RoleHolder): readonly Project[] {
  const holdings = holdingsOf(sources, holder);
  // Very many projects may be in a few domains, and what counts in all of a domain's is found once.
  const wide = new Map<string, boolean>();
  const isWide = (domainId: string): boolean => {
    const known = wide.get(domainId) ?? holdsInAllOf(sources, holdings, domainId);
    wide.set(domainId, known);
    return known;
  };
  const isHeld = ({ key, domainId, enabled }: Project) =>
    (enabled && isWide(domainId)) ||
    (holdings.byPlace.has(placeOf({ target: { kind: "project", id: key }, inherited: false })) &&
      rolesAmong(sources, holdings, { kind: "project", id: key }).length > 0);
  return [...candidates(sources, holdings)].filter(isHeld).sort((one, other) => compare(one.key, other.key));
}

/** Whether there is a role on each project of the domain that is enabled. */
function holdsInAllOf(sources: RoleSources, { byPlace, administers }: Holdings, domainId: string): boolean {
  if (!isOpen(sources, { kind: "domain", id: domainId })) return false;
  const inherited = byPlace.get(placeOf({ target: { kind: "domain", id: domainId }, inherited: true })) ?? [];
  return administers || rolesIn(sources, inherited, domainId).length > 0;
}

/** The domains it holds a role on itself, in the order of their ids. */
export function domainsInReach(sources: RoleSources, holder: RoleHolder): readonly Standing<"domain">[] {
  const holdings = holdingsOf(sources, holder);
  return sources.directory
    .list("domain")
    .filter(({ id }) => rolesAmong(sources, holdings, { kind: "domain", id }).length > 0)
    .sort((one, other) => compare(one.id, other.id));
}

/** Whether it is there and enabled, and so is the domain it is in. */
function isOpen(
  { directory, projectByKey }: Pick<RoleSources, "directory" | "projectByKey">,
  target: Target,
): boolean {
  const isOpenDomain = (id: string) => directory.get("domain", id)?.enabled === true;
  switch (target.kind) {
    case "system":
      return true;
    case "domain":
      return isOpenDomain(target.id);
    case "project": {
      const project = projectByKey(target.id);
      return project?.enabled === true && isOpenDomain(project.domainId);
    }
  }
}

/** A role somebody was given, by assignment or by the mapping. */
type Gift = Pick<Assignment, "roleId" | "target" | "inherited">;

/** Everything somebody was given, by where it counts (`placeOf`). */
interface Holdings {
  readonly byPlace: ReadonlyMap<string, readonly Gift[]>;
  readonly administers: boolean;
}

function holdingsOf({ directory }: RoleSources, holder: RoleHolder): Holdings {
  const actors: readonly Actor[] = [
    { kind: "user", id: holder.userId },
    ...holder.groupIds.map((id) => ({ kind: "group", id }) as const),
  ];
  const gifts: readonly Gift[] = [
    ...actors.flatMap((actor) => directory.assignmentsOf(actor)),
    ...holder.given.flatMap(({ project, roleIds }) =>
      roleIds.map((roleId) => ({
        roleId,
        target: { kind: "project", id: project } as const,
        inherited: false,
      })),
    ),
  ];
  return { byPlace: Map.groupBy(gifts, placeOf), administers: holder.administers };
}

/** Inherited ones count in the projects of the domain, and so in another place than the domain's own. */
function placeOf({ target, inherited }: Pick<Gift, "target" | "inherited">): string {
  return `${inherited} ${targetKey(target)}`;
}

/** Projects among which all those it holds a role on are. */
function candidates(sources: RoleSources, { byPlace, administers }: Holdings): Iterable<Project> {
  const gifts = [...byPlace.values()].flat();
  if (administers || gifts.some(({ inherited }) => inherited)) return sources.projects();
  return new Set(
    gifts.flatMap(({ target }) => (target.kind === "project" ? (sources.projectByKey(target.id) ?? []) : [])),
  );
}

function rolesAmong(
  sources: RoleSources,
  { byPlace, administers }: Holdings,
  target: Target,
): readonly Standing<"role">[] {
  if (!isOpen(sources, target)) return [];
  const domainId = domainOf(sources, target);
  const places = [placeOf({ target, inherited: false })];
  if (target.kind === "project" && domainId !== null) {
    places.push(placeOf({ target: { kind: "domain", id: domainId }, inherited: true }));
  }
  const given = places.flatMap((place) => byPlace.get(place) ?? []);
  return rolesIn(sources, administers ? [...given, { roleId: adminRoleId }] : given, domainId);
}

/** @param domainId whose own roles count there; null: none's */
function rolesIn(
  { directory }: RoleSources,
  gifts: readonly Pick<Gift, "roleId">[],
  domainId: string | null,
): readonly Standing<"role">[] {
  return [...new Set(gifts.map(({ roleId }) => roleId))]
    .flatMap((id) => directory.get("role", id) ?? [])
    .filter((role) => role.domainId === null || role.domainId === domainId)
    .sort((one, other) => compare(one.id, other.id));
}

/** The domain whose own roles count there; null: none's. */
export function domainOf({ projectByKey }: Pick<RoleSources, "projectByKey">, target: Target): string | null {
  switch (target.kind) {
    case "system":
      return null;
    case "domain":
      return target.id;
    case "project":
      return projectByKey(target.id)?.domainId ?? null;
  }
}

/** No two of what is sorted are alike. */
function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
