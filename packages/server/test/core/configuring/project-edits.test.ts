import { describe, expect, it } from "vitest";
import type { ChangeRefusal } from "../../../src/core/configuring/configuration.ts";
import { editProject, type ProjectEdit } from "../../../src/core/configuring/project-edits.ts";
import type { ProjectDraft } from "../../../src/core/terms.ts";
import { projectDraft } from "../samples.ts";

const roleOf = (name: string, description = "") => ({ name, description, annotations: {} });

describe("an edit of a project", () => {
  const standing = projectDraft("blue", {
    description: "old",
    roles: [roleOf("Lead"), roleOf("Clerk", "d")],
    annotations: { face: { a: 1 } },
  });
  const edited = (edit: ProjectEdit): ProjectDraft => {
    const done = editProject(standing, edit);
    return done.ok ? done.draft : expect.fail(done.refusal.detail);
  };
  const refused = (edit: ProjectEdit) => {
    const done = editProject(standing, edit);
    return done.ok ? null : done.refusal;
  };

  it("replaces all of it", () => {
    const draft = projectDraft("blue", { displayName: "Other", domainId: "d1", enabled: false });
    expect(edited({ kind: "replaced", draft })).toEqual(draft);
  });

  it("renames it and leaves all else, also what other faces noted", () => {
    const draft = projectDraft("blue", {
      displayName: "Other",
      domainId: "d1",
      enabled: false,
      annotations: { mine: { b: 2 } },
    });
    expect(edited({ kind: "described", draft })).toEqual({
      ...standing,
      displayName: "Other",
      description: "",
      annotations: { face: { a: 1 }, mine: { b: 2 } },
    });
  });

  it("adds, replaces and removes one role, and leaves the others in their places", () => {
    const names = (edit: ProjectEdit) => edited(edit).roles.map(({ name }) => name);
    expect(names({ kind: "role_added", role: roleOf("Third") })).toEqual(["Lead", "Clerk", "Third"]);
    expect(names({ kind: "role_removed", name: "Lead" })).toEqual(["Clerk"]);
    const replaced = edited({ kind: "role_replaced", role: roleOf("Lead", "new") });
    expect(replaced).toEqual({ ...standing, roles: [roleOf("Lead", "new"), roleOf("Clerk", "d")] });
  });

  it.each<[ProjectEdit, ChangeRefusal["kind"]]>([
    [{ kind: "role_added", role: roleOf("Lead") }, "already_exists"],
    [{ kind: "role_replaced", role: roleOf("lead") }, "not_found"],
    [{ kind: "role_removed", name: "constructor" }, "not_found"],
    [{ kind: "role_removed", name: "Developer" }, "invalid"],
    [{ kind: "role_replaced", role: roleOf("developer") }, "invalid"],
    [{ kind: "role_added", role: roleOf("PROJECT ADMIN") }, "invalid"],
    [{ kind: "role_added", role: roleOf(" Lead") }, "invalid"],
    [{ kind: "role_added", role: roleOf("x", "a\0") }, "invalid"],
    [{ kind: "described", draft: projectDraft("blue", { displayName: "" }) }, "invalid"],
  ])("is refused: %j", (edit, kind) => {
    expect(refused(edit)?.kind).toBe(kind);
  });

  it.each<[ProjectEdit, ChangeRefusal]>([
    [
      { kind: "role_added", role: roleOf("Lead") },
      {
        kind: "already_exists",
        detail:
          'A role called "Lead" in project "blue" already exists. Change that one, or choose another name.',
      },
    ],
    [
      { kind: "role_removed", name: "lead" },
      { kind: "not_found", detail: 'There is no role called "lead" in project "blue".' },
    ],
    [
      { kind: "role_replaced", role: roleOf("lead") },
      { kind: "not_found", detail: 'There is no role called "lead" in project "blue".' },
    ],
    [
      { kind: "role_removed", name: "Developer" },
      {
        kind: "invalid",
        field: "name",
        detail: "name is the name of a role that every project has: it can be neither changed nor deleted.",
      },
    ],
  ])("says why it is refused: %j", (edit, refusal) => {
    expect(refused(edit)).toEqual(refusal);
  });
});
