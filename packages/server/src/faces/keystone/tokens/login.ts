/**
 * Logging in with an ID token: it comes as a bearer token, to POST, GET or HEAD, and whatever body comes along is
 * ignored. The answer's header has the token, its body says what the token is.
 *
 * Sources: openstack/keystone api-ref v3-ext/federation/auth; Huawei Cloud IAM "Obtaining an Unscoped Token with an
 * OpenID Connect ID Token".
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { MintedToken } from "../../../core/minting.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { admitCaller } from "../../admit-caller.ts";
import { clientFacts } from "../../client-address.ts";
import { readCredential } from "../../credentials.ts";
import type { FaceServices } from "../../services.ts";
import { checkIdentityProviderId, type Door, findDoor } from "../doors.ts";
import { unauthorized } from "../errors.ts";
import { faceName } from "../guard.ts";
import { idTokenElsewhere } from "../huawei/id-token.ts";
import { endpointOf } from "../links.ts";
import { failureOfRefusal } from "../refusals.ts";
import { type ReadToken, readMinted } from "./profile.ts";
import { tokenDocument } from "./token-body.ts";
import { contentsOfLogin, type Knock, toLoginRequest } from "./translate-login.ts";

/** Below `/v3`; clients that were given an address without it ask below nothing. */
export const loginPath = "/OS-FEDERATION/identity_providers/:idp/protocols/:protocol/auth";

/** @param path relative to the instance's prefix */
export function loginRoutes(
  instance: FastifyInstance,
  services: FaceServices,
  path: string = loginPath,
): void {
  const limited = { onRequest: admitted(services) };
  const handler = (request: FastifyRequest, reply: FastifyReply) => logIn(services, request, reply);
  instance.post(path, limited, handler);
  instance.get(path, limited, handler);
}

/** An `onRequest` hook that lets pass who is within the limit of those that ask for a token. */
export function admitted(services: FaceServices) {
  return admitCaller(services, faceName, (refusal) =>
    failureOfRefusal(refusal, "unverified", { level: services.settings.disclosure, endpoint: "" }),
  );
}

/** As long as headers may be: a token that is too long for an exchange is told so there. */
const headerLimit = 32 * 1_024;

const pathParameters = z.object({ idp: z.string(), protocol: z.string() });

async function logIn(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  const { idp, protocol } = pathParameters.parse(request.params);
  checkIdentityProviderId(idp);
  const credential = readCredential(request, headerLimit);
  const idToken = credential?.scheme === "bearer" ? credential.text : idTokenElsewhere(request);
  if (idToken === null) {
    throw unauthorized(
      endpointOf(services, request),
      "Send the ID token as Authorization: Bearer, or as X-Id-Token where the client signs requests.",
    );
  }
  const door = findDoor(services.registry(), idp, protocol);
  const { minted, token } = await exchangeIdToken(services, request, door, { idToken, target: null });
  reply.code(201).header("x-subject-token", subjectTokenOf(minted));
  return tokenDocument(services.registry(), token, null);
}

/**
 * Logs in with an ID token, wherever it came from.
 * @throws HttpFailure for a refused one
 */
export async function exchangeIdToken(
  services: FaceServices,
  request: FastifyRequest,
  door: Door,
  knock: Knock,
): Promise<{ readonly minted: MintedToken; readonly token: ReadToken }> {
  const { settings } = services;
  const caller = { requestId: request.id, client: clientFacts(request) };
  const outcome = await services.exchange(toLoginRequest(door, knock, caller, settings));
  if (!outcome.ok) {
    const endpoint = endpointOf(services, request);
    throw failureOfRefusal(outcome.refusal, outcome.progress, { level: settings.disclosure, endpoint });
  }
  const minted = outcome.value;
  return { minted, token: readMinted(contentsOfLogin(door, minted.grant), minted) };
}

/** What clients use as the token: a reference where it is too long to be carried about. */
export function subjectTokenOf({ referenceToken, accessToken }: MintedToken): string {
  return referenceToken ?? accessToken;
}
