/** Regions may also be made under the id of their path. */

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { ownMember } from "../../../core/json.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { administrating, askerOf } from "../guard.ts";
import { endpointOf, linked } from "../links.ts";
import { regions } from "./catalog.ts";
import { settled } from "./changes.ts";
import { invalidInput, memberOf } from "./documents.ts";

const pathParameters = z.object({ id: z.string() });

export function namedRegionRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.put("/regions/:id", administrating(services, "identity:create_region"), async (request, reply) => {
    const { id } = pathParameters.parse(request.params);
    const document = memberOf(readJsonObject(request), "region");
    const named = ownMember(document, "id") ?? id;
    if (named !== id) throw invalidInput("id", `It is ${JSON.stringify(id)} in the path.`);
    const change = await services.configuration.changeDirectory(askerOf(request).principal, (registry) =>
      regions.planCreation(registry, regions.read(document, null, id), document),
    );
    reply.code(201);
    return {
      region: linked(endpointOf(services, request), regions.collection, regions.show(settled(change))),
    };
  });
}
