/**
 * Who may do what. Administrators and operators manage every provider and mapping; a project admin manages
 * those of its own project and grants nothing it does not hold itself. Whatever no function here allows is
 * forbidden, and what a principal may not see, it is told does not exist.
 */

import { hasRole, projectAdminRole } from "./project-roles.ts";
import type { EpochKind } from "./revocation.ts";
import type {
  Claims,
  FaceName,
  GrantTemplate,
  MappingDraft,
  ProjectDraft,
  ProjectRolesTemplate,
} from "./terms.ts";

/** Somebody whose credential was checked. */
export interface Principal {
  /** For records: `bootstrap`, `service:<name>`, or the token's subject. */
  readonly name: string;
  readonly role: "operator" | "admin" | "workload";
  /** The face whose token was presented; null for credentials good on every face. */
  readonly face: FaceName | null;
  /** The access token presented, null for other credentials. */
  readonly tokenId: string | null;
  readonly selfRevocable: boolean;
  /** Which tokens it may ask about beside its own: those for one of these audiences, or every one. */
  readonly introspects: "every" | readonly string[];
  /** The roles it holds in projects, as far as they count (`rolesThatCount`). */
  readonly projectRoles: readonly HeldRoles[];
}

/** Whoever presents the secret of the settings; nobody else without an access token goes by this name. */
export const bootstrapName = "bootstrap";

/**
 * Who did something, as the log says it, which holds no claim: the id of the access token where one was presented,
 * because its subject or user may come from a claim.
 */
export function loggedAs({ name, tokenId }: Pick<Principal, "name" | "tokenId">): string {
  return tokenId ?? name;
}

/** Roles held in one project. */
export interface HeldRoles {
  readonly project: string;
  readonly roles: readonly string[];
}

/**
 * Why a credential is not good. All but `unknown` are said only of what this server provably issued: `elsewhere` is
 * alive, and was made for another face; `suspended` is whole, and worth nothing by the configuration of this moment.
 */
export type CredentialFault = "unknown" | "expired" | "revoked" | "suspended" | "elsewhere";

/** A credential that was looked at: whose it is, or what is the matter with it. */
export type Presented =
  | {
      readonly ok: true;
      readonly principal: Principal;
      /** What the access token presented says; null: another credential was. */
      readonly claims: Claims | null;
      /** The id of the administrator's secret presented, which its owner may know; null: it has none, or is a token. */
      readonly secretId: string | null;
    }
  | { readonly ok: false; readonly fault: CredentialFault };

/** The role that lets its holder ask about tokens: a resource server's. */
export const introspectRole = "introspect";

/** Of the roles a token names those that there are: a project or role that does not exist gives no authority here. */
export function rolesThatCount(
  named: readonly HeldRoles[],
  projectByKey: (key: string) => Pick<ProjectDraft, "roles"> | undefined,
): readonly HeldRoles[] {
  return named.flatMap(({ project: key, roles }) => {
    const project = projectByKey(key);
    const standing = project === undefined ? [] : roles.filter((role) => hasRole(project, role));
    return standing.length === 0 ? [] : [{ project: key, roles: standing }];
  });
}

/** Something a project may own; null: global. */
export interface Owned {
  readonly project: string | null;
}

/** Manages every provider, mapping, project and token. */
export function mayAdminister(principal: Principal): boolean {
  return principal.role === "admin" || principal.role === "operator";
}

/** Manages the server itself: signing keys, retention, settings and administrators. */
export function mayOperate(principal: Principal): boolean {
  return principal.role === "operator";
}

/** Has any say in the configuration at all; whoever has none learns nothing of what exists. */
export function mayManageSomething(principal: Principal): boolean {
  return (
    mayAdminister(principal) || principal.projectRoles.some(({ roles }) => roles.includes(projectAdminRole))
  );
}

/** Creates, replaces and deletes the provider, apart from what its mappings demand. */
export function mayManageProvider(principal: Principal, provider: Owned): boolean {
  return mayAdminister(principal) || ownsAsProjectAdmin(principal, provider);
}

/** Global providers are seen by every project admin: mappings of a project may stand on them. */
export function maySeeProvider(principal: Principal, provider: Owned): boolean {
  return (
    mayManageProvider(principal, provider) || (provider.project === null && mayManageSomething(principal))
  );
}

/** Sees the mapping, also in lists and explanations, and may delete it. */
export function maySeeMapping(principal: Principal, mapping: Owned): boolean {
  return mayAdminister(principal) || ownsAsProjectAdmin(principal, mapping);
}

/**
 * Creates the mapping, or puts it in the place of one it sees. A project admin's mapping serves exchanges
 * only and grants only roles of its own project that the project admin holds: no administration, no user,
 * no group, and so no pattern either.
 */
export function mayManageMapping(
  principal: Principal,
  mapping: Pick<MappingDraft, "project" | "entry" | "rules">,
): boolean {
  if (mayAdminister(principal)) return mayOperate(principal) || !makesOperators(mapping);
  return (
    ownsAsProjectAdmin(principal, mapping) &&
    mapping.entry.kind === "exchange" &&
    mapping.rules.every(({ grant }) => grantsOnlyHeldRoles(principal, mapping.project, grant))
  );
}

/** Whether somebody becomes an operator by it: then only operators may write it, or say whose tokens it trusts. */
export function makesOperators({ rules }: Pick<MappingDraft, "rules">): boolean {
  return rules.some(({ grant }) => grant.operator === true);
}

/** Reads the project and its roles. */
export function maySeeProject(principal: Principal, project: Pick<ProjectDraft, "key">): boolean {
  return mayAdminister(principal) || ownsAsProjectAdmin(principal, { project: project.key });
}

/** Creates, replaces and deletes projects and their roles: a project admin would give itself what it may grant. */
export function mayManageProjects(principal: Principal): boolean {
  return mayAdminister(principal);
}

/** Reads what was exchanged through the provider; details of foreign mappings stay hidden by `maySeeMapping`. */
export function mayReadExchanges(principal: Principal, provider: Owned): boolean {
  return mayManageProvider(principal, provider);
}

/** Asks why an exchange ends as it does; trials are shown only of mappings that `maySeeMapping` allows. */
export function mayExplain(principal: Principal, provider: Owned): boolean {
  return mayManageProvider(principal, provider);
}

/**
 * Ends what was issued so far. A project admin: what came through its own project's providers and mappings.
 * @param owned the provider or the mapping meant; null for any other target, and for one that is gone
 */
export function mayRevoke(principal: Principal, kind: EpochKind | "token", owned: Owned | null): boolean {
  switch (kind) {
    case "everything":
      return mayOperate(principal);
    case "user":
    case "token":
      return mayAdminister(principal);
    case "provider":
    case "mapping":
      return mayAdminister(principal) || (owned !== null && ownsAsProjectAdmin(principal, owned));
  }
}

/**
 * Sees tokens that others hold, of whatever face. A project admin: those that came through its own project's providers
 * and mappings, which are also the ones it may revoke.
 * @param origin the provider and the mapping it came through; null: none, or they are gone
 */
export function maySeeIssued(
  principal: Principal,
  origin: { readonly provider: Owned | null; readonly mapping: Owned | null },
): boolean {
  const owned = [origin.provider, origin.mapping].filter((one) => one !== null);
  return mayAdminister(principal) || owned.some((one) => ownsAsProjectAdmin(principal, one));
}

/** Has tokens made for anybody, with any permission; whoever may not has them made for itself at most. */
export function mayIssueForOthers(principal: Principal): boolean {
  return mayAdminister(principal);
}

/** Sees that the token exists: its own, and those of the subject it stands for. */
export function maySeeToken(
  principal: Principal,
  token: { readonly tokenId: string; readonly face: FaceName; readonly subject: string },
): boolean {
  if (mayAdminister(principal)) return true;
  return principal.tokenId !== null && principal.face === token.face && principal.name === token.subject;
}

/** Ends one token by its id: administrators any, a token itself where its mapping says so. */
export function mayRevokeToken(principal: Principal, token: { readonly tokenId: string }): boolean {
  return mayAdminister(principal) || (principal.tokenId === token.tokenId && principal.selfRevocable);
}

/** Ends a token it presents beside its own credential: administrators any, everybody the one that is both. */
export function mayEndToken(principal: Principal, token: { readonly tokenId: string }): boolean {
  return mayAdminister(principal) || principal.tokenId === token.tokenId;
}

/** Asks about tokens of others at all. */
export function mayIntrospectOthers({ introspects }: Principal): boolean {
  return introspects === "every" || introspects.length > 0;
}

/**
 * Learns what a token says: whoever presents it as its own credential, and a resource server if the token is
 * for it. To anybody else a token of ours is like any text.
 */
export function mayIntrospect(
  principal: Principal,
  token: { readonly tokenId: string; readonly audience: readonly string[] },
): boolean {
  const { introspects } = principal;
  return (
    principal.tokenId === token.tokenId ||
    introspects === "every" ||
    token.audience.some((one) => introspects.includes(one))
  );
}

function rolesIn(principal: Principal, project: string): ReadonlySet<string> {
  return new Set(
    principal.projectRoles.filter((held) => held.project === project).flatMap(({ roles }) => roles),
  );
}

function ownsAsProjectAdmin(principal: Principal, thing: Owned): boolean {
  return thing.project !== null && rolesIn(principal, thing.project).has(projectAdminRole);
}

function grantsOnlyHeldRoles(principal: Principal, project: string | null, grant: GrantTemplate): boolean {
  return (
    !grant.admin &&
    grant.operator !== true &&
    !grant.ownPermissions &&
    grant.user === null &&
    grant.groups.length === 0 &&
    grant.projectList === undefined &&
    grant.projectRoles.every((granted) => holdsAll(principal, project, granted))
  );
}

/**
 * A project named with a domain may be another project of the same name, and what is made of claims is known only
 * when it is too late: so only plain names count.
 */
function holdsAll(principal: Principal, project: string | null, granted: ProjectRolesTemplate): boolean {
  if (granted.domain !== null || granted.project !== project || project === null) return false;
  const held = rolesIn(principal, project);
  return granted.roles.every((role) => typeof role === "string" && held.has(role));
}
