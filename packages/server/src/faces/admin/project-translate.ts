/**
 * Between the project document and the core's project. What another face noted about the project, or about a role
 * that stays, has no place in this document and stays, too.
 */

import { projectDefaults } from "../../core/configuring/project-defaults.ts";
import type { Project, ProjectDraft } from "../../core/terms.ts";
import type { ProjectDocument, ProjectInput } from "./project-wire.ts";
import { toTimestamp } from "./wire.ts";

/** @param standing the project that is replaced; null for a new one */
export function toProjectDraft(document: ProjectInput, standing: Project | null): ProjectDraft {
  const notedOf = (name: string) => standing?.roles.find((role) => role.name === name)?.annotations;
  return {
    key: document.key,
    displayName: document.display_name ?? document.key,
    description: document.description,
    domainId: standing?.domainId ?? projectDefaults.domainId,
    enabled: standing?.enabled ?? projectDefaults.enabled,
    roles: document.roles.map((role) => ({ ...role, annotations: notedOf(role.name) ?? {} })),
    annotations: standing?.annotations ?? {},
  };
}

export function toProjectDocument(project: Project): ProjectDocument {
  return {
    key: project.key,
    display_name: project.displayName,
    description: project.description,
    roles: project.roles.map(({ name, description }) => ({ name, description })),
    revision: project.revision,
    created_at: toTimestamp(project.createdAt),
    updated_at: toTimestamp(project.updatedAt),
  };
}
