/**
 * The OpenID Connect configuration of an identity provider: written, changed in parts, and read by administrators.
 * Nobody is contacted when it is written.
 */

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { administrating, askerOf } from "../guard.ts";
import { identityProviderIdIn } from "../operator/identity-providers.ts";
import { failureOfChange } from "./errors.ts";
import { type Deed, findConfiguration, planConfiguration } from "./plan-oidc-configuration.ts";
import { toConfigurationDocument } from "./translate-oidc-configuration.ts";

const path = "/OS-FEDERATION/identity-providers/:idp/openid-connect-config";

export function oidcConfigurationRoutes(instance: FastifyInstance, services: FaceServices): void {
  const guarded = (deed: string) => administrating(services, `identity:${deed}_openid_connect_config`);

  instance.post(path, guarded("create"), async (request, reply) => {
    const written = await write(services, request, "create");
    reply.code(201);
    return written;
  });

  instance.put(path, guarded("update"), (request) => write(services, request, "change"));

  instance.get(path, guarded("get"), async (request) => {
    const found = findConfiguration(services.registry(), identityProviderIdIn(request));
    if (!found.ok) throw failureOfChange(found.refusal);
    return toConfigurationDocument(found.value);
  });
}

async function write(services: FaceServices, request: FastifyRequest, deed: Deed): Promise<JsonObject> {
  const plan = planConfiguration(identityProviderIdIn(request), readJsonObject(request), deed);
  const change = await services.configuration.changeDirectory(askerOf(request).principal, plan);
  if (!change.ok) throw failureOfChange(change.refusal);
  return toConfigurationDocument(change.value);
}
