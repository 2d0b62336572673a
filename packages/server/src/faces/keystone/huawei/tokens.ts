/**
 * A token for an ID token in one call, for a project or domain at once if that is asked for. No protocol is named:
 * Huawei Cloud's for OpenID Connect is `oidc`. One token is made, and nothing is left behind when it is refused.
 *
 * Source: "Obtaining a Scoped Token with an OpenID Connect ID Token", "Obtaining an Unscoped Token …" (Identity and
 * Access Management, API reference).
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  findIdentityProvider,
  hasProtocol,
  protocolsOf,
  type SeenIdentityProvider,
} from "../../../core/directory/doors.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { checkIdentityProviderId, type Door, findDoor } from "../doors.ts";
import { failure, parameterFault } from "../errors.ts";
import { singleHeader } from "../guard.ts";
import { admitted, exchangeIdToken, subjectTokenOf } from "../tokens/login.ts";
import { tokenAnswer } from "../tokens/token-body.ts";
import { readTokenRequest } from "./wire.ts";

export const tokenPath = "/OS-AUTH/id-token/tokens";

export function tokenRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.post(tokenPath, { onRequest: admitted(services) }, (request, reply) =>
    issue(services, request, reply),
  );
}

async function issue(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  const idp = identityProviderIn(request);
  const read = readTokenRequest(readJsonObject(request));
  if (!read.ok) throw failure(400, { message: read.message });
  const door = impliedDoor(services.registry(), idp);
  const { minted, token } = await exchangeIdToken(services, request, door, read.value);
  reply.code(201).header("x-subject-token", subjectTokenOf(minted));
  return tokenAnswer(services, request, token);
}

/** @throws HttpFailure 400 without, or for what can be none */
function identityProviderIn(request: FastifyRequest): string {
  const id = singleHeader(request, "x-idp-id");
  if (id === null) {
    throw failure(400, {
      message: "Request parameter 'X-Idp-Id' is invalid.",
      advice: "Send the id of the identity provider as X-Idp-Id.",
      code: parameterFault,
    });
  }
  checkIdentityProviderId(id);
  return id;
}

/** Huawei Cloud's name, Keystone's usual ones; anything else only where there is no choice. */
const usualProtocols = ["oidc", "openid", "mapped"] as const;

/** @throws HttpFailure as `findDoor` */
function impliedDoor(registry: Registry, idp: string): Door {
  const identityProvider = findIdentityProvider(registry, idp);
  const usual =
    identityProvider && usualProtocols.find((name) => hasProtocol(registry, identityProvider, name));
  return findDoor(registry, idp, usual ?? onlyProtocol(registry, identityProvider) ?? usualProtocols[0]);
}

/** Of a provider that was made by itself every mapping is looked at, so the usual names are asked for first. */
function onlyProtocol(registry: Registry, owner: SeenIdentityProvider | undefined): string | undefined {
  const [only, ...more] = owner === undefined ? [] : protocolsOf(registry, owner);
  return more.length > 0 ? undefined : only?.name;
}
