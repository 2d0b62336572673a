import { describe, expect, it } from "vitest";
import { maxRolesPerProject, validateProject } from "../../../src/core/configuring/project-rules.ts";
import { predefinedRoles } from "../../../src/core/project-roles.ts";
import type { ProjectDraft } from "../../../src/core/terms.ts";
import { projectDraft } from "../samples.ts";

const roleOf = (name: string, description = "") => ({ name, description, annotations: {} });

describe("a sound project", () => {
  const fault = (changes: Partial<ProjectDraft>) =>
    validateProject(projectDraft("blue", changes))?.field ?? null;

  it.each(["ab", "a1", "a-", `a${"b".repeat(31)}`])("may have the key %s", (key) => {
    expect(fault({ key, displayName: "x" })).toBeNull();
  });

  it.each(["", "a", "Ab", "1a", "-a", "a_b", "a.b", "a b", "\u00e4b", `a${"b".repeat(32)}`, "ab\n"])(
    "may not have the key %j",
    (key) => {
      expect(fault({ key, displayName: "x" })).toBe("key");
    },
  );

  it.each<[Partial<ProjectDraft>, string | null]>([
    [{ displayName: "\u00dcber & <co>" }, null],
    [{ displayName: "x".repeat(256) }, "displayName"],
    [{ displayName: "a\u202eb" }, "displayName"],
    [{ description: "x".repeat(4_096) }, null],
    [{ description: "x".repeat(4_097) }, "description"],
    [{ roles: [roleOf("a"), roleOf("b"), roleOf("a")] }, "roles.2.name"],
    [{ roles: [roleOf("x".repeat(64))] }, null],
    [{ roles: [roleOf("x".repeat(65))] }, "roles.0.name"],
    [{ roles: [roleOf("."), roleOf("a")] }, "roles.0.name"],
    [{ roles: predefinedRoles.map((name) => roleOf(name)) }, "roles.0.name"],
    [{ roles: Array.from({ length: maxRolesPerProject }, (_, i) => roleOf(`r${i}`)) }, null],
    [{ roles: Array.from({ length: maxRolesPerProject + 1 }, (_, i) => roleOf(`r${i}`)) }, "roles"],
    [{ annotations: { face: "x".repeat(524_288) } }, "project"],
  ])("is judged by each member", (changes, field) => {
    expect(fault(changes)).toBe(field);
  });

  it.each<[string, Partial<ProjectDraft>, string]>([
    ["key", { key: "A" }, 'must begin with a-z and have 2 to 32 characters of a-z, 0-9 and "-".'],
    ["displayName", { displayName: " " }, "must have 1 to 255 characters, none of them invisible."],
    ["roles", { roles: Array(101).fill(roleOf("a")) }, "may have at most 100 items."],
    [
      "roles.0.name",
      { roles: [roleOf("a/b")] },
      "must have 1 to 64 characters, none of them invisible or a slash, and no blank at either end.",
    ],
    [
      "roles.1.name",
      { roles: [roleOf("a"), roleOf("Developer")] },
      "is the name of a role that every project has. Choose another name, or make none: the scope of an identity mapping can name that role as it is.",
    ],
    ["roles.1.name", { roles: [roleOf("a"), roleOf("a")] }, "is the name of another role of this project."],
    [
      "roles.1.description",
      { roles: [roleOf("a"), roleOf("b", "a\0b")] },
      "must be text of at most 4096 characters.",
    ],
  ])("is told what is wrong with its %s", (field, changes, rest) => {
    expect(validateProject(projectDraft("blue", changes))).toEqual({
      kind: "invalid",
      field,
      detail: `${field} ${rest}`,
    });
  });
});
