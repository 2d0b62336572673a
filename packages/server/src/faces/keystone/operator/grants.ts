/**
 * Giving and taking roles: a role of somebody on a project, a domain or the system, also on a domain for all its
 * projects (`OS-INHERIT`).
 * @see https://docs.openstack.org/api-ref/identity/v3/ "Roles", "System Role Assignments", "OS-INHERIT"
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Giving, planGiving, planTaking, refuseUnknown } from "../../../core/directory/assignments.ts";
import { assignmentId } from "../../../core/directory/keys.ts";
import type { Actor, Target } from "../../../core/directory/terms.ts";
import type { FaceServices } from "../../services.ts";
import { failure } from "../errors.ts";
import { administrating, askerOf } from "../guard.ts";
import { sendLinked } from "../lists.ts";
import { failureOfChange, settled } from "./changes.ts";
import { roles } from "./roles.ts";

/** Where roles are given: the path of what they are given on, and whether they are given below it only. */
interface Place {
  readonly path: string;
  readonly target: Target["kind"];
  readonly inherited: boolean;
}

const places: readonly Place[] = [
  { path: "/projects/:target", target: "project", inherited: false },
  { path: "/domains/:target", target: "domain", inherited: false },
  { path: "/system", target: "system", inherited: false },
  { path: "/OS-INHERIT/domains/:target", target: "domain", inherited: true },
  { path: "/OS-INHERIT/projects/:target", target: "project", inherited: true },
];

const pathParameters = z.object({
  target: z.string().default(""),
  actor: z.string(),
  role: z.string().default(""),
});

export function grantRoutes(instance: FastifyInstance, services: FaceServices): void {
  for (const place of places) {
    for (const actor of ["user", "group"] as const) grantRoutesAt(instance, services, place, actor);
  }
}

function grantRoutesAt(
  instance: FastifyInstance,
  services: FaceServices,
  place: Place,
  actor: Actor["kind"],
): void {
  const given = (request: FastifyRequest): Giving => givingOf(request, place, actor);
  const end = place.inherited ? "/inherited_to_projects" : "";
  const all = `${place.path}/${actor}s/:actor/roles${end}`;
  const one = `${place.path}/${actor}s/:actor/roles/:role${end}`;
  const what = place.target === "system" ? `system_grant_for_${actor}` : "grant";
  const guarded = (deed: string) => administrating(services, `identity:${deed}_${what}`);
  const { changeDirectory } = services.configuration;

  instance.put(one, guarded("create"), async (request, reply) => {
    const giving = given(request);
    refuseInheritanceBelowProjects(place);
    settled(await changeDirectory(askerOf(request).principal, (registry) => planGiving(registry, giving)));
    return reply.code(204).send();
  });

  instance.get(one, guarded("check"), async (request, reply) => {
    const giving = given(request);
    const registry = services.registry();
    const unknown = refuseUnknown(registry, giving);
    if (unknown !== null) throw failureOfChange(unknown);
    if (registry.directory.get("assignment", assignmentId(giving)) === undefined) throw noGrant(giving);
    return reply.code(204).send();
  });

  instance.delete(one, guarded("revoke"), async (request, reply) => {
    const giving = given(request);
    const change = await changeDirectory(askerOf(request).principal, (registry) =>
      planTaking(registry, giving),
    );
    if (!change.ok && change.refusal.kind === "not_found") throw noGrant(giving);
    settled(change);
    return reply.code(204).send();
  });

  instance.get(all, administrating(services, `identity:list_${what}s`), async (request, reply) => {
    const { actor: by, target, inherited } = given(request);
    const { directory } = services.registry();
    const unknown = refuseUnknown(services.registry(), { roleId: null, actor: by, target });
    if (unknown !== null) throw failureOfChange(unknown);
    const found = directory
      .assignmentsOf(by)
      .filter((one) => one.inherited === inherited && isSameTarget(one.target, target))
      .flatMap(({ roleId }) => directory.get("role", roleId) ?? []);
    return sendLinked(services, request, reply, roles, found);
  });
}

function givingOf(request: FastifyRequest, { target: kind, inherited }: Place, actor: Actor["kind"]): Giving {
  const { target, actor: id, role } = pathParameters.parse(request.params);
  return {
    roleId: role,
    actor: { kind: actor, id },
    target: kind === "system" ? { kind } : { kind, id: target },
    inherited,
  };
}

function isSameTarget(one: Target, other: Target): boolean {
  return one.kind === other.kind && ("id" in one ? one.id : null) === ("id" in other ? other.id : null);
}

/** @throws HttpFailure 400: there would be nothing that inherits */
function refuseInheritanceBelowProjects({ target, inherited }: Place): void {
  if (!inherited || target !== "project") return;
  throw failure(400, {
    message:
      "Projects have no projects within them, so none inherits from another. Give the role on the domain, or on the project itself.",
  });
}

function noGrant({ roleId, actor, target }: Giving) {
  const on = target.kind === "system" ? "all" : target.id;
  return failure(404, {
    message: `Could not find role assignment with role: ${roleId}, user or group: ${actor.id}, project, domain, or system: ${on}.`,
  });
}
