import { describe, expect, it } from "vitest";
import type { GrantTemplate, GroupTemplate, TextTemplate, UserTemplate } from "../../../src/core/terms.ts";
import { validGrant } from "../drafts.ts";
import { faultOf, grant, mapping } from "./validity.ts";

const operators: GrantTemplate = { ...validGrant, projectRoles: [], operator: true };
const text = (words: string): TextTemplate => ({ kind: "text", text: words });
/** What is wrong with this one stands where it stands. */
const empty = text("");
const invisible = { id: null, name: "a\nb" };
const needed = "must have 1 to 1024 characters, none of them invisible.";

describe("a valid grant", () => {
  it("may make names from claims and placeholders", () => {
    const user = {
      name: { kind: "pattern", pattern: "({{actor}})@x.example | $1" },
      id: { kind: "placeholders", text: "{0}" },
      email: null,
      domain: null,
      local: false,
    } as const;
    expect(grant({ user })).toBeNull();
  });

  it.each<[string, Partial<GrantTemplate>]>([
    ["500 groups", { groups: Array(500).fill({ kind: "by_id", id: text("a") }) }],
    ["200 projects", { projectRoles: Array(200).fill(validGrant.projectRoles[0]) }],
    ["100 roles", { projectRoles: [{ project: "blue", domain: null, roles: Array(100).fill("a") }] }],
    ["a list of projects", { projectList: { list: text("[]"), domain: null } }],
    ["a domain of its user", { userDomain: { id: "a", name: null } }],
    [
      "a domain that a claim names",
      { userDomain: { id: null, name: { kind: "placeholders", text: "{0}" } } },
    ],
    ["no domain of its user", { userDomain: null }],
    ["everything alone", { admin: true, projectRoles: [] }],
    [
      "a project without roles where it decides",
      { decidesProjects: true, projectRoles: [{ project: "blue", domain: null, roles: [] }] },
    ],
  ])("may give %s", (_, change) => {
    expect(grant(change)).toBeNull();
  });

  it("may be of a project's mapping and give its roles", () => {
    expect(grant({}, "blue")).toBeNull();
  });
});

describe("a grant is refused", () => {
  it("that makes operators and grants anything beside it", () => {
    const grant = { ...operators, ownPermissions: true };
    const draft = { project: null, entry: { kind: "console" } as const, rules: [{ when: [], grant }] };
    expect(mapping(draft)).toMatchObject({ field: "rules.0.grant.operator" });
  });

  it.each([
    ["{{actor", '"{{" has no "}}".'],
    ["actor", "It reads no claim; write {{claim}} where the value goes."],
    ["({{actor}}", '"(" is not closed.'],
  ])("with the pattern %s, and what is wrong with it", (pattern, problem) => {
    const field = "rules.0.grant.groups.0.names.pattern";
    expect(grant({ groups: [{ kind: "each", names: { kind: "pattern", pattern }, domain: null }] })).toEqual({
      kind: "invalid",
      field,
      detail: `${field} cannot be read. ${problem}`,
    });
  });

  it("with a placeholder that is none", () => {
    expect(
      grant({ groups: [{ kind: "by_id", id: { kind: "placeholders", text: "{0.name}" } }] }),
    ).toMatchObject({
      field: "rules.0.grant.groups.0.id.text",
    });
  });

  it.each<[string, string, Partial<GrantTemplate>]>([
    ["groups beside admin", "rules.0.grant.admin", { admin: true }],
    [
      "no role in a project",
      "rules.0.grant.projectRoles.0.roles",
      { projectRoles: [{ project: "blue", domain: null, roles: [] }] },
    ],
    [
      "an invisible role",
      "rules.0.grant.projectRoles.0.roles.0",
      { projectRoles: [{ project: "blue", domain: null, roles: ["a\nb"] }] },
    ],
    [
      "an empty group",
      "rules.0.grant.groups.0.name.text",
      { groups: [{ kind: "named", name: text(""), domain: null }] },
    ],
    [
      "a user with a line break",
      "rules.0.grant.user.name.text",
      { user: { name: text("a\nb"), id: null, email: null, domain: null, local: true } },
    ],
  ])("with a grant of %s", (_, field, change) => {
    expect(grant(change)).toMatchObject({ field });
  });

  it.each<[string, Partial<GrantTemplate>]>([
    ["groups", { groups: [{ kind: "by_id", id: text("a") }] }],
    ["roles in projects", { projectRoles: validGrant.projectRoles }],
    ["a list of projects", { projectList: { list: text("[]"), domain: null } }],
    ["own permissions", { ownPermissions: true }],
  ])("that gives everything and %s beside it", (_, change) => {
    expect(grant({ admin: true, projectRoles: [], ...change })).toEqual(
      faultOf(
        "rules.0.grant.admin",
        "stands alone: remove the groups, roles, list of projects and own permissions beside it.",
      ),
    );
  });

  it("for what a project's mapping cannot give", () => {
    const other = [{ project: "red", domain: null, roles: ["Developer"] }];
    expect(grant({ projectRoles: other }, "blue")).toEqual(
      faultOf("rules.0.grant.projectRoles.0.project", "must be blue, the project of the mapping."),
    );
    expect(grant({ projectList: { list: text("[]"), domain: null } }, "blue")).toEqual(
      faultOf("rules.0.grant.projectList", "is not for mappings of a project: the claim may list others."),
    );
  });

  const user: UserTemplate = { name: text("a"), id: null, email: null, domain: null, local: false };
  const group = (template: GroupTemplate): Partial<GrantTemplate> => ({ groups: [template] });
  const roles = (change: object): Partial<GrantTemplate> => ({
    projectRoles: [{ project: "blue", domain: null, roles: ["a"], ...change }],
  });

  it.each<[string, string, Partial<GrantTemplate>]>([
    ["user.name.text", needed, { user: { ...user, name: empty } }],
    ["user.id.text", needed, { user: { ...user, id: empty } }],
    ["user.email.text", needed, { user: { ...user, email: empty } }],
    ["user.domain.name", needed, { user: { ...user, domain: invisible } }],
    ["userDomain.name", needed, { userDomain: invisible }],
    ["userDomain.id", needed, { userDomain: { id: "", name: "a" } }],
    ["userDomain.id.text", needed, { userDomain: { id: empty, name: null } }],
    ["groups", "may have at most 500 items.", { groups: Array(501).fill({ kind: "by_id", id: text("a") }) }],
    ["groups.0.name.text", needed, group({ kind: "named", name: empty, domain: null })],
    ["groups.0.domain.name", needed, group({ kind: "named", name: text("a"), domain: invisible })],
    ["groups.0.id.text", needed, group({ kind: "by_id", id: empty })],
    ["groups.0.names.text", needed, group({ kind: "each", names: empty, domain: null })],
    ["groups.0.domain.name", needed, group({ kind: "each", names: text("a"), domain: invisible })],
    ["groups.0.ids.text", needed, group({ kind: "each_id", ids: empty })],
    ["groups.0.groups.text", needed, group({ kind: "described", groups: empty, domain: null })],
    ["groups.0.domain.name", needed, group({ kind: "described", groups: text("a"), domain: invisible })],
    [
      "projectRoles",
      "may have at most 200 items.",
      { projectRoles: Array(201).fill(validGrant.projectRoles[0]) },
    ],
    ["projectRoles.0.project", needed, roles({ project: "" })],
    ["projectRoles.0.domain.name", needed, roles({ domain: invisible })],
    ["projectRoles.0.roles", "must have 1 to 100 items.", roles({ roles: [] })],
    ["projectRoles.0.roles", "must have 1 to 100 items.", roles({ roles: Array(101).fill("a") })],
    ["projectRoles.0.roles.0", needed, roles({ roles: [""] })],
    ["projectRoles.0.roles.0.text", needed, roles({ roles: [empty] })],
    ["projectList.list.text", needed, { projectList: { list: empty, domain: null } }],
    ["projectList.domain.name", needed, { projectList: { list: text("[]"), domain: invisible } }],
    ["user.id.pattern", needed, { user: { ...user, id: { kind: "pattern", pattern: "" } } }],
    ["user.id.text", needed, { user: { ...user, id: { kind: "placeholders", text: "" } } }],
  ])("by its %s, which %s", (field, rest, change) => {
    expect(grant(change)).toEqual(faultOf(`rules.0.grant.${field}`, rest));
  });
});
