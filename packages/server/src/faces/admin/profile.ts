/**
 * How the admin API lays out its own access tokens. They are made for sessions of the console alone, and their text
 * never leaves the server: what counts is the row, which every revocation reaches, and these claims beside the session.
 */

import type { HeldRoles } from "../../core/access.ts";
import type { TokenDraft, TokenFacts } from "../../core/exchange-request.ts";
import { ownMember, valuesOf } from "../../core/json.ts";
import type { Claims, GrantSubject, JsonValue } from "../../core/terms.ts";

/** The unsigned access token (RFC 9068 section 2.2); it is for this server's own admin API. */
export function layoutAccessToken({
  issuer,
  tokenId,
  issuedAt,
  expiresAt,
  grant,
  client,
}: TokenFacts): TokenDraft {
  const role = grant.operator === true ? "operator" : grant.admin ? "admin" : null;
  return {
    typ: "at+jwt",
    header: {},
    payload: {
      iss: issuer,
      exp: expiresAt,
      aud: issuer,
      sub: subjectOf(grant.subject),
      client_id: client,
      iat: issuedAt,
      jti: tokenId,
      ...(role !== null && { role }),
      ...(grant.projectRoles.length > 0 && {
        project_roles: grant.projectRoles.map(({ project, roles }) => ({ project, roles: [...roles] })),
      }),
    },
  };
}

/** A user's name, or where none was granted who stands for it: that is no user's name, which has no slash first. */
function subjectOf(subject: GrantSubject): string {
  return subject.kind === "user" ? subject.name : `/${subject.provider}/${subject.mapping}`;
}

/** What one of these tokens lets its session do. */
export function authorityOf(claims: Claims): {
  readonly admin: boolean;
  readonly operator: boolean;
  readonly projectRoles: readonly HeldRoles[];
  readonly introspects: readonly never[];
} {
  const role = ownMember(claims, "role");
  return {
    admin: role === "admin" || role === "operator",
    operator: role === "operator",
    projectRoles: valuesOf(ownMember(claims, "project_roles") ?? null).flatMap(readRoles),
    introspects: [],
  };
}

function readRoles(value: JsonValue): readonly HeldRoles[] {
  if (typeof value !== "object" || value === null || !("project" in value)) return [];
  const { project, roles } = value;
  if (typeof project !== "string" || !Array.isArray(roles)) return [];
  return [{ project, roles: roles.filter((role) => typeof role === "string") }];
}
