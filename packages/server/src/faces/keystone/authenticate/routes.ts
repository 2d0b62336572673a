/**
 * `POST /v3/auth/tokens`: a token of a token for something else, or one of a service token. A token says of its holder
 * what the one presented says, ends with it and in the same second; what it may be used on the directory decides.
 * `X-Auth-Token` is not looked at: clients send there whatever they have.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { rolesOn } from "../../../core/directory/roles.ts";
import type { Target } from "../../../core/directory/terms.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { clientFacts } from "../../client-address.ts";
import type { HttpFailure } from "../../http-failure.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { faceName } from "../guard.ts";
import { endpointOf } from "../links.ts";
import { failureOfIssuing, failureOfRefusal } from "../refusals.ts";
import { admitted, subjectTokenOf } from "../tokens/login.ts";
import { grantOf, layoutToken, readMinted, roleHolderOf, type TokenContents } from "../tokens/profile.ts";
import { tokenAnswer } from "../tokens/token-body.ts";
import { type Identified, identify } from "./identify.ts";
import { findScope, toldOf } from "./scopes.ts";
import { type Identity, readAuthentication, type WantedScope } from "./wire.ts";

export function authenticationRoutes(instance: FastifyInstance, services: FaceServices): void {
  instance.post("/auth/tokens", { onRequest: admitted(services) }, async (request, reply) =>
    authenticate(services, request, reply),
  );
}

async function authenticate(
  services: FaceServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  const endpoint = endpointOf(services, request);
  const body = request.body === undefined ? {} : readJsonObject(request);
  const { identity, scope: wanted } = readAuthentication(body);
  const caller = { address: request.ip, requestId: request.id };
  const identified = await identify(services, identity, caller, endpoint);
  const scope = allowedScope(services.registry(), wanted, identity.kind, identified.contents);
  if (scope === undefined) throw await outOfReach(services, request, identified, wanted);
  const contents: TokenContents = { ...identified.contents, scope };
  const outcome = await services.tokens.rescope({
    requestId: request.id,
    face: faceName,
    by: identified.principal,
    credential: identified.credential,
    grant: grantOf(contents),
    layout: layoutToken(contents),
    project: scope?.kind === "project" ? scope.id : null,
    client: clientFacts(request),
  });
  if (!outcome.ok) throw failureOfIssuing(outcome.refusal, services.settings.disclosure, endpoint);
  const minted = outcome.value;
  reply.code(201).header("x-subject-token", subjectTokenOf(minted));
  return tokenAnswer(services, request, readMinted(contents, minted));
}

/** What the token is wanted for; undefined: it is not there, is disabled, or there is no role. Null: nothing. */
function allowedScope(
  registry: Registry,
  wanted: WantedScope,
  method: Identity["kind"],
  contents: TokenContents,
): Target | null | undefined {
  const { target } = findScope(registry, wanted, method, contents);
  if (target === null || target === undefined) return target;
  return rolesOn(registry, roleHolderOf(contents), target).length > 0 ? target : undefined;
}

/** The same 401 for whatever is the matter, so that nobody learns what there is; the record says what was asked for. */
async function outOfReach(
  services: FaceServices,
  request: FastifyRequest,
  { principal, credential, contents }: Identified,
  wanted: WantedScope,
): Promise<HttpFailure> {
  const { directory } = services.registry();
  const refusal = await services.tokens.refuseScope({
    requestId: request.id,
    face: faceName,
    by: principal,
    credential,
    client: clientFacts(request),
    ...toldOf(wanted),
    user: contents.user.name,
    groups: contents.groupIds.flatMap((id) => directory.get("group", id)?.name ?? []),
  });
  const level = services.settings.disclosure;
  return failureOfRefusal(refusal, "claims_valid", { level, endpoint: endpointOf(services, request) });
}
