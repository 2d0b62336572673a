/**
 * Roles in projects: of the rules that match, the last that has a word in them gives them all. Beside those that a
 * rule writes out, it may take a list out of a claim, which is JSON the administrator asked for by that name.
 */

import { isJsonArray, isJsonObject, ownMember } from "../json.ts";
import { accept, refuse, type Verdict } from "../refusal.ts";
import type {
  DomainRef,
  GrantTemplate,
  JsonValue,
  ProjectListTemplate,
  ProjectRoles,
  ProjectRolesTemplate,
} from "../terms.ts";
import type { Contribution } from "./contributions.ts";
import { makeDomain } from "./domains.ts";
import { readDomain } from "./groups.ts";
import {
  acceptFilled,
  capturedBy,
  makeTextOrTemplate,
  type NameRule,
  type TemplateSource,
} from "./template.ts";

/** Projects one grant may hold roles in, and roles in one of them. */
export const maxProjects = 200;
export const maxRolesInProject = 100;

const projectRule: NameRule = { what: "project name", maxCharacters: 255, reserved: new Set() };
const roleRule: NameRule = { what: "role name", maxCharacters: 255, reserved: new Set() };

/** @returns refused with `template_failed` or `unsafe_claim_value` */
export function makeProjectRoles(contributions: readonly Contribution[]): Verdict<readonly ProjectRoles[]> {
  const deciding = contributions.findLast(({ grant }) => decidesProjects(grant));
  if (deciding === undefined) return accept([]);
  const { grant, source } = deciding;
  const made: ProjectRoles[] = [];
  for (const template of grant.projectRoles) {
    const one = makeOne(template, source);
    if (!one.ok) return one;
    made.push(one.value);
  }
  const listed = grant.projectList === undefined ? accept([]) : makeListed(grant.projectList, source);
  if (!listed.ok) return listed;
  const all = [...made, ...listed.value];
  return all.length > maxProjects
    ? failed(
        `the grant would hold roles in ${all.length} projects; at most ${maxProjects} are granted`,
        source,
      )
    : accept(all);
}

/** Whether a rule that gives this has a word in which projects there are. */
export function decidesProjects({
  projectRoles,
  projectList,
  decidesProjects: decides,
}: GrantTemplate): boolean {
  return projectRoles.length > 0 || projectList !== undefined || decides === true;
}

function makeOne(template: ProjectRolesTemplate, source: TemplateSource): Verdict<ProjectRoles> {
  const project = makeTextOrTemplate(template.project, projectRule, source);
  if (!project.ok) return project;
  const domain = makeDomain(template.domain, source);
  if (!domain.ok) return domain;
  const roles: string[] = [];
  for (const one of template.roles) {
    const role = makeTextOrTemplate(one, roleRule, source);
    if (!role.ok) return role;
    roles.push(role.value);
  }
  return accept({ project: project.value, domain: domain.value, roles });
}

/** A claim without a value lists nothing; one with several is no list. */
function makeListed(template: ProjectListTemplate, source: TemplateSource): Verdict<readonly ProjectRoles[]> {
  const values = capturedBy(template.list, source)?.values ?? [
    template.list.kind === "text" ? template.list.text : "",
  ];
  const [value, ...others] = values;
  if (value === undefined) return accept([]);
  if (others.length > 0) return failed("the list of projects is cut into several values", source);
  const read = source.readJson(String(value));
  if (!read.ok) return failed(`the list of projects is no JSON: ${read.problem}`, source);
  if (!isJsonArray(read.value)) return failed("the projects are no JSON list", source);
  const domain = makeDomain(template.domain, source);
  if (!domain.ok) return domain;
  const made: ProjectRoles[] = [];
  for (const [index, value] of read.value.entries()) {
    const one = readOne(value, domain.value, source);
    if (!one.ok) return one;
    if (one.value === null) {
      const shape = `{"name":…,"roles":[{"name":…}]}, with a domain or without`;
      return failed(`element ${index + 1} of the list of projects is not ${shape}`, source);
    }
    made.push(one.value);
  }
  return accept(made);
}

/** @returns null for what is no project with roles */
function readOne(
  value: JsonValue,
  inherited: DomainRef | null,
  source: TemplateSource,
): Verdict<ProjectRoles | null> {
  if (!isJsonObject(value) || hasOtherThan(value, ["name", "roles", "domain"])) return accept(null);
  const [given, roles, own] = [
    ownMember(value, "name"),
    ownMember(value, "roles"),
    ownMember(value, "domain"),
  ];
  if (typeof given !== "string" || !isJsonArray(roles) || roles.length > maxRolesInProject)
    return accept(null);
  if (own !== undefined && (!isJsonObject(own) || hasOtherThan(own, ["id", "name"]))) return accept(null);
  const project = acceptFilled(given, given, projectRule, source);
  if (!project.ok) return project;
  const names: string[] = [];
  for (const role of roles) {
    const name = isJsonObject(role) && !hasOtherThan(role, ["name"]) ? ownMember(role, "name") : undefined;
    if (typeof name !== "string") return accept(null);
    const made = acceptFilled(name, name, roleRule, source);
    if (!made.ok) return made;
    names.push(made.value);
  }
  return accept({ project: project.value, domain: readDomain(own) ?? inherited, roles: names });
}

function hasOtherThan(object: Readonly<Record<string, JsonValue>>, members: readonly string[]): boolean {
  return Object.keys(object).some((member) => !members.includes(member));
}

function failed(detail: string, source: TemplateSource): Verdict<never> {
  return refuse("template_failed", { mapping: source.mapping, pattern: null, claim: null, detail });
}
