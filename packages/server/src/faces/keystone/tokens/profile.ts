/**
 * How this face lays out a token: the claims of Keystone's own JWS tokens, and beside them what else has to be known
 * of its holder without asking anybody. What changes while a token lives is not in it: names of groups, roles by
 * assignment, the catalog. What is read from a token is what was laid out in it.
 *
 * Source: openstack/keystone keystone/token/token_formatters.py and providers/jws (claims `openstack_*`).
 */

import { z } from "zod";
import type { RoleHolder } from "../../../core/directory/roles.ts";
import type { Target } from "../../../core/directory/terms.ts";
import type { TokenLayout } from "../../../core/exchange-request.ts";
import { audienceClaim, audienceOf, isServiceItem } from "../../../core/granting/audience.ts";
import { withoutUndefined } from "../../../core/json.ts";
import type { MintedToken } from "../../../core/minting.ts";
import type { HeldGrant } from "../../../core/rescoping.ts";
import type { Claims, EpochSeconds } from "../../../core/terms.ts";

/** What a token says of its holder. */
export interface TokenContents {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly domain: { readonly id: string; readonly name: string };
  };
  /** Through which identity provider it came in; null: it is a user that exists without that. */
  readonly door: { readonly identityProvider: string; readonly protocol: string } | null;
  readonly groupIds: readonly string[];
  /** Roles that the mapping gave in projects, both by id. */
  readonly given: RoleHolder["given"];
  /** What it can be used on; null: unscoped. */
  readonly scope: Target | null;
  /** How its holder came to it: `openid`, `token`, … */
  readonly methods: readonly string[];
  /** Of the token that others were made of, where Keystone says so; null: it is the first, or nobody says. */
  readonly rootAuditId: string | null;
  /** An administrator's credential spoke for it. */
  readonly administers: boolean;
  /** Which tokens of others it may ask about: those for one of these audiences, or every one. */
  readonly introspects: "every" | readonly string[];
  readonly audience: readonly string[];
}

/** `openstack_system` of a token for the system. */
const wholeSystem = "all";

/** The layout of a token that says this. */
export function layoutToken(contents: TokenContents): TokenLayout {
  return ({ issuer, tokenId, issuedAt, expiresAt }) => ({
    typ: "JWT",
    header: {},
    payload: withoutUndefined({
      iss: issuer,
      sub: contents.user.id,
      aud: audienceClaim(
        contents.audience.filter((item) => !isServiceItem(item)),
        issuer,
      ),
      iat: issuedAt,
      exp: expiresAt,
      jti: tokenId,
      openstack_methods: contents.methods,
      openstack_audit_ids: auditIdsOf(contents, tokenId),
      openstack_user_name: contents.user.name,
      openstack_user_domain: contents.user.domain,
      openstack_idp_id: contents.door?.identityProvider,
      openstack_protocol_id: contents.door?.protocol,
      openstack_group_ids: some(contents.groupIds.map((id) => ({ id }))),
      openstack_project_roles: some(
        contents.given.map(({ project, roleIds }) => ({ project, roles: roleIds })),
      ),
      ...scopeClaims(contents.scope),
      openstack_administers: contents.administers ? true : undefined,
      openstack_introspects: contents.introspects === "every" ? "every" : some(contents.introspects),
    }),
  });
}

/** Lists with nothing in them are left out: a token travels in a header. */
function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function scopeClaims(scope: Target | null) {
  switch (scope?.kind) {
    case "project":
      return { openstack_project_id: scope.id };
    case "domain":
      return { openstack_domain_id: scope.id };
    case "system":
      return { openstack_system: wholeSystem };
    case undefined:
      return {};
  }
}

/** A token that was minted just now, as it will be read. */
export function readMinted(
  contents: TokenContents,
  { tokenId, issuedAt, expiresAt }: Pick<MintedToken, "tokenId" | "issuedAt" | "expiresAt">,
): ReadToken {
  return { ...contents, tokenId, issuedAt, expiresAt, auditIds: auditIdsOf(contents, tokenId) };
}

function auditIdsOf({ rootAuditId }: TokenContents, tokenId: string): readonly string[] {
  return [auditIdOf(tokenId), ...(rootAuditId === null ? [] : [rootAuditId])];
}

/** 22 characters, as Keystone's are: the 16 bytes of the token's UUID. */
function auditIdOf(tokenId: string): string {
  return Buffer.from(tokenId.replaceAll("-", ""), "hex").toString("base64url");
}

const laidOut = z.object({
  sub: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
  openstack_methods: z.array(z.string()),
  openstack_audit_ids: z.tuple([z.string()]).rest(z.string()),
  openstack_user_name: z.string(),
  openstack_user_domain: z.object({ id: z.string(), name: z.string() }),
  openstack_idp_id: z.string().optional(),
  openstack_protocol_id: z.string().optional(),
  openstack_group_ids: z.array(z.object({ id: z.string() })).default([]),
  openstack_project_roles: z.array(z.object({ project: z.string(), roles: z.array(z.string()) })).default([]),
  openstack_project_id: z.string().optional(),
  openstack_domain_id: z.string().optional(),
  openstack_system: z.literal(wholeSystem).optional(),
  openstack_administers: z.boolean().default(false),
  openstack_introspects: z.union([z.literal("every"), z.array(z.string())]).default([]),
});

/** What is read of a token of this face. */
export interface ReadToken extends TokenContents {
  readonly tokenId: string;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  /** Its own, and that of the first where Keystone says so. */
  readonly auditIds: readonly string[];
}

/** @returns null for claims that this face did not lay out */
export function readToken(claims: Claims): ReadToken | null {
  const read = laidOut.safeParse(claims);
  if (!read.success) return null;
  const { data } = read;
  const { openstack_idp_id: identityProvider, openstack_protocol_id: protocol } = data;
  return {
    tokenId: data.jti,
    issuedAt: data.iat,
    expiresAt: data.exp,
    user: { id: data.sub, name: data.openstack_user_name, domain: data.openstack_user_domain },
    door: identityProvider !== undefined && protocol !== undefined ? { identityProvider, protocol } : null,
    groupIds: data.openstack_group_ids.map(({ id }) => id),
    given: data.openstack_project_roles.map(({ project, roles }) => ({ project, roleIds: roles })),
    scope: scopeIn(data),
    methods: data.openstack_methods,
    auditIds: data.openstack_audit_ids,
    rootAuditId: data.openstack_audit_ids[1] ?? null,
    administers: data.openstack_administers,
    introspects: data.openstack_introspects,
    audience: audienceOf(claims),
  };
}

function scopeIn({
  openstack_project_id: project,
  openstack_domain_id: domain,
  openstack_system: system,
}: z.infer<typeof laidOut>): Target | null {
  if (project !== undefined) return { kind: "project", id: project };
  if (domain !== undefined) return { kind: "domain", id: domain };
  return system === undefined ? null : { kind: "system" };
}

/** What records and the registry of tokens are told of it. */
export function grantOf(contents: TokenContents): HeldGrant {
  const { user, door, groupIds, given, administers, audience } = contents;
  return {
    subject: { kind: "user", name: user.name },
    user: { name: user.name, id: user.id, email: null, domain: user.domain, local: door === null },
    groups: groupIds.map((id) => ({ id, name: null, domain: null })),
    projectRoles: given.map(({ project, roleIds }) => ({ project, domain: null, roles: roleIds })),
    admin: administers,
    ownPermissions: false,
    audience,
  };
}

/** Whoever a token is for, as far as roles go. */
export function roleHolderOf({ user, groupIds, given, administers }: TokenContents): RoleHolder {
  return { userId: user.id, groupIds, given, administers };
}

/**
 * What one of this face's tokens lets its bearer do here. No role by assignment makes anybody an administrator of this
 * server: only a token that was made with an administrator's credential does.
 */
export function authorityOf(claims: Claims): {
  readonly admin: boolean;
  readonly projectRoles: readonly never[];
  readonly introspects: TokenContents["introspects"];
  readonly byUserName: boolean;
} {
  const read = readToken(claims);
  return {
    admin: read?.administers ?? false,
    projectRoles: [],
    introspects: read?.introspects ?? [],
    // The names of others come out of claims, and may be anybody's.
    byUserName: read !== null && isOfSecret(read),
  };
}

/** Whether it began with an administrator's secret, and not with a login. */
export function isOfSecret({ administers, introspects }: TokenContents): boolean {
  return administers || introspects.length > 0;
}

/** What introspection says of one of this face's tokens beside the registered claims. */
export function describeToken(claims: Claims): { readonly username?: string } {
  const read = readToken(claims);
  return read === null ? {} : { username: read.user.name };
}
