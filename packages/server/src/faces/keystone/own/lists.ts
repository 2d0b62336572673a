/**
 * What a token can be used on: the projects and domains its holder has a role on, and the catalog of what it is
 * scoped to. Any good token may ask; who has none anywhere reads an empty list.
 */

import type { FastifyInstance } from "fastify";
import { projectsInReach, rolesOn } from "../../../core/directory/roles.ts";
import type { JsonObject } from "../../../core/terms.ts";
import type { FaceServices } from "../../services.ts";
import { forbidden } from "../errors.ts";
import { askerOf, authenticated } from "../guard.ts";
import { domainsOf } from "../huawei/reach.ts";
import { endpointOf, linkTo, pageLinks } from "../links.ts";
import { sendLinked } from "../lists.ts";
import { domains } from "../operator/domains.ts";
import { projects } from "../operator/projects.ts";
import { catalogOf } from "../tokens/catalog.ts";
import { roleHolderOf } from "../tokens/profile.ts";

/** Clients of the federation's first version ask at the second of the paths. */
const homes = ["/auth", "/OS-FEDERATION"] as const;

export function ownListRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = { onRequest: authenticated(services) };
  for (const home of homes) {
    instance.get(`${home}/projects`, guarded, async (request, reply) => {
      const found = projectsInReach(services.registry(), roleHolderOf(askerOf(request).contents));
      return sendLinked(services, request, reply, projects, found);
    });
    instance.get(`${home}/domains`, guarded, async (request, reply) => {
      const found = domainsOf(services.registry(), askerOf(request).contents);
      return sendLinked(services, request, reply, domains, found);
    });
  }
  instance.get("/auth/system", guarded, async (request) => {
    const holder = roleHolderOf(askerOf(request).contents);
    const some = rolesOn(services.registry(), holder, { kind: "system" }).length > 0;
    return { system: some ? [{ all: true }] : [], links: pageLinks(endpointOf(services, request), request) };
  });
  instance.get("/auth/catalog", guarded, async (request): Promise<JsonObject> => {
    const { scope, user } = askerOf(request).contents;
    const endpoint = endpointOf(services, request);
    if (scope === null)
      throw forbidden("Only a scoped token has a catalog: scope it with `POST /v3/auth/tokens`.");
    return {
      catalog: catalogOf(services.registry().directory, { scope, userId: user.id, endpoint }),
      links: { self: linkTo(endpoint, "auth", "catalog") },
    };
  });
}
