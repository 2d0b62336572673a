/** What an operator sets up, a file for each kind of thing. */

import type { FastifyInstance } from "fastify";
import type { FaceServices } from "../../services.ts";
import { projectsOf } from "../huawei/reach.ts";
import { ownUserDocument } from "../own/users.ts";
import { catalogServices, endpoints, regions } from "./catalog.ts";
import { domains } from "./domains.ts";
import { grantRoutes } from "./grants.ts";
import { groups } from "./groups.ts";
import { identityProviderRoutes } from "./identity-providers.ts";
import { mappingRoutes } from "./mappings.ts";
import { projects } from "./projects.ts";
import { protocolRoutes } from "./protocols.ts";
import { namedRegionRoutes } from "./region-routes.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { roleAssignmentRoutes } from "./role-assignments.ts";
import { roles } from "./roles.ts";
import { unsupportedRoutes } from "./unsupported.ts";
import { users } from "./users.ts";

export function operatorRoutes(instance: FastifyInstance, services: FaceServices): void {
  resourceRoutes(instance, services, domains);
  resourceRoutes(instance, services, {
    ...projects,
    seenBy: (registry, { contents }) => projectsOf(registry, contents),
  });
  resourceRoutes(instance, services, groups);
  resourceRoutes(instance, services, { ...users, ownDocument: ownUserDocument });
  resourceRoutes(instance, services, roles);
  resourceRoutes(instance, services, catalogServices);
  resourceRoutes(instance, services, endpoints);
  resourceRoutes(instance, services, regions);
  namedRegionRoutes(instance, services);
  grantRoutes(instance, services);
  roleAssignmentRoutes(instance, services);
  identityProviderRoutes(instance, services);
  mappingRoutes(instance, services);
  protocolRoutes(instance, services);
  unsupportedRoutes(instance, services);
}
