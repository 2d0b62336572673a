/**
 * `POST /v3/auth/tokens`: a token of a token for something else, or one of a service token. A token says of its holder
 * what the one presented says, ends with it and in the same second; what it may be used on the directory decides.
 * `X-Auth-Token` is not looked at: clients send there whatever they have.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { rolesOn } from "../../../core/directory/roles.ts";
import type { Target } from "../../../core/directory/terms.ts";
import type { JsonObject } from "../../../core/terms.ts";
import { clientFacts } from "../../client-address.ts";
import { readJsonObject } from "../../request-body.ts";
import type { FaceServices } from "../../services.ts";
import { unauthorized } from "../errors.ts";
import { faceName } from "../guard.ts";
import { endpointOf } from "../links.ts";
import { failureOfIssuing } from "../refusals.ts";
import { admitted, subjectTokenOf } from "../tokens/login.ts";
import { grantOf, layoutToken, readMinted, roleHolderOf, type TokenContents } from "../tokens/profile.ts";
import { tokenAnswer } from "../tokens/token-body.ts";
import { type Identified, identify } from "./identify.ts";
import { findScope } from "./scopes.ts";
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
  const scope = allowedScope(services, wanted, { method: identity.kind, identified, endpoint });
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

/**
 * What the token is wanted for.
 * @throws HttpFailure 401, the same for what is not there, what is disabled, and where there is no role
 */
function allowedScope(
  services: FaceServices,
  wanted: WantedScope,
  { method, identified, endpoint }: Asking,
): Target | null {
  const registry = services.registry();
  const { contents } = identified;
  const { target } = findScope(registry, wanted, method, contents);
  if (target === null) return null;
  if (target !== undefined && rolesOn(registry, roleHolderOf(contents), target).length > 0) return target;
  throw unauthorized(
    endpoint,
    "There is no such project or domain, it is disabled, or you have no role there. `GET /v3/auth/projects` and `/v3/auth/domains` list where you have one.",
  );
}

interface Asking {
  readonly method: Identity["kind"];
  readonly identified: Identified;
  readonly endpoint: string;
}
