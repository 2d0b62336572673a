/**
 * Between JFrog's projects and roles and ours. The core knows a project's key, names and roles; everything else that
 * was sent (quotas, privileges, environments, actions) travels in the annotations and is given back as it came. What
 * another interface changed since stands in its place in the document.
 */

import { predefinedRoles } from "../../core/project-roles.ts";
import type { JsonObject, Project, ProjectDraft, ProjectRole } from "../../core/terms.ts";
import { sentIn, withMembers } from "./sent.ts";
import { faceName } from "./translate.ts";
import type { SentProject, SentRole } from "./wire-project.ts";

/** Its roles are written one by one, with documents of their own. */
export function toProjectDraft({
  sent,
  ...members
}: SentProject): Pick<ProjectDraft, "key" | "displayName" | "description" | "annotations"> {
  return { ...members, annotations: { [faceName]: sent } };
}

export function toProjectDocument({ key, displayName, description, annotations }: Project): JsonObject {
  return withMembers(sentIn(annotations), { project_key: key, display_name: displayName }, description);
}

export function toRole({ sent, ...members }: SentRole): ProjectRole {
  return { ...members, annotations: { [faceName]: sent } };
}

/** A role that was made through another interface is one without environments and actions. */
export function toRoleDocument({ name, description, annotations }: ProjectRole): JsonObject {
  const sent = sentIn(annotations) ?? { name, type: "CUSTOM", environments: [], actions: [] };
  return withMembers(sent, { name }, description);
}

/** Which actions such a role allows is up to the services that know it. */
function toPredefinedRoleDocument(name: string): JsonObject {
  return { name, type: "PREDEFINED", environments: [], actions: [] };
}

/** Every role of the project: clients tell those they may change by their type. */
export function toRoleDocuments({ roles }: Project): readonly JsonObject[] {
  return [...predefinedRoles.map(toPredefinedRoleDocument), ...roles.map(toRoleDocument)];
}

/** @returns undefined for the role of no project */
export function roleDocumentOf({ roles }: Project, name: string): JsonObject | undefined {
  if (predefinedRoles.includes(name)) return toPredefinedRoleDocument(name);
  const role = roles.find((one) => one.name === name);
  return role && toRoleDocument(role);
}
