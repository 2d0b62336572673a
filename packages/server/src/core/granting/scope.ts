/**
 * Permissions as one line of text: `applied-permissions/` and `user`, `admin`, `groups:"a","b"` or
 * `roles:<project>:"A","B"`, several of them separated by blanks, `admin` only alone. Reading is generous
 * (quotes optional, `group:` for `groups:`, blanks after commas, a comma at the end), writing knows one
 * form. The law: reading what was written gives back the same permissions, whatever the names hold.
 */

import type { TokenGrant } from "../terms.ts";
import { type Parsed, parsed, unreadable } from "./parsed.ts";
import { isBlank, quoteName, type Read, readName, readNames, skipBlanks, writeName } from "./scope-names.ts";

export interface Permissions {
  /** Everything an administrator may do. Stands alone. */
  readonly admin: boolean;
  /** The permissions the named user has of its own. */
  readonly ownPermissions: boolean;
  /** No name twice, in the order given. */
  readonly groups: readonly string[];
  /** No project twice and no role twice in it, in the order given; each project has at least one role. */
  readonly projectRoles: readonly { readonly project: string; readonly roles: readonly string[] }[];
}

export const noPermissions: Permissions = {
  admin: false,
  ownPermissions: false,
  groups: [],
  projectRoles: [],
};

const prefix = "applied-permissions/";
/** A usual slip, for which the corrected text is offered. */
const prefixWithColon = "applied-permissions:";

/** Room for 500 groups of 128 characters and as much again for roles. */
const maxScopeCharacters = 131_072;

/**
 * Reads permissions.
 * @param text several, separated by blanks; empty: none
 * @returns the permissions, or a sentence with the first problem
 */
export function parseScope(text: string): Parsed<Permissions> {
  const read = readPermissions(text, false);
  return read.ok ? parsed(read.value ?? noPermissions) : read;
}

/**
 * Reads the permissions among other words, such as the scopes of other servers, which are passed over.
 * @returns the permissions, null when none is among the words, or a sentence with the first problem
 */
export function parseKnownScope(text: string): Parsed<Permissions | null> {
  return readPermissions(text, true);
}

function readPermissions(text: string, passOverOthers: boolean): Parsed<Permissions | null> {
  if (text.length > maxScopeCharacters) {
    return unreadable(`Invalid scope: at most ${maxScopeCharacters} characters are read.`);
  }
  let permissions: Permissions | null = null;
  let index = skipBlanks(text, 0);
  while (index < text.length) {
    if (passOverOthers && !beginsPermission(text, index)) {
      index = skipBlanks(text, index + wordAt(text, index).length);
      continue;
    }
    const one = readPermission(text, index);
    if (!one.ok) return unreadable(`Invalid scope: ${one.problem}`);
    permissions = unite(permissions ?? noPermissions, one.value.value);
    index = skipBlanks(text, one.value.end);
  }
  return permissions?.admin && (permissions.ownPermissions || holdsNames(permissions))
    ? unreadable(`Invalid scope: ${prefix}admin stands alone; remove what is beside it.`)
    : parsed(permissions);
}

function holdsNames({ groups, projectRoles }: Permissions): boolean {
  return groups.length + projectRoles.length > 0;
}

/**
 * Writes permissions in the one form this server writes: names quoted, one word per project. Beside an
 * administrator's nothing is written: several rules of a mapping may have granted less as well.
 */
export function renderScope(permissions: Permissions): string {
  return renderWords(permissions, quoteName);
}

/**
 * Writes permissions in the letters a `scope` may have between servers, which leave no room for quotes.
 * @returns null: there are none, or a name cannot be written so
 * @see RFC 6749 section 3.3
 */
export function renderScopeTokens(permissions: Permissions): string | null {
  const text = renderWords(permissions, (name) => (bareName.test(name) ? name : quoteName(name)));
  return scopeTokens.test(text) ? text : null;
}

/** RFC 6749 section 3.3: `scope-token *( SP scope-token )`. */
const scopeTokens = /^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/;
/** The same letters without the comma, which ends a name in a list. */
const bareName = /^[!#-+\--[\]-~]+$/;

function renderWords(
  { admin, ownPermissions, groups, projectRoles }: Permissions,
  write: (name: string) => string,
): string {
  if (admin) return `${prefix}admin`;
  const words = [
    ...(ownPermissions ? ["user"] : []),
    ...(groups.length > 0 ? [`groups:${groups.map(write).join(",")}`] : []),
    ...projectRoles.map(({ project, roles }) => `roles:${writeName(project)}:${roles.map(write).join(",")}`),
  ];
  return words.map((word) => `${prefix}${word}`).join(" ");
}

/** What a grant permits, as a scope can say it: groups and projects of other domains have no words in it. */
export function permissionsOf({ admin, ownPermissions, groups, projectRoles }: TokenGrant): Permissions {
  return {
    admin,
    ownPermissions,
    groups: groups.flatMap(({ name, domain }) => (name !== null && domain === null ? [name] : [])),
    projectRoles: projectRoles.filter(({ domain }) => domain === null),
  };
}

/** Whether whoever holds these permissions holds all of the others. An administrator's include nothing but itself. */
export function includesPermissions(held: Permissions, wanted: Permissions): boolean {
  const rolesIn = (project: string) =>
    held.projectRoles.filter((one) => one.project === project).flatMap(({ roles }) => roles);
  return (
    (held.admin || !wanted.admin) &&
    (held.ownPermissions || !wanted.ownPermissions) &&
    wanted.groups.every((name) => held.groups.includes(name)) &&
    wanted.projectRoles.every(({ project, roles }) => {
      const own = rolesIn(project);
      return roles.every((role) => own.includes(role));
    })
  );
}

/** Both permissions together, in normal form: nothing twice. */
function unite(one: Permissions, other: Permissions): Permissions {
  const roles = new Map<string, Set<string>>();
  for (const held of [...one.projectRoles, ...other.projectRoles]) {
    const known = roles.get(held.project) ?? new Set();
    roles.set(held.project, new Set([...known, ...held.roles]));
  }
  return {
    admin: one.admin || other.admin,
    ownPermissions: one.ownPermissions || other.ownPermissions,
    groups: [...new Set([...one.groups, ...other.groups])],
    projectRoles: [...roles].map(([project, names]) => ({ project, roles: [...names] })),
  };
}

function readPermission(text: string, start: number): Parsed<Read<Permissions>> {
  if (text.startsWith(prefixWithColon, start)) {
    const corrected = prefix + wordAt(text, start).slice(prefixWithColon.length);
    return unreadable(`write ${corrected}, with a slash in place of the first colon.`);
  }
  if (!text.startsWith(prefix, start)) {
    return unreadable(`"${wordAt(text, start)}" does not begin with ${prefix}.`);
  }
  const read = readKind(text, start + prefix.length);
  if (!read.ok) return read;
  const { end } = read.value;
  const closed = end === text.length || isBlank(text.charAt(end)) || isBlank(text.charAt(end - 1));
  return closed ? read : unreadable(`a blank or a comma is missing at position ${end + 1}.`);
}

function readKind(text: string, start: number): Parsed<Read<Permissions>> {
  const word = wordAt(text, start);
  if (word === "admin") return parsed({ value: { ...noPermissions, admin: true }, end: start + word.length });
  if (word === "user")
    return parsed({ value: { ...noPermissions, ownPermissions: true }, end: start + word.length });
  const list = ["groups:", "group:"].find((one) => word.startsWith(one));
  if (list !== undefined) return readGroups(text, start + list.length);
  if (word.startsWith("roles:")) return readRoles(text, start + "roles:".length);
  return unreadable(`"${prefix}${word}" is unknown; use user, admin, groups:… or roles:<project>:….`);
}

function readGroups(text: string, start: number): Parsed<Read<Permissions>> {
  const names = readNames(text, start, (index) => beginsPermission(text, index));
  if (!names.ok) return names;
  const { value, end } = names.value;
  return parsed({ value: { ...noPermissions, groups: [...new Set(value)] }, end });
}

function readRoles(text: string, start: number): Parsed<Read<Permissions>> {
  const project = readName(text, start, ":,");
  if (!project.ok) return project;
  if (text.charAt(project.value.end) !== ":") {
    return unreadable(`roles need a project: ${prefix}roles:<project>:"<role>".`);
  }
  const names = readNames(text, project.value.end + 1, (index) => beginsPermission(text, index));
  if (!names.ok) return names;
  const { value, end } = names.value;
  const held = { project: project.value.value, roles: [...new Set(value)] };
  return parsed({ value: { ...noPermissions, projectRoles: [held] }, end });
}

function beginsPermission(text: string, index: number): boolean {
  return text.startsWith(prefix, index) || text.startsWith(prefixWithColon, index);
}

/** The text up to the next blank. */
function wordAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && !isBlank(text.charAt(end))) end += 1;
  return text.slice(start, end);
}
