/** The door a login is knocked at: which identity provider, which of its protocols, and whether there are rules. */

import {
  findIdentityProvider,
  findProtocol,
  hasProtocol,
  type SeenIdentityProvider,
  type SeenProtocol,
} from "../../core/directory/doors.ts";
import type { Registry } from "../../core/matching/registry.ts";
import { failure, forbidden, notFound, parameterFault } from "./errors.ts";

export interface Door {
  readonly identityProvider: SeenIdentityProvider;
  readonly protocol: Pick<SeenProtocol, "name">;
}

/** What an identity provider can be called; anything else was mistyped. */
const identityProviderForm = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The vendor's answer to an id that cannot be one.
 * @throws HttpFailure 400
 */
export function checkIdentityProviderId(id: string): void {
  if (identityProviderForm.test(id)) return;
  throw failure(400, {
    message: "Request parameter 'idp id' is invalid.",
    advice: "The id of an identity provider has 1 to 64 characters of letters, digits, '-', '_' and '.'.",
    code: parameterFault,
  });
}

/** In Keystone's order. @throws HttpFailure 403 while no issuer is accepted, 404 for what is not there */
export function findDoor(registry: Registry, idp: string, protocolId: string): Door {
  const identityProvider = findIdentityProvider(registry, idp);
  if (identityProvider === undefined) throw notFound("Identity Provider", idp);
  if (!identityProvider.enabled) {
    throw forbidden("This identity provider is disabled. Ask its administrator to enable it.");
  }
  if (!hasProtocol(registry, identityProvider, protocolId)) {
    throw failure(404, {
      message: `Could not find federated protocol ${protocolId} for Identity Provider: ${idp}.`,
    });
  }
  if (identityProvider.providers.length === 0) {
    throw forbidden(
      "This identity provider accepts no issuer yet. Ask its administrator to set its remote_ids.",
    );
  }
  const unbound = identityProvider.isOwn ? missingRuleset(registry, identityProvider, protocolId) : null;
  if (unbound !== null) throw notFound("mapping", unbound);
  return { identityProvider, protocol: { name: protocolId } };
}

/** The id of the rules that a protocol is bound to, if there are none of it. */
function missingRuleset(registry: Registry, owner: SeenIdentityProvider, protocolId: string): string | null {
  const rulesetId = findProtocol(registry, owner, protocolId)?.rulesetId ?? "";
  return registry.directory.get("ruleset", rulesetId) === undefined ? rulesetId : null;
}
