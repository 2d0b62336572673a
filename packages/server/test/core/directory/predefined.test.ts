/** What every directory has without being written. */

import { describe, expect, it } from "vitest";
import { isPredefined, predefinedDomains, predefinedRoles } from "../../../src/core/directory/predefined.ts";

const unwritten = { revision: 0, createdAt: 0, updatedAt: 0, annotations: {} };

describe("every directory", () => {
  it("has the default domain", () => {
    expect(predefinedDomains).toEqual([
      {
        kind: "domain",
        id: "default",
        name: "Default",
        description: "The default domain",
        enabled: true,
        ...unwritten,
      },
    ]);
  });

  it("has the usual roles, of no domain", () => {
    const described = {
      admin: "Administers; only administrators' own tokens administer this server.",
      manager: "Manages what is in a project.",
      member: "Works in a project.",
      reader: "Reads what is in a project.",
      service: "Asks about the tokens of others.",
    };
    expect(predefinedRoles).toEqual(
      Object.entries(described).map(([id, description]) => ({
        kind: "role",
        id,
        name: id,
        domainId: null,
        description,
        ...unwritten,
      })),
    );
  });

  it("tells these from what was written, by kind and id", () => {
    expect(isPredefined("role", "service")).toBe(true);
    expect(isPredefined("domain", "default")).toBe(true);
    expect(isPredefined("domain", "service")).toBe(false);
    expect(isPredefined("role", "painter")).toBe(false);
  });
});
