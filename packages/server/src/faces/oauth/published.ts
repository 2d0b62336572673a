/**
 * What verifiers need to check our tokens: keys and metadata, in the documents of OAuth. Tokens of every face
 * are checked with them, so they are served whatever faces are mounted.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import { contentTag, isCurrentCopy } from "../conditional.ts";
import type { Face } from "../http.ts";
import { linkBase } from "../public-url.ts";
import type { FaceServices } from "../services.ts";
import { toOpenidConfiguration, toServerMetadata, writeError } from "./translate.ts";

/** Verifiers may keep keys and metadata this long; the next key is published well before its first use. */
const mayBeKept = "public, max-age=300";
/** What may be outdated is better than nothing, but not for long. */
const mustBeAskedFor = "no-cache";

/** The routes as the application mounts them, always. */
export function publishedFaces(services: FaceServices): readonly Face[] {
  const { keys, settings } = services;
  const freshness = () => (keys.areCurrent() ? mayBeKept : mustBeAskedFor);
  const metadata = (request: FastifyRequest) =>
    toServerMetadata({
      issuer: settings.issuer,
      base: linkBase(settings, request),
      mounted: settings.faces.includes("oauth"),
      algorithms: keys.algorithms(),
    });
  return [
    {
      prefixes: ["/.well-known"],
      errorWriter: writeError,
      bodies: [],
      routes: (instance) => {
        instance.get("/jwks.json", async (request, reply) =>
          sendPublic(request, reply, "application/jwk-set+json", keys.jwks(), freshness()),
        );
        instance.get("/oauth-authorization-server", async (request, reply) =>
          sendPublic(request, reply, "application/json", metadata(request)),
        );
        instance.get("/openid-configuration", async (request, reply) =>
          sendPublic(
            request,
            reply,
            "application/json",
            toOpenidConfiguration(metadata(request), keys.algorithms()),
          ),
        );
      },
    },
  ];
}

/** A document anybody may read and keep for a while. */
function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  document: object,
  freshness = mayBeKept,
) {
  const body = JSON.stringify(document);
  reply.header("cache-control", freshness).removeHeader("pragma");
  reply.header("access-control-allow-origin", "*").type(type);
  return reply.send(isCurrentCopy(request, reply, contentTag(body)) ? null : body);
}
