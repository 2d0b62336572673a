/**
 * Findings about projects and roles that do not exist. A document may name them before they are made; until then they
 * grant nothing here, and nobody but an administrator can look after what such a project owns.
 */

import { quote } from "../explaining/quote.ts";
import { hasRole, predefinedRoles } from "../project-roles.ts";
import { nearestWord } from "../spelling.ts";
import type { MappingDraft, ProjectDraft, ProjectRolesTemplate } from "../terms.ts";
import type { Repairable } from "./lint.ts";
import { type Repair, withEveryGrant } from "./repair.ts";

/** Looks a project up by its key. */
export type ProjectByKey = (key: string) => Pick<ProjectDraft, "roles"> | undefined;

/** The projects there are, as far as findings ask for them. */
export interface KnownProjects {
  readonly projectByKey: ProjectByKey;
  /** Some of their keys, for finding the one that was meant. */
  projectKeys(): Iterable<string>;
}

interface Owned {
  readonly name: string;
  readonly project: string | null;
}

/** @param thing what it is, as a sentence begins with it */
export function lintOwner(
  thing: "Provider" | "Mapping",
  { name, project }: Owned,
  { projectByKey, projectKeys }: KnownProjects,
): readonly Repairable<Owned>[] {
  if (project === null || projectByKey(project) !== undefined) return [];
  const meant = nearestWord(project, projectKeys());
  return [
    {
      code: "unknown_project",
      severity: "warning",
      field: "project",
      message: `${thing} ${quote(name)} belongs to the project ${quote(project)}, which does not exist, so no exchange that names it finds what it owns.`,
      advice: `Create the project ${quote(project)}, or correct the key.`,
      repairs: () =>
        meant === null ? [] : [{ title: `Write ${quote(meant)}`, members: { project: meant } }],
    },
  ];
}

export function lintProjectRoles(
  draft: MappingDraft,
  { projectByKey, projectKeys }: KnownProjects,
): readonly Repairable<MappingDraft>[] {
  return draft.rules
    .flatMap(({ grant }) => grant.projectRoles)
    .flatMap(({ project: key, domain, roles }) => {
      // A project named with a domain is another face's, and one made of claims is known only with them.
      if (domain !== null || typeof key !== "string") return [];
      const project = projectByKey(key);
      // The owner is told of already.
      if (project === undefined)
        return key === draft.project ? [] : [unknownProject(draft, key, nearestWord(key, projectKeys()))];
      return roles
        .filter((role) => typeof role === "string")
        .filter((role) => !hasRole(project, role))
        .map((role) => unknownRole(draft, key, role, [...predefinedRoles, ...project.roles.map(nameOf)]));
    });
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** Corrects the key or the roles wherever the mapping grants roles of this project. */
function rewriteRoles(
  draft: MappingDraft,
  key: string,
  right: string,
  change: (granted: ProjectRolesTemplate) => ProjectRolesTemplate,
): readonly Repair<MappingDraft>[] {
  const members = withEveryGrant(draft, (grant) => ({
    ...grant,
    projectRoles: grant.projectRoles.map((granted) =>
      granted.domain === null && granted.project === key ? change(granted) : granted,
    ),
  }));
  return [{ title: `Write ${quote(right)}`, members }];
}

function unknownProject(draft: MappingDraft, key: string, meant: string | null): Repairable<MappingDraft> {
  const { name } = draft;
  return {
    code: "unknown_project",
    severity: "warning",
    field: "grant.project_roles",
    message: `Mapping ${quote(name)} grants roles of the project ${quote(key)}, which does not exist; they give no authority here until it does.`,
    advice: `Create the project ${quote(key)}, or correct the key.`,
    repairs: () =>
      meant === null ? [] : rewriteRoles(draft, key, meant, (granted) => ({ ...granted, project: meant })),
  };
}

function unknownRole(
  draft: MappingDraft,
  key: string,
  role: string,
  known: readonly string[],
): Repairable<MappingDraft> {
  const { name } = draft;
  const meant = nearestWord(role, known);
  return {
    code: "unknown_role",
    severity: "warning",
    field: "grant.project_roles",
    message: `Mapping ${quote(name)} grants the role ${quote(role)} of the project ${quote(key)}, which has no such role; it gives no authority here until there is one.`,
    advice: `Create the role in the project${meant === null ? "" : `, or write ${quote(meant)}`}.`,
    repairs: () =>
      meant === null
        ? []
        : rewriteRoles(draft, key, meant, ({ roles, ...granted }) => ({
            ...granted,
            roles: [...new Set(roles.map((one) => (one === role ? meant : one)))],
          })),
  };
}
