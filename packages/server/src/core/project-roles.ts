/**
 * The roles of a project: those that every project has, and those made for it. A role that a project does not have
 * grants nothing here, whatever a token says.
 */

import type { ProjectDraft } from "./terms.ts";

/** The role that makes its holder a project admin. */
export const projectAdminRole = "Project Admin";

/** The usual ones of platforms with projects; nobody can make, change or delete them. */
export const predefinedRoles: readonly string[] = [
  projectAdminRole,
  "Developer",
  "Contributor",
  "Viewer",
  "Release Manager",
  "Security Manager",
];

/** Whether a role of that name is every project's; case does not make another of it. */
export function isPredefinedRole(name: string): boolean {
  return predefinedRoles.some((predefined) => predefined.toLowerCase() === name.toLowerCase());
}

/** Whether the project has a role of exactly that name. */
export function hasRole(project: Pick<ProjectDraft, "roles">, role: string): boolean {
  return predefinedRoles.includes(role) || project.roles.some(({ name }) => name === role);
}
