/**
 * How the JFrog face lays out an access token: the claims that JFrog's clients read, in the forms they can
 * read. A client takes the user's name from `sub`: the text after the last slash where `sub` contains
 * `/users/`, else all of it. The payload is pure ASCII when signed, so that its segment decodes with either
 * base64 alphabet.
 *
 * Source: jfrog/jfrog-client-go auth/authutils.go.
 */

import type { TokenLayout } from "../../core/exchange-request.ts";
import { audienceClaim, audienceOf } from "../../core/granting/audience.ts";
import {
  noPermissions,
  type Permissions,
  parseScope,
  permissionsOf,
  renderScope,
} from "../../core/granting/scope.ts";
import { ownMember } from "../../core/json.ts";
import type { Claims, GrantSubject, TokenGrant } from "../../core/terms.ts";

/** The layout for an installation. @param serviceId 26 lower-case characters, part of every user's `sub` */
export function accessTokenLayout(serviceId: string): TokenLayout {
  return ({ issuer, tokenId, issuedAt, expiresAt, grant }) => ({
    typ: "JWT",
    header: { ver: "2" },
    payload: {
      sub: subjectOf(grant.subject, serviceId),
      scp: scopeOf(grant),
      aud: audienceClaim(grant.audience, issuer),
      iss: issuer,
      exp: expiresAt,
      iat: issuedAt,
      jti: tokenId,
    },
  });
}

/**
 * The user's name as clients know it: of a named user in lower case, because they lower-case what is typed;
 * of a workload without a user, its provider and mapping.
 */
export function usernameOf(subject: GrantSubject): string {
  switch (subject.kind) {
    case "user":
      return subject.name.toLowerCase();
    case "mapping":
      return `${subject.provider}/${subject.mapping}`;
  }
}

/** The grant as scope text. Groups and projects of other domains mean nothing to this face's clients. */
export function scopeOf(grant: TokenGrant): string {
  return renderScope(permissionsOf(grant));
}

/** A name with a slash stands bare: clients would cut it down to its last segment otherwise. */
function subjectOf(subject: GrantSubject, serviceId: string): string {
  const name = usernameOf(subject);
  return subject.kind === "mapping" || name.includes("/") ? name : `jfac@${serviceId}/users/${name}`;
}

/**
 * What one of this face's own tokens lets its bearer do here: all of it for an administrator's scope, the
 * configuration of a project for a project admin's.
 */
export function authorityOf(claims: Claims): {
  readonly admin: boolean;
  readonly projectRoles: Permissions["projectRoles"];
  readonly introspects: readonly never[];
} {
  const text = ownMember(claims, "scp");
  const scope = typeof text === "string" ? parseScope(text) : null;
  return scope?.ok === true
    ? { admin: scope.value.admin, projectRoles: scope.value.projectRoles, introspects: [] }
    : { admin: false, projectRoles: [], introspects: [] };
}

/**
 * What one of this face's own tokens holds, for whoever hands some of it on. A user is known by the form of `sub`
 * alone, so that what is laid out for it again has the same one.
 */
export function holderOf(claims: Claims): {
  readonly subject: GrantSubject;
  readonly permissions: Permissions;
  readonly audience: readonly string[];
} {
  const [scope, sub] = [ownMember(claims, "scp"), ownMember(claims, "sub")];
  const read = typeof scope === "string" ? parseScope(scope) : null;
  return {
    subject: subjectIn(typeof sub === "string" ? sub : ""),
    permissions: read?.ok === true ? read.value : noPermissions,
    audience: audienceOf(claims),
  };
}

/**
 * Whether clients would take another name from the token (jfrog/jfrog-client-go auth/authutils.go): a name with a
 * slash stands bare as its `sub`, of which they cut off what is before the last slash in these two cases. A pattern
 * never makes a slash.
 */
export function isCutByClients(username: string): boolean {
  const name = username.toLowerCase();
  return name.includes("/users/") || (name.startsWith("jfrt@") && name.includes("/"));
}

function subjectIn(sub: string): GrantSubject {
  const name = userIn(sub);
  if (name !== null) return { kind: "user", name };
  const [provider = "", ...mapping] = sub.split("/");
  return { kind: "mapping", provider, mapping: mapping.join("/") };
}

/** The name behind the form that users have; null for any other. */
export function userIn(sub: string): string | null {
  return /^jfac@[a-z0-9]+\/users\/([^/]+)$/.exec(sub)?.[1] ?? null;
}

/** The `sub` of whoever is known to clients by this name: in it a workload and only a user with a slash has one. */
export function subjectNamed(username: string, serviceId: string): string {
  return username.includes("/") ? username : subjectOf({ kind: "user", name: username }, serviceId);
}

/** What introspection says of one of this face's own tokens beside the registered claims. */
export function describeToken(claims: Claims): { readonly scope?: string; readonly username?: string } {
  const [scope, subject] = [ownMember(claims, "scp"), ownMember(claims, "sub")];
  return {
    ...(typeof scope === "string" && { scope }),
    ...(typeof subject === "string" && { username: subject.split("/users/").at(-1) ?? subject }),
  };
}

/** 26 lower-case characters: `01` and 24 of base 32, as the services of the JFrog platform are named. */
export function newServiceId(random: (length: number) => Uint8Array): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  return `01${[...random(24)].map((byte) => letters[byte % 32]).join("")}`;
}
