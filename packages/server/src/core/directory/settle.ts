/**
 * A grant that was made behind a protocol's door, put in terms of the directory: every domain, group, user, role and
 * project by its id. What a rule takes for granted and is not there refuses the login: a domain, a role, a user that
 * should exist. Groups come out of claims and are often more than anybody knows here, so those unknown are left out.
 * Projects a rule gives roles in are made when there are none of the name.
 */

import type { Registry } from "../matching/registry.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type {
  DomainRef,
  GrantedUser,
  GroupRef,
  Mapping,
  ProjectRoles,
  Provider,
  TokenGrant,
} from "../terms.ts";
import { isDerivedUserId } from "./assignments.ts";
import type { Directory } from "./directory.ts";
import { defaultDomainId } from "./predefined.ts";
import type { Standing } from "./terms.ts";
import { federatedUserId } from "./user-id.ts";

/** SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal. */
export type Digest = (text: string) => string;

/** A project that roles are given in and that is not there yet. */
export interface MissingProject {
  readonly domainId: string;
  readonly name: string;
}

export interface Settled {
  /** Every reference in it has its id. */
  readonly grant: TokenGrant;
  /** Groups the rules name that are not there. */
  readonly leftOut: readonly GroupRef[];
  /** Each once. With one of these, the grant holds no roles in it yet. */
  readonly missing: readonly MissingProject[];
}

interface Door {
  readonly registry: Registry;
  readonly directory: Directory;
  /** Of what names no domain. */
  readonly domainId: string;
  readonly mapping: string;
}

/**
 * @param grant as the mapping's rules make it
 * @returns refused with the first reason that stands in the way
 */
export function settleGrant(
  digest: Digest,
  registry: Registry,
  provider: Provider,
  mapping: Mapping,
  grant: TokenGrant,
): Verdict<Settled> {
  const { directory } = registry;
  const owner = directory.ownerOfProvider(provider.id);
  const door = { registry, directory, domainId: owner?.domainId ?? defaultDomainId, mapping: mapping.name };
  const user = settleUser(digest, door, grant.user);
  if (!user.ok) return user;
  const settled = { ...grant, user: user.value, subject: { kind: "user", name: user.value.name } as const };
  // Whoever exists without this login has what others gave it, and nothing of the rules.
  if (user.value.local) {
    return accept({ grant: { ...settled, groups: [], projectRoles: [] }, leftOut: [], missing: [] });
  }
  const groups = settleGroups(door, grant.groups);
  if (!groups.ok) return groups;
  const roles = settleRoles(door, grant.projectRoles);
  if (!roles.ok) return roles;
  return accept({
    grant: { ...settled, groups: groups.value.known, projectRoles: roles.value.known },
    leftOut: groups.value.leftOut,
    missing: roles.value.missing,
  });
}

function settleDomain(door: Door, wanted: DomainRef | null): Verdict<Standing<"domain">> {
  const { directory, mapping, domainId } = door;
  const { id, name } = wanted ?? { id: domainId, name: null };
  const domain = id === null ? directory.named("domain", null, name ?? "") : directory.get("domain", id);
  return domain === undefined
    ? refuse("domain_not_found", { mapping, domain: id ?? name ?? "" })
    : accept(domain);
}

/** A user of whom more is known than a rule may say. */
type SettledUser = GrantedUser & { readonly name: string };

function settleUser(digest: Digest, door: Door, user: GrantedUser | null): Verdict<SettledUser> {
  const unique = user?.id ?? user?.name ?? null;
  if (user === null || unique === null) return refuse("user_not_named", { mapping: door.mapping });
  return user.local ? settleLocalUser(door, user, unique) : settleFederatedUser(digest, door, user, unique);
}

/** One that only lives as long as its tokens; an operator may have said something of it all the same. */
function settleFederatedUser(
  digest: Digest,
  door: Door,
  user: GrantedUser,
  unique: string,
): Verdict<SettledUser> {
  const domain = settleDomain(door, user.domain);
  if (!domain.ok) return domain;
  const id = federatedUserId(digest, domain.value.id, unique);
  return checkEnabled(door, domain.value, door.directory.get("user", id)?.enabled ?? true, {
    ...user,
    id,
    name: user.name ?? unique,
    domain: refOf(domain.value),
  });
}

/**
 * One that an operator made. Users that come in elsewhere, or by a secret, are none, whatever an operator wrote of them:
 * also their names.
 */
function settleLocalUser(door: Door, user: GrantedUser, unique: string): Verdict<SettledUser> {
  const { directory, mapping } = door;
  const looked = lookUpUser(door, user, unique);
  if (!looked.ok) return looked;
  const found = looked.value;
  const domain = directory.get("domain", found?.domainId ?? "");
  if (found === undefined || found.name === null || domain === undefined || isDerivedUserId(found.id)) {
    return refuse("user_not_found", { mapping, user: unique });
  }
  const { id, name, enabled } = found;
  return checkEnabled(door, domain, enabled, { ...user, id, name, domain: refOf(domain) });
}

/** @param unique its id, or else its name */
function lookUpUser(
  door: Door,
  { id, domain: wanted }: GrantedUser,
  unique: string,
): Verdict<Standing<"user"> | undefined> {
  const { directory, mapping } = door;
  if (id !== null) return accept(directory.get("user", id));
  if (wanted === null) return refuse("user_without_domain", { mapping });
  const domain = settleDomain(door, wanted);
  return domain.ok ? accept(directory.named("user", domain.value.id, unique)) : domain;
}

function checkEnabled(
  { mapping }: Door,
  domain: Standing<"domain">,
  enabled: boolean,
  user: SettledUser,
): Verdict<SettledUser> {
  if (!domain.enabled) return refuse("domain_disabled", { mapping, domain: domain.name });
  return enabled ? accept(user) : refuse("user_disabled", { mapping, user: user.name });
}

function settleGroups(
  door: Door,
  wanted: readonly GroupRef[],
): Verdict<{ readonly known: readonly GroupRef[]; readonly leftOut: readonly GroupRef[] }> {
  const known = new Map<string, GroupRef>();
  const leftOut: GroupRef[] = [];
  for (const reference of wanted) {
    const found = findGroup(door, reference);
    if (!found.ok) return found;
    const group = found.value;
    if (group === undefined) leftOut.push(reference);
    else known.set(group.id, groupRef(door, group));
  }
  return accept({ known: [...known.values()], leftOut });
}

function findGroup(door: Door, wanted: GroupRef): Verdict<Standing<"group"> | undefined> {
  const { directory } = door;
  if (wanted.id !== null) return accept(directory.get("group", wanted.id));
  const domain = settleDomain(door, wanted.domain);
  return domain.ok ? accept(directory.named("group", domain.value.id, wanted.name ?? "")) : domain;
}

function groupRef({ directory }: Door, { id, name, domainId }: Standing<"group">): GroupRef {
  const domain = directory.get("domain", domainId);
  return { id, name, domain: domain === undefined ? { id: domainId, name: null } : refOf(domain) };
}

function settleRoles(
  door: Door,
  wanted: readonly ProjectRoles[],
): Verdict<{ readonly known: readonly ProjectRoles[]; readonly missing: readonly MissingProject[] }> {
  const known: ProjectRoles[] = [];
  const missing = new Map<string, MissingProject>();
  for (const { project: name, domain: reference, roles } of wanted) {
    const domain = settleDomain(door, reference);
    if (!domain.ok) return domain;
    const { id: domainId, name: domainName } = domain.value;
    const ids = settleRoleNames(door, domainId, roles);
    if (!ids.ok) return ids;
    const [project, ...namesakes] = door.registry.projectsNamed(domainId, name);
    if (namesakes.length > 0) {
      return refuse("project_ambiguous", { mapping: door.mapping, project: name, domain: domainName });
    }
    if (project === undefined) missing.set(JSON.stringify([domainId, name]), { domainId, name });
    else known.push({ project: project.key, domain: refOf(domain.value), roles: ids.value });
  }
  return accept({ known, missing: [...missing.values()] });
}

/** Global roles first; a domain's own are given in that domain's projects only. */
function settleRoleNames(
  { directory, mapping }: Door,
  domainId: string,
  names: readonly string[],
): Verdict<readonly string[]> {
  const ids = new Set<string>();
  for (const name of names) {
    const role = directory.named("role", null, name) ?? directory.named("role", domainId, name);
    if (role === undefined) {
      const elsewhere = directory.list("role").some((one) => one.name === name);
      return refuse(elsewhere ? "role_elsewhere" : "role_not_found", { mapping, role: name });
    }
    ids.add(role.id);
  }
  return accept([...ids]);
}

function refOf({ id, name }: Standing<"domain">): DomainRef {
  return { id, name };
}
