/** What clients may look for and what a door for workloads does not have: each with a sentence that says so. */

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { FaceServices } from "../../services.ts";
import { notFound } from "../errors.ts";
import { administrating } from "../guard.ts";
import { endpointOf, pageLinks } from "../links.ts";
import { notAllowed } from "./changes.ts";

const pathParameters = z.object({ group: z.string() });

const noMembers =
  "groups have no list of members here: who is in a group is said by the mapping with which somebody logs in, and stands in the token. Name the group in the mapping's rules.";

export function unsupportedRoutes(instance: FastifyInstance, services: FaceServices): void {
  const listing = administrating(services, "identity:list_users_in_group");
  instance.get("/groups/:group/users", listing, async (request) => {
    const { group } = pathParameters.parse(request.params);
    if (services.registry().directory.get("group", group) === undefined) throw notFound("group", group);
    return { users: [], links: pageLinks(endpointOf(services, request), request) };
  });

  instance.route({
    method: ["PUT", "GET", "DELETE"],
    url: "/groups/:group/users/:user",
    ...administrating(services, "identity:add_user_to_group"),
    handler: () => {
      throw notAllowed(noMembers);
    },
  });

  instance.route({
    method: ["POST"],
    url: "/users/:user/password",
    ...administrating(services, "identity:change_password"),
    handler: () => {
      throw notAllowed(
        "users have no passwords here. A service signs in with a service token, a workload with its ID token.",
      );
    },
  });
}
