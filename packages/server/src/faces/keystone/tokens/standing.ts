/**
 * What a token is worth at this moment. The token says who it is for and on what; whether that user may still come
 * in, and still has a role there, the directory says each time anew.
 */

import { createHash } from "node:crypto";
import { mayAdminister, type Presented, type Principal } from "../../../core/access.ts";
import { rolesOn } from "../../../core/directory/roles.ts";
import { serviceUser } from "../../../core/directory/service-users.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { Claims } from "../../../core/terms.ts";
import { isOfSecret, type ReadToken, readToken, roleHolderOf, type TokenContents } from "./profile.ts";

/**
 * Whether a token that neither expired nor was revoked is still worth anything: the issuer it came in by is accepted,
 * and its contents are good.
 * @param providerId of the provider it, or the token it was made of, was exchanged through; null: none
 */
export function stillStands(claims: Claims, providerId: string | null, registry: Registry): boolean {
  const token = readToken(claims);
  if (token === null) return false;
  return isAccepted(token, providerId, registry) && isThere(token, registry) && stillGood(registry, token);
}

function isAccepted({ door }: TokenContents, providerId: string | null, registry: Registry): boolean {
  return providerId === null ? door === null : registry.providerById(providerId) !== undefined;
}

/** Of secrets nothing is written; any other user that needs no identity provider an operator made. */
function isThere(token: TokenContents, { directory }: Registry): boolean {
  return token.door !== null || isOfSecret(token) || directory.get("user", token.user.id) !== undefined;
}

/** Whether its user is not disabled, nor its domain, and there is a role of its left on what it is scoped to. */
function stillGood(registry: Registry, contents: TokenContents): boolean {
  const { user, scope } = contents;
  const { directory } = registry;
  return (
    directory.get("user", user.id)?.enabled !== false &&
    directory.get("domain", user.domain.id)?.enabled === true &&
    (scope === null || rolesOn(registry, roleHolderOf(contents), scope).length > 0)
  );
}

/** What is presented: a token has ids by which it is told apart in audits, a secret has none. */
export type PresentedContents = TokenContents & Pick<ReadToken, "auditIds">;

/**
 * Whoever presented a credential, in the words of a token: what its token says, or whom its secret stands for.
 * @returns null for a token that this face does not understand, or that is worth nothing at this moment
 */
export function contentsOf(
  registry: Registry,
  { principal, claims }: Pick<Extract<Presented, { readonly ok: true }>, "principal" | "claims">,
): PresentedContents | null {
  const contents = claims === null ? ofSecret(registry, principal) : readToken(claims);
  return contents !== null && stillGood(registry, contents) ? contents : null;
}

/** An administrator's secret stands for a user of the default domain. */
function ofSecret({ directory }: Registry, principal: Principal): PresentedContents {
  const { id, name, domainId } = serviceUser(sha256, principal);
  return {
    user: { id, name, domain: { id: domainId, name: directory.get("domain", domainId)?.name ?? domainId } },
    door: null,
    groupIds: [],
    given: [],
    scope: null,
    methods: [],
    rootAuditId: null,
    administers: mayAdminister(principal),
    introspects: principal.introspects,
    audience: [],
    auditIds: [],
  };
}

/** In lower-case hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
