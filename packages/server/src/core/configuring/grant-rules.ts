/**
 * What a valid grant of a rule looks like. Every list and text in it has a limit, and every template is read before
 * it is saved, so that none is found broken in an exchange.
 */

import { parseDynamicPattern } from "../granting/dynamic-pattern.ts";
import type { Parsed } from "../granting/parsed.ts";
import { parsePlaceholders } from "../granting/placeholders.ts";
import { maxProjects, maxRolesInProject } from "../granting/project-roles.ts";
import { maxGroups } from "../granting/template.ts";
import type {
  DomainTemplate,
  GrantTemplate,
  GroupTemplate,
  ProjectListTemplate,
  ProjectRolesTemplate,
  TextOrTemplate,
  TextTemplate,
  UserTemplate,
} from "../terms.ts";
import { countFaults, type Faults, fault, textFaults, textForms } from "./configuration-rules.ts";

/** Far above what people write, far below what hurts. */
const limits = { groups: maxGroups, projects: maxProjects, roles: maxRolesInProject };

/** @param project that owns the rule; null: none does */
export function* grantFaults(field: string, grant: GrantTemplate, project: string | null): Faults {
  if (grant.user !== null) yield* userFaults(`${field}.user`, grant.user);
  yield* countFaults(`${field}.groups`, grant.groups.length, 0, limits.groups);
  for (const [index, group] of grant.groups.entries()) {
    yield* groupFaults(`${field}.groups.${index}`, group);
  }
  yield* countFaults(`${field}.projectRoles`, grant.projectRoles.length, 0, limits.projects);
  for (const [index, roles] of grant.projectRoles.entries()) {
    yield* projectRolesFaults(`${field}.projectRoles.${index}`, roles, project, grant);
  }
  yield* projectListFaults(`${field}.projectList`, grant.projectList, project);
  yield* domainFaults(`${field}.userDomain`, grant.userDomain ?? null);
  const all = grant.operator === true ? "operator" : "admin";
  if (
    (grant.admin || grant.operator === true) &&
    (grant.groups.length > 0 ||
      grant.projectRoles.length > 0 ||
      grant.projectList !== undefined ||
      grant.ownPermissions)
  ) {
    yield fault(
      `${field}.${all}`,
      "stands alone: remove the groups, roles, list of projects and own permissions beside it.",
    );
  }
}

function* projectListFaults(
  field: string,
  listed: ProjectListTemplate | undefined,
  project: string | null,
): Faults {
  if (listed === undefined) return;
  if (project !== null) yield fault(field, "is not for mappings of a project: the claim may list others.");
  yield* templateFaults(`${field}.list`, listed.list);
  yield* domainFaults(`${field}.domain`, listed.domain);
}

function* projectRolesFaults(
  field: string,
  granted: ProjectRolesTemplate,
  project: string | null,
  { decidesProjects }: GrantTemplate,
): Faults {
  yield* textOrTemplateFaults(`${field}.project`, granted.project);
  if (project !== null && granted.project !== project) {
    yield fault(`${field}.project`, `must be ${project}, the project of the mapping.`);
  }
  yield* domainFaults(`${field}.domain`, granted.domain);
  // Who decides may also decide that a project comes without roles.
  yield* countFaults(`${field}.roles`, granted.roles.length, decidesProjects === true ? 0 : 1, limits.roles);
  for (const [index, role] of granted.roles.entries()) {
    yield* textOrTemplateFaults(`${field}.roles.${index}`, role);
  }
}

function* userFaults(field: string, user: UserTemplate): Faults {
  yield* templateFaults(`${field}.name`, user.name);
  yield* templateFaults(`${field}.id`, user.id);
  yield* templateFaults(`${field}.email`, user.email);
  yield* domainFaults(`${field}.domain`, user.domain);
}

function* groupFaults(field: string, group: GroupTemplate): Faults {
  switch (group.kind) {
    case "named":
      yield* templateFaults(`${field}.name`, group.name);
      yield* domainFaults(`${field}.domain`, group.domain);
      return;
    case "by_id":
      yield* templateFaults(`${field}.id`, group.id);
      return;
    case "each":
      yield* templateFaults(`${field}.names`, group.names);
      yield* domainFaults(`${field}.domain`, group.domain);
      return;
    case "each_id":
      yield* templateFaults(`${field}.ids`, group.ids);
      return;
    case "described":
      yield* templateFaults(`${field}.groups`, group.groups);
      yield* domainFaults(`${field}.domain`, group.domain);
      return;
  }
}

function* domainFaults(field: string, domain: DomainTemplate | null): Faults {
  yield* textOrTemplateFaults(`${field}.id`, domain?.id ?? null);
  yield* textOrTemplateFaults(`${field}.name`, domain?.name ?? null);
}

function* textOrTemplateFaults(field: string, text: TextOrTemplate | null): Faults {
  if (typeof text === "string") yield* textFaults(field, text, textForms.visible);
  else yield* templateFaults(field, text);
}

function* templateFaults(field: string, template: TextTemplate | null): Faults {
  switch (template?.kind) {
    case undefined:
      return;
    case "text":
      yield* textFaults(`${field}.text`, template.text, textForms.visible);
      return;
    case "pattern":
      yield* textFaults(`${field}.pattern`, template.pattern, textForms.visible);
      yield* parseFaults(`${field}.pattern`, parseDynamicPattern(template.pattern));
      return;
    case "placeholders":
      yield* textFaults(`${field}.text`, template.text, textForms.visible);
      yield* parseFaults(`${field}.text`, parsePlaceholders(template.text));
      return;
  }
}

function* parseFaults(field: string, read: Parsed<unknown>): Faults {
  if (!read.ok) yield fault(field, `cannot be read. ${read.problem}`);
}
