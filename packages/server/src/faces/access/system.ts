/**
 * What JFrog's clients ask about the system before they do anything: is it there, which version does it speak, is
 * my credential good. Nothing needs a credential but the service's id; a ping says OK to nobody who presents one
 * that is not good, since that is how people try what they set up.
 *
 * Sources: "System Ping", "Get Version" (JFrog REST APIs); jfrog/jfrog-client-go access/services/ping.go and
 * artifactory/services/system.go; jfrog/terraform-provider-shared util/util.go.
 */

import type { FastifyInstance } from "fastify";
import { checkCredential } from "../credentials.ts";
import type { FaceServices } from "../services.ts";
import { authenticated } from "./answering.ts";
import { accessLevel, artifactoryLevel } from "./compatibility.ts";
import { tokenFaultPhrases } from "./errors.ts";
import { faceName } from "./translate.ts";

const plainText = "text/plain; charset=utf-8";

/** Below `/access`. */
export function accessSystemRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.get("/api/v1/system/version", async () => ({ name: accessLevel, revision: revisionOf(services) }));
  pingRoute(instance, "/api/v1/system/ping", services);
}

/** Below `/artifactory`. */
export function artifactorySystemRoutes(instance: FastifyInstance, services: FaceServices): void {
  // The real product tells its licence too; there is none to tell of.
  instance.get("/api/system/version", async () => ({
    version: artifactoryLevel,
    revision: revisionOf(services),
    addons: [],
  }));
  pingRoute(instance, "/api/system/ping", services);
  const guarded = { onRequest: authenticated(services) };
  instance.get("/api/system/service_id", guarded, async (_request, reply) =>
    reply.type(plainText).send(`jfrt@${services.settings.serviceId}`),
  );
}

function pingRoute(instance: FastifyInstance, url: string, services: FaceServices): void {
  const checked = { onRequest: checkCredential(services, faceName, tokenFaultPhrases) };
  instance.get(url, checked, async (_request, reply) => reply.type(plainText).send("OK"));
}

/** No client reads it; people do, and learn what answers here. */
function revisionOf({ settings }: FaceServices): string {
  return `countersign-${settings.version}`;
}
