import { describe, expect, it } from "vitest";
import { hasRole, isPredefinedRole, predefinedRoles } from "../../src/core/project-roles.ts";

describe("the roles of a project", () => {
  const project = { roles: [{ name: "Auditor", description: "", annotations: {} }] };

  it("are those that every project has, in these words", () => {
    expect(predefinedRoles).toEqual([
      "Project Admin",
      "Developer",
      "Contributor",
      "Viewer",
      "Release Manager",
      "Security Manager",
    ]);
    for (const role of predefinedRoles) expect(hasRole({ roles: [] }, role)).toBe(true);
  });

  it("are besides those made for it, by exactly their names", () => {
    expect(hasRole(project, "Auditor")).toBe(true);
    for (const other of ["auditor", "developer", "Owner", ""]) expect(hasRole(project, other)).toBe(false);
    expect(hasRole({ roles: [] }, "Auditor")).toBe(false);
  });

  it("have names that nobody makes another role of by case", () => {
    expect(["developer", "PROJECT ADMIN", "Viewer"].map(isPredefinedRole)).toEqual([true, true, true]);
    expect(["Auditor", "Developers", ""].map(isPredefinedRole)).toEqual([false, false, false]);
  });
});
