/**
 * What every directory has without anybody writing it: one domain, and the roles whose names clients and services
 * take for granted. None of it can be changed or deleted. Ids are names, so that they are the same everywhere.
 */

import type { Domain, Role, Standing } from "./terms.ts";

/** The domain of whatever names none. */
export const defaultDomainId = "default";

/** The role of whoever administers; given by an administrator's credential, never by an assignment alone. */
export const adminRoleId = "admin";
/** The role of services that ask about the tokens of others. */
export const serviceRoleId = "service";

const unwritten = { revision: 0, createdAt: 0, updatedAt: 0, annotations: {} };

function role(id: string, description: string): Standing<"role"> {
  return { kind: "role", id, name: id, domainId: null, description, ...unwritten } satisfies Role;
}

export const predefinedDomains: readonly Standing<"domain">[] = [
  {
    kind: "domain",
    id: defaultDomainId,
    name: "Default",
    description: "The default domain",
    enabled: true,
    ...unwritten,
  } satisfies Domain,
];

export const predefinedRoles: readonly Standing<"role">[] = [
  role(adminRoleId, "Administers; only administrators' own tokens administer this server."),
  role("manager", "Manages what is in a project."),
  role("member", "Works in a project."),
  role("reader", "Reads what is in a project."),
  role(serviceRoleId, "Asks about the tokens of others."),
];

/** Whether it is there without being written. */
export function isPredefined(kind: "domain" | "role", id: string): boolean {
  return [...predefinedDomains, ...predefinedRoles].some((one) => one.kind === kind && one.id === id);
}
