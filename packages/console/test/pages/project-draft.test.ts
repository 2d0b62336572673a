import { describe, expect, it } from "vitest";
import { draftOf, emptyForm, errorsOf, formOf, withRow } from "../../src/pages/projects/project-draft.ts";

const standing = {
  key: "shop",
  display_name: "Web shop",
  description: "",
  roles: [{ name: "Deployer", description: "Deploys" }],
  revision: 3,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

describe("a project as it is written", () => {
  it("that nobody changes stays the same", () => {
    const { key, display_name, description, roles } = standing;
    expect(draftOf(formOf(standing))).toEqual({ key, display_name, description, roles });
  });

  it("leaves out rows that say nothing, and a name that is empty", () => {
    const form = withRow(withRow({ ...emptyForm, key: " shop " }));
    expect(draftOf(form)).toEqual({ key: "shop", description: "", roles: [] });
  });

  it("gives each row a name of its own, also after one was taken away", () => {
    const two = withRow(withRow(emptyForm));
    const one = { ...two, roles: two.roles.slice(1) };
    const ids = withRow(one).roles.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("shows an error at the row that was sent in that place", () => {
    const form = withRow(formOf(standing));
    const [first, blank] = form.roles;
    const written = { id: 9, name: "Developer", description: "" };
    const errors = errorsOf({ ...form, roles: [blank ?? written, first ?? written, written] }, [
      { pointer: "/roles/1/name", detail: "is every project's" },
      { pointer: "/display_name", detail: "is too long" },
    ]);
    expect([...errors.roles]).toEqual([[9, "is every project's"]]);
    expect([...errors.members]).toEqual([["display_name", "is too long"]]);
  });
});
