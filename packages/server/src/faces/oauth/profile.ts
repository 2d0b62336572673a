/**
 * How the OAuth face lays out an access token: the JWT profile of RFC 9068 with `groups` and `roles` of its
 * section 2.2.3.1, so that any software that checks such tokens can use it. Names keep apart what is
 * different: no user's subject is ever a workload's, no administrator's role is ever a project's.
 */

import type { TokenDraft, TokenFacts } from "../../core/exchange-request.ts";
import { audienceClaim, isServiceItem } from "../../core/granting/audience.ts";
import type { GrantSubject, TokenGrant } from "../../core/terms.ts";

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
      client_id: facts.provider.name,
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
