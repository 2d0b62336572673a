/**
 * How the OAuth face lays out an access token: the JWT profile of RFC 9068 with `groups` and `roles` of its
 * section 2.2.3.1, so that any software that checks such tokens can use it. Names keep apart what is
 * different: no user's subject is ever a workload's, no administrator's role is ever a project's.
 */

import { introspectRole } from "../../core/access.ts";
import type { TokenDraft, TokenFacts } from "../../core/exchange-request.ts";
import { audienceClaim, audienceOf, isServiceItem } from "../../core/granting/audience.ts";
import { ownMember, valuesOf } from "../../core/json.ts";
import type { Claims, GrantSubject, TokenGrant } from "../../core/terms.ts";

/** The `roles` entry of a grant that may do everything; project roles always carry a colon. */
export const administratorRole = "admin";

/**
 * The unsigned access token.
 * @see RFC 9068 section 2.2
 */
export function layoutAccessToken(facts: TokenFacts): TokenDraft {
  const groups = groupsOf(facts.grant);
  const roles = rolesOf(facts.grant);
  return {
    typ: "at+jwt",
    header: {},
    payload: {
      iss: facts.issuer,
      exp: facts.expiresAt,
      // `service@instance` items mean nothing to other verifiers.
      aud: audienceClaim(
        facts.grant.audience.filter((item) => !isServiceItem(item)),
        facts.issuer,
      ),
      sub: subjectOf(facts.grant.subject),
      client_id: facts.client,
      iat: facts.issuedAt,
      jti: facts.tokenId,
      ...(groups.length > 0 && { groups }),
      ...(roles.length > 0 && { roles }),
    },
  };
}

/**
 * `sub`: a user's name, or `<provider>/<mapping>` for a workload without a user. A slash within a name is
 * written `%2F`, so that a user can never be named like a workload.
 */
export function subjectOf(subject: GrantSubject): string {
  switch (subject.kind) {
    case "user":
      return withoutSlash(subject.name);
    case "mapping":
      return `${withoutSlash(subject.provider)}/${withoutSlash(subject.mapping)}`;
  }
}

function withoutSlash(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("/", "%2F");
}

/** The name of the user behind such a subject; null for a workload without one. */
function userOf(subject: string): string | null {
  return subject.includes("/") ? null : subject.replaceAll("%2F", "/").replaceAll("%25", "%");
}

/**
 * What one of this face's own tokens lets its bearer do here: ask about tokens for its own audience, when it
 * has the role for that in some project.
 */
export function authorityOf(claims: Claims): {
  readonly admin: false;
  readonly projectRoles: readonly never[];
  readonly introspects: readonly string[];
} {
  const mayIntrospect = textsIn(claims, "roles").some((role) => {
    const [, name, ...more] = role.split(":");
    return name === introspectRole && more.length === 0;
  });
  return { admin: false, projectRoles: [], introspects: mayIntrospect ? audienceOf(claims) : [] };
}

/** What introspection says of one of this face's own tokens beside the registered claims. */
export function describeToken(claims: Claims): {
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
} {
  const subject = ownMember(claims, "sub");
  const username = typeof subject === "string" ? userOf(subject) : null;
  const [groups, roles] = [textsIn(claims, "groups"), textsIn(claims, "roles")];
  return {
    ...(username !== null && { username }),
    ...(groups.length > 0 && { groups }),
    ...(roles.length > 0 && { roles }),
  };
}

function textsIn(claims: Claims, name: string): readonly string[] {
  return valuesOf(ownMember(claims, name) ?? null).filter((one) => typeof one === "string");
}

/** Groups of the one implicit domain, by name: those of other domains mean nothing to this face's verifiers. */
function groupsOf(grant: TokenGrant): readonly string[] {
  return grant.groups.flatMap((group) =>
    group.domain === null && group.id === null && group.name !== null ? [group.name] : [],
  );
}

function rolesOf(grant: TokenGrant): readonly string[] {
  const inProjects = grant.projectRoles
    .filter((one) => one.domain === null)
    .flatMap((one) => one.roles.map((role) => `${one.project}:${role}`));
  return grant.admin ? [administratorRole, ...inProjects] : inProjects;
}
