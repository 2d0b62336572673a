/**
 * Groups: those of the directory, in the domain of whatever names none, so that this face and Keystone's manage the
 * same ones. Nobody is listed as a member: who is in a group stands in tokens.
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MakePlan } from "../../core/directory/changes.ts";
import { plainId } from "../../core/directory/identity-providers.ts";
import { planCreation, planRemoval, planReplacement } from "../../core/directory/objects.ts";
import { defaultDomainId } from "../../core/directory/predefined.ts";
import type { Group } from "../../core/directory/terms.ts";
import { quote } from "../../core/explaining/quote.ts";
import type { Registry } from "../../core/matching/registry.ts";
import { principalOf } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import { linkBase } from "../public-url.ts";
import { readJsonObject } from "../request-body.ts";
import type { FaceServices } from "../services.ts";
import { administrating, created, must, settled } from "./answering.ts";
import { toChangedGroup, toGroupDocument, toGroupsDocument, toNewGroup } from "./translate-group.ts";
import { pathNames } from "./wire.ts";
import { readGroupChange, readGroupsQuery, readMembersChange, readNewGroup } from "./wire-group.ts";

const collection = "/api/v2/groups";

export function groupRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = administrating(services, "see and change groups");
  const change = async <T>(request: FastifyRequest, plan: MakePlan<T>): Promise<T> =>
    settled(await services.configuration.changeDirectory(principalOf(request), plan), "group");

  instance.get(collection, guarded, async (request) => {
    const query = must(readGroupsQuery(request.query));
    const groups = services
      .registry()
      .directory.list("group")
      .filter(({ domainId }) => domainId === defaultDomainId);
    const base = `${linkBase(services.settings, request)}/access${collection}`;
    return toGroupsDocument(groups, query, (name) => `${base}/${encodeURIComponent(name)}`);
  });

  instance.post(collection, guarded, async (request, reply) => {
    const wanted = must(readNewGroup(readJsonObject(request)));
    const group = await change(request, (registry, tools) =>
      planCreation(registry, toNewGroup(wanted, plainId(tools))),
    );
    return created(reply, toGroupDocument(group));
  });

  instance.get(`${collection}/:group`, guarded, async (request) =>
    toGroupDocument(findGroup(services.registry(), request)),
  );

  instance.patch(`${collection}/:group`, guarded, async (request) => {
    const { name } = findGroup(services.registry(), request);
    const wanted = must(readGroupChange(readJsonObject(request), name));
    const group = await change(request, (registry) =>
      planReplacement(registry, toChangedGroup(findGroup(registry, request), wanted)),
    );
    return toGroupDocument(group);
  });

  instance.delete(`${collection}/:group`, guarded, async (request, reply) => {
    await change(request, (registry) => planRemoval(registry, "group", findGroup(registry, request).id));
    return reply.code(204).send();
  });

  instance.patch(`${collection}/:group/members`, guarded, async (request) => {
    findGroup(services.registry(), request);
    must(readMembersChange(readJsonObject(request)));
    return { members: [] };
  });
}

/** @throws HttpFailure 404 */
function findGroup({ directory }: Registry, request: FastifyRequest): Group {
  const name = pathNames(request.params).group;
  const group = directory.named("group", defaultDomainId, name);
  if (group !== undefined) return group;
  throw new HttpFailure(
    404,
    "not_found",
    `group doesn't exist: ${quote(name)}. Names are compared exactly; GET /access${collection} lists those there are.`,
  );
}
