/** A project as it is being written: roles in rows that may still be empty, and back to the API's document. */

import type { Project, ProjectDraft } from "@countersign/client";

export interface RoleRow {
  /** Of the row, for as long as it is on the page. */
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

export interface ProjectForm {
  readonly key: string;
  readonly displayName: string;
  readonly description: string;
  readonly roles: readonly RoleRow[];
}

export const emptyForm: ProjectForm = { key: "", displayName: "", description: "", roles: [] };

export function formOf({ key, display_name, description, roles }: Project): ProjectForm {
  return {
    key,
    displayName: display_name,
    description,
    roles: roles.map((role, id) => ({ id, name: role.name, description: role.description })),
  };
}

/** Rows that say nothing are left out; a name that is missing is the server's to point at. */
export function draftOf({ key, displayName, description, roles }: ProjectForm): ProjectDraft {
  return {
    key: key.trim(),
    ...(displayName.trim() !== "" && { display_name: displayName.trim() }),
    description: description.trim(),
    roles: writtenRows(roles).map((role) => ({
      name: role.name.trim(),
      description: role.description.trim(),
    })),
  };
}

/** Adds a row that no other has the id of. */
export function withRow(form: ProjectForm): ProjectForm {
  const id = Math.max(-1, ...form.roles.map((role) => role.id)) + 1;
  return { ...form, roles: [...form.roles, { id, name: "", description: "" }] };
}

/** What the server says of a role, at the row it is about; of a document's other members, by their name. */
export function errorsOf(
  form: ProjectForm,
  errors: readonly { readonly pointer: string; readonly detail: string }[],
): { readonly members: ReadonlyMap<string, string>; readonly roles: ReadonlyMap<number, string> } {
  const members = new Map<string, string>();
  const roles = new Map<number, string>();
  const rows = writtenRows(form.roles);
  for (const { pointer, detail } of errors) {
    const [, member = "", index] = pointer.split("/");
    const row = member === "roles" && index !== undefined ? rows[Number(index)] : undefined;
    if (row === undefined) members.set(member, detail);
    else roles.set(row.id, detail);
  }
  return { members, roles };
}

function writtenRows(roles: readonly RoleRow[]): readonly RoleRow[] {
  return roles.filter(({ name, description }) => name.trim() !== "" || description.trim() !== "");
}
