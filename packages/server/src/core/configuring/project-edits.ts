/**
 * Changes of a standing project. Roles live in the project's one document, and several of them may be written at the
 * same moment: so a change is told as what it does, and done to whatever stands when its turn comes (store/).
 */

import { quote } from "../explaining/quote.ts";
import { isPredefinedRole } from "../project-roles.ts";
import type { ProjectDraft, ProjectRole } from "../terms.ts";
import type { ChangeRefusal } from "./configuration.ts";
import { fault } from "./configuration-rules.ts";
import { validateProject } from "./project-rules.ts";

export type ProjectEdit =
  /** Everything but the key. */
  | { readonly kind: "replaced"; readonly draft: ProjectDraft }
  /** What it is called; all else stays, also what other faces noted. */
  | {
      readonly kind: "described";
      readonly draft: Pick<ProjectDraft, "key" | "displayName" | "description" | "annotations">;
    }
  | { readonly kind: "role_added"; readonly role: ProjectRole }
  | { readonly kind: "role_replaced"; readonly role: ProjectRole }
  | { readonly kind: "role_removed"; readonly name: string };

export type Edited =
  | { readonly ok: true; readonly draft: ProjectDraft }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

/** The project after the edit. @returns refused with not_found or already_exists (a role), or invalid */
export function editProject(standing: ProjectDraft, edit: ProjectEdit): Edited {
  const refused = conflictWith(standing, edit);
  if (refused !== null) return { ok: false, refusal: refused };
  const draft = applyEdit(standing, edit);
  const invalid = validateProject(draft);
  return invalid === null ? { ok: true, draft } : { ok: false, refusal: invalid };
}

function conflictWith(standing: ProjectDraft, edit: ProjectEdit): ChangeRefusal | null {
  const has = (name: string) => standing.roles.some((role) => role.name === name);
  const missing = (name: string) => noRole(name, named(name));
  const named = (name: string) => `role called ${quote(name)} in project ${quote(standing.key)}`;
  switch (edit.kind) {
    case "replaced":
    case "described":
      return null;
    case "role_added":
      return has(edit.role.name)
        ? {
            kind: "already_exists",
            detail: `A ${named(edit.role.name)} already exists. Change that one, or choose another name.`,
          }
        : null;
    case "role_replaced":
      return has(edit.role.name) ? null : missing(edit.role.name);
    case "role_removed":
      return has(edit.name) ? null : missing(edit.name);
  }
}

function noRole(name: string, named: string): ChangeRefusal {
  return isPredefinedRole(name)
    ? fault("name", "is the name of a role that every project has: it can be neither changed nor deleted.")
    : { kind: "not_found", detail: `There is no ${named}.` };
}

function applyEdit(standing: ProjectDraft, edit: ProjectEdit): ProjectDraft {
  switch (edit.kind) {
    case "replaced":
      return edit.draft;
    case "described": {
      const { displayName, description, annotations } = edit.draft;
      return {
        ...standing,
        displayName,
        description,
        annotations: { ...standing.annotations, ...annotations },
      };
    }
    case "role_added":
      return { ...standing, roles: [...standing.roles, edit.role] };
    case "role_replaced":
      return {
        ...standing,
        roles: standing.roles.map((role) => (role.name === edit.role.name ? edit.role : role)),
      };
    case "role_removed":
      return { ...standing, roles: standing.roles.filter(({ name }) => name !== edit.name) };
  }
}
