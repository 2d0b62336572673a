/**
 * Version discovery: clients ask the root of an address for the versions there are, and a version for itself.
 * @see https://docs.openstack.org/api-ref/identity/v3/ "List versions", "Show v3 API details"
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../core/terms.ts";
import { prefersSpecial } from "../media-preference.ts";
import type { FaceServices } from "../services.ts";
import { openstackRequestId } from "./errors.ts";
import { baseOf, endpointOf } from "./links.ts";

/** The version of the Identity API whose behaviour this face follows: that of Keystone since 2020. */
const version = { id: "v3.14", status: "stable", updated: "2020-04-07T00:00:00Z" } as const;

const homeType = "application/json-home";

/** The document of one version. @param base of the face: public URL and mount */
function versionDocument(base: string): JsonObject {
  return {
    ...version,
    links: [{ rel: "self", href: `${base}/v3/` }],
    "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  };
}

/** What is answered at a root with status 300: the versions there are, and where the only one is. */
export function discoveryOf(
  base: string,
  requestId: string,
): {
  readonly members: { readonly versions: JsonObject };
  readonly headers: Readonly<Record<string, string>>;
} {
  return {
    members: { versions: { values: [versionDocument(base)] } },
    headers: { location: `${base}/v3/`, "x-openstack-request-id": openstackRequestId(requestId) },
  };
}

/** `/v3` itself. */
export function versionRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.get("/", async (request, reply) => {
    if (prefersSpecial(request.headers.accept, homeType, "application/json")) {
      return sendHome(reply, endpointOf(services, request));
    }
    return { version: versionDocument(baseOf(services, request)) };
  });
}

/** The root of a mount. */
export function mountRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.get("/", (request, reply) => sendVersions(services, request, reply));
}

function sendVersions(services: FaceServices, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { members, headers } = discoveryOf(baseOf(services, request), request.id);
  return reply.code(300).headers(headers).send(members);
}

/** Relations that tools of the time of JSON home look up, with their paths below the endpoint. */
const relations: Readonly<Record<string, string>> = {
  auth_tokens: "/auth/tokens",
  auth_projects: "/auth/projects",
  auth_domains: "/auth/domains",
  auth_catalog: "/auth/catalog",
  projects: "/projects",
  domains: "/domains",
};

/** @see https://datatracker.ietf.org/doc/html/draft-nottingham-json-home-03 */
function sendHome(reply: FastifyReply, endpoint: string): FastifyReply {
  const { pathname } = new URL(endpoint);
  const resources = Object.fromEntries(
    Object.entries(relations).map(([name, path]) => [
      `https://docs.openstack.org/api/openstack-identity/3/rel/${name}`,
      { href: `${pathname}${path}` },
    ]),
  );
  return reply.type(homeType).send({ resources });
}
