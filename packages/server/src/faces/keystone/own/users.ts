/**
 * A user as it sees itself, and as administrators see it: what it is, the projects it can be on, the groups it is in.
 * Federated users are written nowhere, so what is known of one is what its own token says.
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { mayAdminister } from "../../../core/access.ts";
import { projectsInReach, type RoleHolder } from "../../../core/directory/roles.ts";
import type { User } from "../../../core/directory/terms.ts";
import { federatedUserId, percentEncoded } from "../../../core/directory/user-id.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import type { FaceServices } from "../../services.ts";
import { forbidden } from "../errors.ts";
import { type Asker, askerOf, authenticated } from "../guard.ts";
import { sendLinked } from "../lists.ts";
import { groups } from "../operator/groups.ts";
import { projects } from "../operator/projects.ts";
import { newUser, users } from "../operator/users.ts";
import { roleHolderOf, type TokenContents } from "../tokens/profile.ts";
import { sha256 } from "../tokens/standing.ts";

const pathParameters = z.object({ id: z.string() });

export function ownUserRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = { onRequest: authenticated(services) };
  instance.get("/users/:id/projects", guarded, async (request, reply) => {
    const holder = holderMeant(request, "identity:list_user_projects");
    const found = projectsInReach(services.registry(), holder);
    return sendLinked(services, request, reply, projects, found);
  });
  instance.get("/users/:id/groups", guarded, async (request, reply) => {
    const { groupIds } = holderMeant(request, "identity:list_groups_for_user");
    const { directory } = services.registry();
    const found = groupIds.flatMap((id) => directory.get("group", id) ?? []);
    return sendLinked(services, request, reply, groups, found);
  });
}

/**
 * Whoever the path names. In which groups somebody is its token says, and nothing else: of others than itself there
 * are none, and no roles by them.
 * @throws HttpFailure 403 for another user's, to anybody but administrators
 */
function holderMeant(request: FastifyRequest, operation: string): RoleHolder {
  const { id } = pathParameters.parse(request.params);
  const asker = askerOf(request);
  if (asker.contents.user.id === id) return roleHolderOf(asker.contents);
  if (mayAdminister(asker.principal)) return { userId: id, groupIds: [], given: [], administers: false };
  throw forbidden("Only administrators read this of another user.", operation);
}

/** The document of whoever asks; undefined: somebody else is meant. */
export function ownUserDocument(
  registry: Registry,
  { contents }: Asker,
  id: string,
): (JsonObject & { readonly id: string }) | undefined {
  if (contents.user.id !== id) return undefined;
  return { ...users.show(asUser(registry, contents)), ...federationMembers(contents) };
}

/** What an operator wrote of it, or what there is to say without that. */
function asUser({ directory }: Registry, { user }: TokenContents): User {
  const written = directory.get("user", user.id);
  return {
    ...newUser(user.id),
    ...written,
    name: written?.name ?? user.name,
    domainId: written?.domainId ?? user.domain.id,
  };
}

function federationMembers({ user, door }: TokenContents): JsonObject {
  if (door === null) return {};
  const { identityProvider, protocol } = door;
  // A rule may make the id of something else than the name; what it was is nowhere then.
  const isOfName = federatedUserId(sha256, user.domain.id, user.name) === user.id;
  return {
    federated: [
      {
        idp_id: identityProvider,
        protocols: [{ protocol_id: protocol, ...(isOfName && { unique_id: percentEncoded(user.name) }) }],
      },
    ],
  };
}
