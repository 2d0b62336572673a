/**
 * The list of all given roles, with its filters. Roles of groups are shown as such: who is in a group stands in the
 * tokens, so they cannot be spelled out for its members.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "List role assignments"
 */

import type { FastifyInstance } from "fastify";
import type { Standing, User } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject, Project } from "../../../core/terms.ts";
import type { FaceServices } from "../../services.ts";
import { failure } from "../errors.ts";
import { administrating } from "../guard.ts";
import { endpointOf, linkTo } from "../links.ts";
import { sendList } from "../lists.ts";
import { isTrue, queryOf } from "./filters.ts";
import { users } from "./users.ts";

type Query = ReadonlyMap<string, string>;
/** By id. */
type DerivedUsers = ReadonlyMap<string, User>;

async function derivedUsers(services: FaceServices): Promise<DerivedUsers> {
  return new Map(((await users.derived?.(services)) ?? []).map((user) => [user.id, user]));
}

export function roleAssignmentRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = administrating(services, "identity:list_role_assignments");
  instance.get("/role_assignments", guarded, async (request, reply) => {
    const query = queryOf(request);
    refuseContradiction(query);
    const registry = services.registry();
    const endpoint = endpointOf(services, request);
    const names = isAsked(query, "include_names") ? await derivedUsers(services) : null;
    const projectsIn = projectsFinder(registry, query);
    return sendList(services, request, reply, {
      collection: "role_assignments",
      things: candidates(registry, query),
      documentsOf: (one) =>
        fits(one, query)
          ? spelledOut(one, query, projectsIn).map((shown) => documentOf(registry, shown, endpoint, names))
          : [],
    });
  });
}

/** Filters that no assignment can pass together. */
const exclusive: readonly (readonly [string, string, string])[] = [
  ["user.id", "group.id", "A role is given to a user or to a group: ask for one of user.id and group.id."],
  [
    "scope.domain.id",
    "scope.project.id",
    "A role is given on a domain or on a project: ask for one of scope.domain.id and scope.project.id.",
  ],
  [
    "scope.domain.id",
    "scope.system",
    "A role is given on the system or on a domain: ask for one of scope.system and scope.domain.id.",
  ],
  [
    "scope.project.id",
    "scope.system",
    "A role is given on the system or in a project: ask for one of scope.system and scope.project.id.",
  ],
];

/** @throws HttpFailure 400 */
function refuseContradiction(query: Query): void {
  const both = exclusive.find(([one, other]) => query.has(one) && query.has(other));
  if (both !== undefined) throw failure(400, { message: both[2] });
  if (isAsked(query, "effective") && query.has("group.id")) {
    throw failure(400, {
      message: "With effective there are no roles of groups: ask without it for those of group.id.",
    });
  }
}

function isAsked(query: Query, parameter: string): boolean {
  const word = query.get(parameter);
  return word !== undefined && isTrue(word);
}

/** An assignment, or the one that follows from one on a domain for a project of it. */
interface Shown extends Standing<"assignment"> {
  /** The domain from which it is inherited; null: it was given as it stands. */
  readonly from: string | null;
}

/** The shortest list that has all that fit. */
function candidates({ directory }: Registry, query: Query): readonly Standing<"assignment">[] {
  const user = query.get("user.id");
  const group = query.get("group.id");
  const role = query.get("role.id");
  if (user !== undefined) return directory.assignmentsOf({ kind: "user", id: user });
  if (group !== undefined) return directory.assignmentsOf({ kind: "group", id: group });
  return role === undefined ? directory.list("assignment") : directory.assignmentsOfRole(role);
}

function fits({ roleId, target, inherited }: Standing<"assignment">, query: Query): boolean {
  const inheritance = query.get("scope.OS-INHERIT:inherited_to");
  const isWanted = (parameter: string, value: string | null) =>
    !query.has(parameter) || query.get(parameter) === value;
  const domain = target.kind === "domain" ? target.id : null;
  return (
    isWanted("role.id", roleId) &&
    isWanted("scope.domain.id", domain) &&
    (!query.has("scope.system") || target.kind === "system") &&
    (inheritance === undefined || (inheritance === "projects") === inherited)
  );
}

/** With `effective`, one that is inherited stands for one in each project of the domain. Each is made when it is asked for. */
function spelledOut(
  one: Standing<"assignment">,
  query: Query,
  projectsIn: ProjectsIn,
): IteratorObject<Shown> {
  const project = query.get("scope.project.id");
  const { target, inherited } = one;
  if (!inherited || target.kind !== "domain" || !isAsked(query, "effective")) {
    const isWanted = project === undefined || (target.kind === "project" && target.id === project);
    return (isWanted ? [{ ...one, from: null }] : []).values();
  }
  return projectsIn(target.id)
    .values()
    .map(({ key }) => ({ ...one, target: { kind: "project", id: key }, from: target.id }));
}

/** Those of a domain's projects that are asked for. */
type ProjectsIn = (domainId: string) => readonly Project[];

/** Very many roles may be inherited from a domain of very many projects, so one that is named is not looked for among them. */
function projectsFinder(registry: Registry, query: Query): ProjectsIn {
  const named = query.get("scope.project.id");
  if (named !== undefined) {
    const project = registry.projectByKey(named);
    return (domainId) => (project?.domainId === domainId ? [project] : []);
  }
  let byDomain: ReadonlyMap<string, readonly Project[]> | null = null;
  return (domainId) => {
    byDomain ??= Map.groupBy(registry.projects(), (project) => project.domainId);
    return byDomain.get(domainId) ?? [];
  };
}

/** @param names of users that follow from what is kept elsewhere; null: no names are asked for */
function documentOf(
  registry: Registry,
  one: Shown,
  endpoint: string,
  names: DerivedUsers | null,
): JsonObject {
  const { roleId, actor, target, inherited, from } = one;
  const on =
    from !== null
      ? ["domains", from]
      : target.kind === "system"
        ? ["system"]
        : [`${target.kind}s`, target.id];
  const link = [...on, `${actor.kind}s`, actor.id, "roles", roleId];
  const assignment = inherited
    ? linkTo(endpoint, "OS-INHERIT", ...link, "inherited_to_projects")
    : linkTo(endpoint, ...link);
  return {
    role: names !== null ? namedRole(registry, roleId) : { id: roleId },
    [actor.kind]: names !== null ? namedActor(registry, actor, names) : { id: actor.id },
    scope: {
      ...scopeOf(registry, target, names !== null),
      ...(inherited && { "OS-INHERIT:inherited_to": "projects" }),
    },
    links: { assignment },
  };
}

function scopeOf(registry: Registry, target: Shown["target"], withNames: boolean): JsonObject {
  switch (target.kind) {
    case "system":
      return { system: { all: true } };
    case "domain":
      return { domain: withNames ? namedDomain(registry, target.id) : { id: target.id } };
    case "project": {
      const project = registry.projectByKey(target.id);
      return {
        project:
          withNames && project !== undefined
            ? { id: target.id, name: project.displayName, domain: namedDomain(registry, project.domainId) }
            : { id: target.id },
      };
    }
  }
}

function namedRole(registry: Registry, id: string): JsonObject {
  const role = registry.directory.get("role", id);
  if (role === undefined) return { id };
  return {
    id,
    name: role.name,
    ...(role.domainId !== null && { domain: namedDomain(registry, role.domainId) }),
  };
}

/** A user that came in through an identity provider has its name in its tokens only. */
function namedActor(registry: Registry, { kind, id }: Shown["actor"], users: DerivedUsers): JsonObject {
  const actor = (kind === "user" ? users.get(id) : undefined) ?? registry.directory.get(kind, id);
  return {
    id,
    name: actor?.name ?? id,
    domain: namedDomain(registry, actor?.domainId ?? ""),
  };
}

function namedDomain(registry: Registry, id: string): JsonObject {
  return { id, name: registry.directory.get("domain", id)?.name ?? id };
}
