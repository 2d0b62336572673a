import { describe, expect, it } from "vitest";
import { validateMapping } from "../../../src/core/configuring/mapping-rules.ts";
import type { GrantTemplate, MappingDraft } from "../../../src/core/terms.ts";
import { validClause, validGrant, validMapping } from "../drafts.ts";
import { faultOf, mapping, strictRules } from "./validity.ts";

const operators: GrantTemplate = { ...validGrant, projectRoles: [], operator: true };

describe("a valid mapping", () => {
  it("has no fault", () => {
    expect(mapping({})).toBeNull();
  });

  it.each<[string, Partial<MappingDraft>]>([
    ["the highest priority JSON numbers carry exactly", { priority: 2 ** 53 - 1 }],
    ["a name in another script", { name: "déploiement_部署-1" }],
    ["255 letters beyond the basic plane as its name", { name: "𝒳".repeat(255) }],
    ["no audience", { audience: [] }],
    ["the longest lifetime", { lifetimeSeconds: 86_400 }],
    ["a rule that holds for every token", { rules: [{ when: [], grant: validGrant }] }],
  ])("may have %s", (_, change) => {
    expect(mapping(change)).toBeNull();
  });

  it("may be global and grant roles in any project", () => {
    expect(mapping({ project: null })).toBeNull();
  });
});

describe("a mapping is refused", () => {
  it.each<[string, string, Partial<MappingDraft>]>([
    ["a blank in its name", "name", { name: "a b" }],
    ["a dot in its name", "name", { name: "a.b" }],
    ["a name of 256 letters", "name", { name: "a".repeat(256) }],
    ["priority 0", "priority", { priority: 0 }],
    ["a priority beyond 2^53 - 1", "priority", { priority: 2 ** 53 }],
    ["a priority with a fraction", "priority", { priority: 1.5 }],
    ["no lifetime", "lifetimeSeconds", { lifetimeSeconds: 0 }],
    ["a lifetime above the server's", "lifetimeSeconds", { lifetimeSeconds: 86_401 }],
    ["a blank in an audience", "audience.1", { audience: ["a@*", "b c"] }],
    ["an empty audience", "audience.0", { audience: [""] }],
    ["65 audiences", "audience", { audience: Array.from({ length: 65 }, (_, index) => `a${index}`) }],
    ["no rule", "rules", { rules: [] }],
    ["a protocol with a slash", "entry.protocol", { entry: { kind: "protocol", protocol: "a/b" } }],
    [
      "roles of a project that is not the mapping's",
      "rules.0.grant.projectRoles.0.project",
      { project: "red" },
    ],
  ])("with %s", (_, field, change) => {
    expect(mapping(change)).toMatchObject({ kind: "invalid", field });
  });

  it("with a lifetime above the server's, by the setting that says so", () => {
    const setting = expect.stringContaining("COUNTERSIGN_MAX_TOKEN_TTL");
    expect(mapping({ lifetimeSeconds: 86_401 })).toMatchObject({ detail: setting });
    expect(mapping({ lifetimeSeconds: 0 })).toMatchObject({
      detail: "lifetimeSeconds must be a whole number from 1 to 86400.",
    });
  });

  it("that makes operators of anybody but people who sign in", () => {
    const making = { project: null, rules: [{ when: [], grant: operators }] };
    expect(mapping({ ...making, entry: { kind: "console" } })).toBeNull();
    for (const entry of [{ kind: "exchange" }, { kind: "protocol", protocol: "oidc" }] as const) {
      expect(mapping({ ...making, entry })).toMatchObject({
        field: "rules.0.grant.operator",
        detail: expect.stringContaining("is for people who sign in to the console"),
      });
    }
  });

  it("of the console with a lifetime beyond eight hours", () => {
    const session = { project: null, entry: { kind: "console" } as const };
    expect(mapping({ ...session, lifetimeSeconds: 8 * 3_600 })).toBeNull();
    expect(mapping({ ...session, lifetimeSeconds: 8 * 3_600 + 1 })).toMatchObject({
      field: "lifetimeSeconds",
      detail: expect.stringContaining("must be at most 28800 for the console"),
    });
  });

  it("with the project of another provider's owner", () => {
    expect(validateMapping(validMapping, { project: "red" }, strictRules)).toMatchObject({
      field: "project",
    });
  });
});

describe("what is said of a mapping", () => {
  it("is that it weighs too much, by how much there may be", () => {
    const annotations = { face: "a".repeat(600_000) };
    const length = JSON.stringify({ ...validMapping, annotations }).length;
    expect(mapping({ annotations })).toEqual(
      faultOf("mapping", `is too large: ${length} characters as JSON, at most 524288 are allowed.`),
    );
  });

  it.each<[string, string, Partial<MappingDraft>]>([
    ["description", "must be text of at most 4096 characters.", { description: "a\0b" }],
    ["project", 'must have 1 to 64 letters, digits, "-", "_" or ".".', { project: "a/b" }],
    ["rules", "must have 1 to 1000 items.", { rules: [] }],
    ["rules", "must have 1 to 1000 items.", { rules: Array(1_001).fill({ when: [], grant: validGrant }) }],
    [
      "rules.0.when",
      "may have at most 100 items.",
      { rules: [{ when: Array(101).fill(validClause), grant: validGrant }] },
    ],
    [
      "entry.protocol",
      'must have 1 to 255 letters, digits, "-", "_" or ".".',
      { entry: { kind: "protocol", protocol: "a/b" } },
    ],
  ])("begins with %s and goes on %s", (field, rest, change) => {
    expect(mapping(change)).toEqual(faultOf(field, rest));
  });

  it("is that its project is not its provider's, where it has one", () => {
    const onRed = (project: string | null) =>
      validateMapping({ ...validMapping, project }, { project: "red" }, strictRules);
    expect(onRed("blue")).toEqual(faultOf("project", "must be red, the project of its provider, or absent."));
    expect(onRed(null)).toBeNull();
  });
});
