import { describe, expect, it } from "vitest";
import { plainProjectRoles } from "../../../src/core/granting/plain-project-roles.ts";
import { decidesProjects, makeProjectRoles } from "../../../src/core/granting/project-roles.ts";
import type {
  DomainTemplate,
  GrantTemplate,
  JsonPrimitive,
  JsonValue,
  TextTemplate,
} from "../../../src/core/terms.ts";
import { failing, filled, giving, nothing, text } from "./contributing.ts";

const roles = (project: string, ...names: readonly string[]) => ({ project, domain: null, roles: names });
const granted = (...value: readonly unknown[]) => ({ ok: true, value });
const inEast = { id: null, name: "east" };

describe("roles in projects", () => {
  it("are none where no rule has a word in them", () => {
    expect(makeProjectRoles([giving({}), giving({ decidesProjects: false })])).toEqual(granted());
  });

  it("are those of the last rule that has a word in them, also where it gives none", () => {
    const first = giving({ projectRoles: [roles("p", "r")] });
    expect(makeProjectRoles([first, giving({})])).toEqual(granted(roles("p", "r")));
    expect(makeProjectRoles([first, giving({ projectRoles: [roles("q", "s")] })])).toEqual(
      granted(roles("q", "s")),
    );
    expect(makeProjectRoles([first, giving({ decidesProjects: true })])).toEqual(granted());
    const list = { list: text("[]"), domain: null };
    expect(makeProjectRoles([first, giving({ projectList: list })])).toEqual(granted());
  });

  it("are made of claims in project, domain and roles", () => {
    const template = {
      project: filled("{0}"),
      domain: { id: null, name: filled("{1}") },
      roles: [filled("{0}-{1}"), "r"],
    };
    expect(makeProjectRoles([giving({ projectRoles: [template] }, ["p"], ["east"])])).toEqual(
      granted({ project: "p", domain: inEast, roles: ["p-east", "r"] }),
    );
  });

  it.each([
    ["project name", { ...roles("p", "r"), project: filled("{0}") }],
    ["domain", { ...roles("p", "r"), domain: { id: filled("{0}"), name: null } }],
    ["role name", { ...roles("p"), roles: ["r", filled("{0}")] }],
  ])("are refused where the %s cannot be made", (what, template) => {
    const made = (value: string) => makeProjectRoles([giving({ projectRoles: [template] }, [value])]);
    expect(made("a\nb")).toMatchObject(failing(expect.stringContaining(what)));
    expect(made("a".repeat(255)).ok).toBe(true);
    expect(made("a".repeat(256))).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { what, most: 255 } },
    });
  });
});

describe("a list of projects out of a claim", () => {
  const listed = (values: readonly JsonPrimitive[], domain: DomainTemplate | null = null) =>
    makeProjectRoles([giving({ projectList: { list: filled("{0}"), domain } }, values)]);
  const of = (...projects: readonly JsonValue[]) => listed([JSON.stringify(projects)]);

  it("gives each of its projects, after those that are written out", () => {
    const projectList = { list: filled("{0}"), domain: null };
    const list = JSON.stringify([{ name: "q", roles: [{ name: "s" }, { name: "t" }] }]);
    expect(makeProjectRoles([giving({ projectRoles: [roles("p", "r")], projectList }, [list])])).toEqual(
      granted(roles("p", "r"), roles("q", "s", "t")),
    );
    expect(of({ name: "p", roles: [] }, { name: "q", roles: [] })).toEqual(granted(roles("p"), roles("q")));
  });

  it("may be written out by the rule", () => {
    const list = text('[{"name":"p","roles":[{"name":"r"}]}]');
    expect(makeProjectRoles([giving({ projectList: { list, domain: null } })])).toEqual(
      granted(roles("p", "r")),
    );
  });

  it("is empty where the claim has no value", () => {
    expect(listed([])).toEqual(granted());
  });

  it("gives projects their own domain, or the rule's", () => {
    const projects = [
      { name: "p", roles: [], domain: { id: "d1" } },
      { name: "q", roles: [] },
      { name: "r", roles: [], domain: { name: "west" } },
    ];
    expect(listed([JSON.stringify(projects)], inEast)).toEqual(
      granted(
        { ...roles("p"), domain: { id: "d1", name: null } },
        { ...roles("q"), domain: inEast },
        { ...roles("r"), domain: { id: null, name: "west" } },
      ),
    );
  });

  it.each<[string, readonly JsonPrimitive[], string]>([
    ["it is cut into several values", ["[]", "[]"], "cut into several values"],
    ["it is no JSON", ["["], "the list of projects is no JSON: "],
    ["it is a number", [1], "the projects are no JSON list"],
    ["it is no list", ["{}"], "the projects are no JSON list"],
    ["its template is more than a placeholder", [], "is no JSON"],
  ])("is refused where %s", (_, values, detail) => {
    const list = values.length === 0 ? filled("a{0}") : filled("{0}");
    const made = makeProjectRoles([giving({ projectList: { list, domain: null } }, values)]);
    expect(made).toMatchObject(failing(expect.stringContaining(detail)));
  });

  it("is not taken out of a text that the rule writes out, nor made of one without a placeholder", () => {
    const listOf = (list: TextTemplate) =>
      makeProjectRoles([giving({ projectList: { list, domain: null } }, ["[]"])]);
    expect(listOf(text("{0}"))).toMatchObject(failing(expect.stringContaining("is no JSON")));
    expect(listOf(filled("[]"))).toMatchObject(failing(expect.stringContaining("is no JSON")));
  });

  it("is refused where the rule's domain cannot be made", () => {
    const projectList = { list: filled("{0}"), domain: { id: null, name: filled("{1}") } };
    expect(makeProjectRoles([giving({ projectList }, ["[]"], ["a\nb"])])).toMatchObject(
      failing(expect.stringContaining("domain")),
    );
  });

  const shape = (element: number) =>
    failing(
      `element ${element} of the list of projects is not {"name":…,"roles":[{"name":…}]}, with a domain or without`,
    );

  it.each<[JsonValue]>([
    ["p"],
    [["p"]],
    [{ roles: [] }],
    [{ name: 1, roles: [] }],
    [{ name: "p" }],
    [{ name: "p", roles: {} }],
    [{ name: "p", roles: ["r"] }],
    [{ name: "p", roles: [{}] }],
    [{ name: "p", roles: [{ name: 1 }] }],
    [{ name: "p", roles: [{ name: "r", id: "1" }] }],
    [{ name: "p", roles: [["r"]] }],
    [{ name: "p", roles: [], domain: "east" }],
    [{ name: "p", roles: [], domain: { name: "east", more: 1 } }],
    [{ name: "p", roles: [], more: 1 }],
  ])("is refused where an element is %j", (element) => {
    expect(of({ name: "q", roles: [] }, element)).toMatchObject(shape(2));
    expect(of(element)).toMatchObject(shape(1));
  });

  it("names at most 100 roles in one project, and 200 projects with those that are written out", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `r${index}` }));
    expect(of({ name: "p", roles: many(100) }).ok).toBe(true);
    expect(of({ name: "p", roles: many(101) })).toMatchObject(shape(1));
    const projects = (count: number) => {
      const list = many(count).map(({ name }) => ({ name, roles: [] }));
      const projectList = { list: filled("{0}"), domain: null };
      return makeProjectRoles([giving({ projectRoles: [roles("p")], projectList }, [JSON.stringify(list)])]);
    };
    expect(projects(199).ok).toBe(true);
    expect(projects(200)).toMatchObject(
      failing("the grant would hold roles in 201 projects; at most 200 are granted"),
    );
  });

  it.each([
    ["project name", (name: string): JsonValue => ({ name, roles: [] })],
    ["role name", (name: string): JsonValue => ({ name: "p", roles: [{ name }] })],
  ])("holds a %s to the limits of names out of claims", (what, element) => {
    expect(of(element("a".repeat(255))).ok).toBe(true);
    expect(of(element("a".repeat(256)))).toMatchObject({
      refusal: { reason: "name_too_long", evidence: { what, most: 255 } },
    });
    expect(of(element("a\nb"))).toMatchObject(failing(expect.stringContaining(what)));
    expect(of(element(""))).toMatchObject(failing(`the ${what} would be empty`));
  });
});

describe("a rule", () => {
  it.each<[Partial<GrantTemplate>, boolean]>([
    [{}, false],
    [{ decidesProjects: false }, false],
    [{ decidesProjects: true }, true],
    [{ projectRoles: [roles("p")] }, true],
    [{ projectList: { list: text("[]"), domain: null } }, true],
  ])("that gives %j has a word in projects: %j", (grant, decides) => {
    expect(decidesProjects({ ...nothing, ...grant })).toBe(decides);
  });
});

describe("roles in projects that are written out", () => {
  it("are those without what is made of claims", () => {
    const projectRoles = [
      { ...roles("p"), roles: ["r", filled("{0}"), "s"] },
      { ...roles("q", "t"), project: filled("{0}") },
    ];
    expect(plainProjectRoles({ ...nothing, projectRoles })).toEqual([{ project: "p", roles: ["r", "s"] }]);
  });
});
