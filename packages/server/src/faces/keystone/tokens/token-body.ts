/**
 * A token as clients read it beside its text: what its claims say, and what the directory makes of that this moment.
 * The same at login, at rescoping and at validation.
 *
 * Source: openstack/keystone keystone/common/render_token.py.
 */

import type { FastifyRequest } from "fastify";
import type { Directory } from "../../../core/directory/directory.ts";
import { rolesOn } from "../../../core/directory/roles.ts";
import type { Standing } from "../../../core/directory/terms.ts";
import { withoutUndefined } from "../../../core/json.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { EpochSeconds, JsonObject, JsonValue } from "../../../core/terms.ts";
import type { FaceServices } from "../../services.ts";
import { endpointOf } from "../links.ts";
import { queryOf } from "../operator/filters.ts";
import { roles as roleDocuments } from "../operator/roles.ts";
import { catalogOf } from "./catalog.ts";
import { type ReadToken, roleHolderOf } from "./profile.ts";

/**
 * @param catalog of the token's scope; null: left out
 * @returns the whole document: `{"token": …}`
 */
export function tokenDocument(
  registry: Registry,
  token: ReadToken,
  catalog: readonly JsonValue[] | null,
): JsonObject {
  const { user, scope } = token;
  return {
    token: withoutUndefined({
      methods: token.methods,
      user: withoutUndefined({
        domain: user.domain,
        id: user.id,
        name: user.name,
        ...(token.door === null
          ? // There are no passwords here, so none expires.
            { password_expires_at: null }
          : { "OS-FEDERATION": federationOf(registry.directory, token, token.door) }),
      }),
      audit_ids: token.auditIds,
      expires_at: utcTime(token.expiresAt),
      issued_at: utcTime(token.issuedAt),
      ...(scope !== null && scopedMembers(registry, token, catalog)),
    }),
  };
}

/** The same as the answer to a request about a token, which may say that it wants no catalog (`?nocatalog`). */
export function tokenAnswer(
  services: Pick<FaceServices, "registry" | "settings">,
  request: FastifyRequest,
  token: ReadToken,
): JsonObject {
  const registry = services.registry();
  const { scope, user } = token;
  const isWanted = scope !== null && !queryOf(request).has("nocatalog");
  const catalog = isWanted
    ? catalogOf(registry.directory, { scope, userId: user.id, endpoint: endpointOf(services, request) })
    : null;
  return tokenDocument(registry, token, catalog);
}

/** Seconds, with a fraction: some clients demand six digits of one, and all read them. */
export function utcTime(seconds: EpochSeconds): string {
  return new Date(seconds * 1_000).toISOString().replace(/\.\d+Z$/, ".000000Z");
}

/** Keystone tells the ids of groups alone, Huawei the names too. */
function federationOf(
  directory: Directory,
  { groupIds }: ReadToken,
  { identityProvider, protocol }: NonNullable<ReadToken["door"]>,
): JsonObject {
  const groups = groupIds.map((id) => {
    const group = directory.get("group", id);
    return { id, ...(group !== undefined && { name: group.name }) };
  });
  return { groups, identity_provider: { id: identityProvider }, protocol: { id: protocol } };
}

function scopedMembers(
  registry: Registry,
  token: ReadToken,
  catalog: readonly JsonValue[] | null,
): JsonObject {
  const { scope } = token;
  if (scope === null) return {};
  const roles = rolesOn(registry, roleHolderOf(token), scope);
  return {
    ...scopeMembers(registry, scope),
    roles: roles.map((role) => roleMember(role, token)),
    ...(catalog !== null && { catalog }),
  };
}

function scopeMembers(registry: Registry, scope: NonNullable<ReadToken["scope"]>): JsonObject {
  const domainRef = (id: string) => ({ id, name: registry.directory.get("domain", id)?.name ?? id });
  switch (scope.kind) {
    case "project": {
      const project = registry.projectByKey(scope.id);
      const { displayName = scope.id, domainId = "" } = project ?? {};
      return {
        project: { domain: domainRef(domainId), id: scope.id, name: displayName },
        is_domain: false,
        // keystonemiddleware takes its absence for a yes.
        is_admin_project: false,
      };
    }
    case "domain":
      return { domain: domainRef(scope.id) };
    case "system":
      return { system: { all: true } };
  }
}

/** Whole role objects for whoever came in through an identity provider, id and name for everybody else. */
function roleMember(role: Standing<"role">, { door }: ReadToken): JsonObject {
  return door === null ? { id: role.id, name: role.name } : roleDocuments.show(role);
}
