/**
 * A mapping's document as the form reads and writes it. The document is the truth: each field reads its own members
 * out of it and writes them back, so that whatever the form has no field for stays as it is. A part that is not of
 * the shape its fields can show is read as null; the form then shows it as JSON, to be edited there.
 */

import {
  isJsonArray,
  isJsonObject,
  isTextList,
  type JsonObject,
  type JsonValue,
  ownMember,
  withMember,
} from "../json/json-value.ts";
import { everyService } from "./services.ts";

/** Given to a mapping whose priority is left blank; the server's own default, and the weakest rank. */
const lowestPriority = 2_147_483_647;

/** What the vendor's form starts with: one minute. */
const firstLifetimeSeconds = 60;

/** What a mapping for console sign-in starts with: the eight hours that a session may last. */
const firstSessionSeconds = 28_800;

/** And with: every service. */
const firstAudience: readonly string[] = [everyService];

/** Members that only the server writes; a document to be edited goes without them. */
const serverMembers = ["id", "revision", "created_at", "updated_at", "findings", "kept_for"];

/** The document of a new mapping of a provider. */
export function newMapping(provider: string, project: string | null): JsonObject {
  return {
    name: "",
    provider,
    ...(project !== null && { project }),
    description: "",
    claims: {},
    grant: {},
    audience: firstAudience,
    lifetime_seconds: firstLifetimeSeconds,
  };
}

/** A document as the server answered, without what only the server writes. */
export function withoutServerMembers(document: object): JsonObject {
  return Object.fromEntries(
    Object.entries(document).filter(([name, value]) => !serverMembers.includes(name) && value !== undefined),
  ) as JsonObject;
}

export function textAt(document: JsonObject, name: string): string {
  const value = ownMember(document, name);
  return typeof value === "string" ? value : "";
}

/** @returns null for a mapping written as rules, and for claims that are no object */
export function claimsOf(document: JsonObject): JsonObject | null {
  const claims = ownMember(document, "claims");
  return ownMember(document, "rules") === undefined && isJsonObject(claims) ? claims : null;
}

/** @returns whole seconds; null where the document holds something else; an hour, as the server has it, where nothing */
export function lifetimeOf(document: JsonObject): number | null {
  const seconds = ownMember(document, "lifetime_seconds") ?? 3_600;
  return typeof seconds === "number" && Number.isSafeInteger(seconds) && seconds >= 1 ? seconds : null;
}

/** @returns null where the document holds no list of texts */
export function audienceOf(document: JsonObject): readonly string[] | null {
  const audience = ownMember(document, "audience") ?? [];
  return isTextList(audience) ? audience : null;
}

/** As the field shows it: blank for the lowest; null where the document holds no rank. */
export function priorityText(document: JsonObject): string | null {
  const priority = ownMember(document, "priority") ?? lowestPriority;
  if (priority === lowestPriority) return "";
  return typeof priority === "number" && Number.isSafeInteger(priority) && priority >= 1
    ? String(priority)
    : null;
}

/** The document ranked as typed; null where the text is no whole number from 1. */
export function withPriorityText(document: JsonObject, text: string): JsonObject | null {
  const trimmed = text.trim();
  if (trimmed === "") return withMember(document, "priority", undefined);
  const priority = /^\d{1,16}$/.test(trimmed) ? Number(trimmed) : 0;
  return Number.isSafeInteger(priority) && priority >= 1 ? withMember(document, "priority", priority) : null;
}

/** Which door the mapping serves: `exchange`, `protocol` or `console`. */
export function entryOf(document: JsonObject): string {
  const entry = ownMember(document, "entry");
  const kind = isJsonObject(entry) ? ownMember(entry, "kind") : undefined;
  return typeof kind === "string" ? kind : "exchange";
}

/**
 * The document for the other door. What a person wrote stays as far as it means something there: operators are made
 * at the console alone, and a session there has no groups and no services of its own.
 */
export function withEntry(document: JsonObject, kind: "exchange" | "console"): JsonObject {
  if (entryOf(document) === kind) return document;
  const toConsole = kind === "console";
  const [from, to] = toConsole
    ? [firstLifetimeSeconds, firstSessionSeconds]
    : [firstSessionSeconds, firstLifetimeSeconds];
  const entered = withMember(document, "entry", toConsole ? { kind } : undefined);
  const served = withMember(entered, "audience", toConsole ? [] : firstAudience);
  const timed = lifetimeOf(served) === from ? withMember(served, "lifetime_seconds", to) : served;
  if (grantOf(timed) === null) return timed;
  return withGrant(
    timed,
    toConsole ? { groups: [], groupsPattern: null, ownPermissions: false } : { operator: false },
  );
}

/** The scope of the token as the form shows it. */
export interface GrantFields {
  readonly admin: boolean;
  readonly operator: boolean;
  /** The permissions the named user has of its own. */
  readonly ownPermissions: boolean;
  readonly user: NameField;
  readonly groups: readonly string[];
  readonly groupsPattern: string | null;
  readonly projectRoles: readonly ProjectRolesField[];
}

/** A name as written, made from claims by a pattern, or none. */
export interface NameField {
  readonly kind: "none" | "fixed" | "pattern";
  readonly text: string;
}

export interface ProjectRolesField {
  readonly project: string;
  readonly roles: readonly string[];
}

const grantMembers = [
  "user",
  "user_pattern",
  "groups",
  "groups_pattern",
  "project_roles",
  "admin",
  "operator",
  "own_permissions",
];

/** @returns null for a mapping written as rules, and for a grant that says anything the fields cannot show */
export function grantOf(document: JsonObject): GrantFields | null {
  const grant = ownMember(document, "grant");
  if (ownMember(document, "rules") !== undefined || !isJsonObject(grant)) return null;
  if (Object.keys(grant).some((name) => !grantMembers.includes(name))) return null;
  const [admin, operator, ownPermissions] = ["admin", "operator", "own_permissions"].map((name) =>
    flagAt(grant, name),
  );
  const [user, pattern, groupsPattern] = ["user", "user_pattern", "groups_pattern"].map((name) =>
    textOrNothing(grant, name),
  );
  const groups = ownMember(grant, "groups") ?? [];
  const projectRoles = projectRolesOf(ownMember(grant, "project_roles") ?? []);
  const fits =
    admin !== undefined &&
    operator !== undefined &&
    ownPermissions !== undefined &&
    user !== undefined &&
    pattern !== undefined &&
    groupsPattern !== undefined;
  if (!fits || !isTextList(groups) || projectRoles === null || (user !== null && pattern !== null))
    return null;
  return {
    admin,
    operator,
    ownPermissions,
    user:
      pattern !== null
        ? { kind: "pattern", text: pattern }
        : { kind: user === null ? "none" : "fixed", text: user ?? "" },
    groups,
    groupsPattern,
    projectRoles,
  };
}

/** The document with one or more of the grant's fields changed; members that say nothing are left out. */
export function withGrant(document: JsonObject, change: Partial<GrantFields>): JsonObject {
  const standing = ownMember(document, "grant");
  const given: JsonObject = isJsonObject(standing) ? standing : {};
  const { admin, operator, ownPermissions, user, groups, groupsPattern, projectRoles } = change;
  const members: Readonly<Record<string, JsonValue | undefined>> = {
    ...(admin !== undefined && { admin: admin || undefined }),
    ...(operator !== undefined && { operator: operator || undefined }),
    ...(ownPermissions !== undefined && { own_permissions: ownPermissions || undefined }),
    ...(user !== undefined && {
      user: user.kind === "fixed" ? user.text : undefined,
      user_pattern: user.kind === "pattern" ? user.text : undefined,
    }),
    ...(groups !== undefined && { groups: groups.length === 0 ? undefined : groups }),
    ...(groupsPattern !== undefined && { groups_pattern: groupsPattern ?? undefined }),
    ...(projectRoles !== undefined && {
      project_roles:
        projectRoles.length === 0
          ? undefined
          : projectRoles.map(({ project, roles }) => ({ project, roles })),
    }),
  };
  const grant = Object.entries(members).reduce(
    (before, [name, value]) => withMember(before, name, value),
    given,
  );
  return withMember(document, "grant", grant);
}

function flagAt(grant: JsonObject, name: string): boolean | undefined {
  const value = ownMember(grant, name) ?? false;
  return typeof value === "boolean" ? value : undefined;
}

/** Null: there is none; undefined: there is something else than text. */
function textOrNothing(grant: JsonObject, name: string): string | null | undefined {
  const value = ownMember(grant, name);
  if (value === undefined) return null;
  return typeof value === "string" ? value : undefined;
}

function projectRolesOf(value: JsonValue): readonly ProjectRolesField[] | null {
  if (!isJsonArray(value)) return null;
  const fields = value.map((one) => {
    if (!isJsonObject(one) || Object.keys(one).some((name) => name !== "project" && name !== "roles"))
      return null;
    const [project, roles] = [ownMember(one, "project"), ownMember(one, "roles")];
    return typeof project === "string" && isTextList(roles) ? { project, roles } : null;
  });
  return fields.every((one) => one !== null) ? fields : null;
}

/** What a new mapping still lacks, in words for a sentence; the server would say so in each field at once. */
export function missingParts(document: JsonObject): readonly string[] {
  const claims = claimsOf(document);
  const grant = grantOf(document);
  const isPowerless =
    grant !== null &&
    !grant.admin &&
    !grant.operator &&
    !grant.ownPermissions &&
    grant.groups.length === 0 &&
    grant.groupsPattern === null &&
    grant.projectRoles.length === 0;
  return [
    ...(textAt(document, "name") === "" ? ["a name"] : []),
    ...(claims !== null && Object.keys(claims).length === 0 ? ["the claims a token must carry"] : []),
    ...(isPowerless ? ["a token scope"] : []),
  ];
}

/** The document as it can be tried before it has a name. */
export function named(document: JsonObject): JsonObject {
  return textAt(document, "name") === "" ? withMember(document, "name", "this-draft") : document;
}
