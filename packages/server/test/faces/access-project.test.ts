import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectDefaults } from "../../src/core/configuring/project-defaults.ts";
import { editProject } from "../../src/core/configuring/project-edits.ts";
import { validateProject } from "../../src/core/configuring/project-rules.ts";
import { ownMember, sameJson } from "../../src/core/json.ts";
import type { JsonObject, JsonValue, Project, ProjectDraft } from "../../src/core/terms.ts";
import {
  toProjectDocument,
  toProjectDraft,
  toRole,
  toRoleDocument,
} from "../../src/faces/access/translate-project.ts";
import { readProject, readRole } from "../../src/faces/access/wire-project.ts";
import * as admin from "../../src/faces/admin/project-translate.ts";
import { projectInput } from "../../src/faces/admin/project-wire.ts";
import { readStoredJson } from "../../src/jws/stored-json.ts";
import { tried } from "../properties/property.ts";
import { mustRead, projects, roles } from "./access-documents.ts";

const seeded = tried(23, 300);
const stored = { revision: 1, createdAt: 0, updatedAt: 0 };

/** The draft as it comes back from the store. */
function kept(draft: ProjectDraft): Project {
  const fault = validateProject(draft);
  if (fault !== null) throw new Error(fault.detail);
  return { ...readStoredJson<ProjectDraft>(JSON.stringify(draft)), ...stored };
}
const projectOf = (document: JsonObject, roleDocuments: readonly JsonObject[] = []) =>
  kept({
    ...projectDefaults,
    ...toProjectDraft(mustRead(readProject(document, null))),
    roles: roleDocuments.map((role) => toRole(mustRead(readRole(role, null)))),
  });
/** Members called `__proto__` count like others, which `toEqual` would not see. */
function expectSame(shown: JsonValue, sent: JsonValue): void {
  expect(sameJson(shown, sent) ? null : { shown, sent }).toBeNull();
}
const someRoles = fc.uniqueArray(roles, { maxLength: 4, selector: ({ name }) => name });

describe("a project and its roles", () => {
  it("are read back exactly as they were sent, and nothing is added", () => {
    fc.assert(
      fc.property(projects, someRoles, (document, roleDocuments) => {
        const project = projectOf(document, roleDocuments);
        expectSame(toProjectDocument(project), document);
        expectSame(project.roles.map(toRoleDocument), roleDocuments);
      }),
      seeded,
    );
  });

  it("are what the later document says, whatever stood there, and each leaves the other alone", () => {
    fc.assert(
      fc.property(projects, projects, someRoles, roles, (first, second, roleDocuments, other) => {
        const standing = projectOf(first, roleDocuments);
        const later = { ...second, project_key: standing.key };
        const draft = toProjectDraft(mustRead(readProject(later, standing.key)));
        const described = editProject(standing, { kind: "described", draft });
        if (!described.ok) throw new Error(described.refusal.detail);
        expectSame(toProjectDocument(kept(described.draft)), later);
        expectSame(kept(described.draft).roles.map(toRoleDocument), roleDocuments);

        const [replaced, ...rest] = roleDocuments;
        if (replaced === undefined) return;
        const name = String(ownMember(replaced, "name"));
        const role = { ...other, name };
        const edited = editProject(standing, {
          kind: "role_replaced",
          role: toRole(mustRead(readRole(role, name))),
        });
        if (!edited.ok) throw new Error(edited.refusal.detail);
        expectSame(kept(edited.draft).roles.map(toRoleDocument), [role, ...rest]);
        expectSame(toProjectDocument(kept(edited.draft)), first);
      }),
      seeded,
    );
  });

  it("go through the admin API's document and back without a loss to either", () => {
    fc.assert(
      fc.property(projects, someRoles, (document, roleDocuments) => {
        const project = projectOf(document, roleDocuments);
        const shown = admin.toProjectDocument(project);
        const written = kept(admin.toProjectDraft(projectInput.parse(shown), project));
        expect(admin.toProjectDocument(written)).toEqual(shown);
        expectSame(toProjectDocument(written), document);
        expectSame(written.roles.map(toRoleDocument), roleDocuments);
      }),
      seeded,
    );
  });

  it("made through the admin API are shown as the documents that would make them", () => {
    fc.assert(
      fc.property(projects, someRoles, (document, roleDocuments) => {
        const shown = admin.toProjectDocument(projectOf(document, roleDocuments));
        const made = kept(admin.toProjectDraft(projectInput.parse(shown), null));
        const again = projectOf(toProjectDocument(made), made.roles.map(toRoleDocument));
        expect(admin.toProjectDocument(again)).toEqual(shown);
      }),
      seeded,
    );
  });
});
