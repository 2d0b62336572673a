/**
 * `GET /` goes by `Accept`: a person's browser is sent to the console, or told what runs here where there is none;
 * every other client is told besides where the versions are that it may be looking for.
 */

import type { FastifyRequest } from "fastify";
import type { JsonObject } from "../core/terms.ts";
import type { Face } from "./http.ts";
import { prefersSpecial } from "./media-preference.ts";
import { writeError } from "./operations.ts";
import { linkBase } from "./public-url.ts";
import type { FaceServices } from "./services.ts";

/** What clients of one face look for at the root, answered with status 300; `base` is the public URL asked for. */
export type Discovery = (
  base: string,
  requestId: string,
) => {
  readonly members: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
};

/** @param discovery null: no face that is mounted has clients that look there */
export function rootFace(services: FaceServices, discovery: Discovery | null): Face {
  return {
    prefixes: ["/"],
    errorWriter: writeError,
    alwaysServed: true,
    bodies: [],
    routes: (instance) => {
      instance.get("/", async (request, reply) => {
        const described = describeServer(services, request);
        // What is answered depends on it, also for whoever keeps answers.
        reply.header("vary", "Accept");
        const isBrowser = prefersSpecial(request.headers.accept, "text/html", "application/json");
        if (isBrowser && services.settings.faces.includes("console")) return reply.redirect("/console/");
        if (discovery === null || isBrowser) return described;
        const { members, headers } = discovery(linkBase(services.settings, request), request.id);
        // Clients that look for versions take a member of this name for the only one there is.
        const { version: _ours, ...rest } = described;
        return reply
          .code(300)
          .headers(headers)
          .send({ ...members, ...rest });
      });
    },
  };
}

function describeServer({ settings }: FaceServices, request: FastifyRequest): JsonObject {
  const base = linkBase(settings, request);
  const { faces } = settings;
  return {
    name: "countersign",
    version: settings.version,
    issuer: settings.issuer,
    links: {
      ...(faces.includes("oauth") && { token_endpoint: `${base}/oauth2/token` }),
      ...(faces.includes("keystone") && { identity: `${base}/v3` }),
      keys: `${base}/.well-known/jwks.json`,
      authorization_server: `${base}/.well-known/oauth-authorization-server`,
      ...(faces.includes("console") && { console: `${base}/console/` }),
      ...(faces.includes("admin") && { admin_api: `${base}/api/v1/openapi.json` }),
      health: `${base}/readyz`,
      metrics: `${base}/metrics`,
    },
  };
}
