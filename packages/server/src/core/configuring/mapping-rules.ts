/**
 * What a valid identity mapping looks like. Every list and text in it has a limit, so that judging a token
 * against it costs a bounded amount whoever wrote it; every pattern is compiled before it is saved, so that
 * none fails for the first time in an exchange.
 */

import { parseDynamicPattern } from "../granting/dynamic-pattern.ts";
import type { Parsed } from "../granting/parsed.ts";
import { parsePlaceholders } from "../granting/placeholders.ts";
import { maxGroups } from "../granting/template.ts";
import type { Refusal } from "../refusal.ts";
import type {
  Clause,
  DomainRef,
  Entry,
  GrantTemplate,
  GroupTemplate,
  MappingDraft,
  Matcher,
  ProjectRoles,
  Provider,
  TextTemplate,
  UserTemplate,
} from "../terms.ts";
import {
  type ConfigurationRules,
  countFaults,
  type Fault,
  type Faults,
  fault,
  firstFault,
  integerFaults,
  listFaults,
  textFaults,
  textForms,
  weightFaults,
} from "./configuration-rules.ts";

/** How much one mapping may hold; far above what people write, far below what hurts. */
const limits = {
  rules: 1_000,
  clauses: 100,
  pathMembers: 16,
  matchers: 1_000,
  groups: maxGroups,
  projects: 200,
  roles: 100,
  audiences: 64,
};

/**
 * @param provider the provider the mapping belongs to
 * @returns the first fault, or null for a valid draft
 */
export function validateMapping(
  draft: MappingDraft,
  provider: Pick<Provider, "project">,
  rules: ConfigurationRules,
): Fault | null {
  return firstFault(mappingFaults(draft, provider, rules));
}

function* mappingFaults(
  draft: MappingDraft,
  provider: Pick<Provider, "project">,
  rules: ConfigurationRules,
): Faults {
  yield* weightFaults("mapping", draft);
  yield* textFaults("name", draft.name, textForms.mappingName);
  yield* textFaults("description", draft.description, textForms.description);
  yield* textFaults("project", draft.project, textForms.project);
  if (draft.project !== null && provider.project !== null && draft.project !== provider.project) {
    yield fault("project", `must be ${provider.project}, the project of its provider, or absent.`);
  }
  yield* entryFaults(draft.entry);
  yield* integerFaults("priority", draft.priority, 1, Number.MAX_SAFE_INTEGER);
  yield* listFaults("audience", draft.audience, limits.audiences, textForms.audience);
  yield* integerFaults("lifetimeSeconds", draft.lifetimeSeconds, 1, rules.maxTokenLifetimeSeconds);
  yield* countFaults("rules", draft.rules.length, 1, limits.rules);
  for (const [index, rule] of draft.rules.entries()) {
    yield* countFaults(`rules.${index}.when`, rule.when.length, 0, limits.clauses);
    for (const [position, clause] of rule.when.entries()) {
      yield* clauseFaults(`rules.${index}.when.${position}`, clause, rules);
    }
    yield* grantFaults(`rules.${index}.grant`, rule.grant, draft.project);
  }
}

function* entryFaults(entry: Entry): Faults {
  if (entry.kind === "protocol") yield* textFaults("entry.protocol", entry.protocol, textForms.providerName);
}

function* clauseFaults(field: string, clause: Clause, rules: ConfigurationRules): Faults {
  yield* countFaults(`${field}.path`, clause.path.length, 1, limits.pathMembers);
  yield* listFaults(`${field}.path`, clause.path, limits.pathMembers, textForms.visible);
  switch (clause.test.kind) {
    case "present":
      return;
    case "is":
      yield* matcherFaults(`${field}.test.matcher`, clause.test.matcher, rules);
      return;
    case "any_of":
    case "none_of":
    case "keep":
    case "drop":
      yield* countFaults(`${field}.test.matchers`, clause.test.matchers.length, 0, limits.matchers);
      for (const [index, matcher] of clause.test.matchers.entries()) {
        yield* matcherFaults(`${field}.test.matchers.${index}`, matcher, rules);
      }
      return;
  }
}

function* matcherFaults(field: string, matcher: Matcher, rules: ConfigurationRules): Faults {
  switch (matcher.kind) {
    case "equals":
    case "subset":
      return;
    case "glob":
      yield* textFaults(`${field}.pattern`, matcher.pattern, textForms.visible);
      return;
    case "regex": {
      yield* textFaults(`${field}.source`, matcher.source, textForms.visible);
      const compiled = rules.compileRegex(matcher.source);
      if (!compiled.ok)
        yield fault(`${field}.source`, told("is no RE2 regular expression", compiled.refusal));
      return;
    }
  }
}

function* grantFaults(field: string, grant: GrantTemplate, project: string | null): Faults {
  if (grant.user !== null) yield* userFaults(`${field}.user`, grant.user);
  yield* countFaults(`${field}.groups`, grant.groups.length, 0, limits.groups);
  for (const [index, group] of grant.groups.entries()) {
    yield* groupFaults(`${field}.groups.${index}`, group);
  }
  yield* countFaults(`${field}.projectRoles`, grant.projectRoles.length, 0, limits.projects);
  for (const [index, roles] of grant.projectRoles.entries()) {
    yield* projectRolesFaults(`${field}.projectRoles.${index}`, roles, project);
  }
  if (grant.admin && (grant.groups.length > 0 || grant.projectRoles.length > 0 || grant.ownPermissions)) {
    yield fault(`${field}.admin`, "stands alone: remove the groups, roles and own permissions beside it.");
  }
}

function* projectRolesFaults(field: string, granted: ProjectRoles, project: string | null): Faults {
  yield* textFaults(`${field}.project`, granted.project, textForms.visible);
  if (project !== null && granted.project !== project) {
    yield fault(`${field}.project`, `must be ${project}, the project of the mapping.`);
  }
  yield* domainFaults(`${field}.domain`, granted.domain);
  yield* countFaults(`${field}.roles`, granted.roles.length, 1, limits.roles);
  yield* listFaults(`${field}.roles`, granted.roles, limits.roles, textForms.visible);
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
  }
}

function* domainFaults(field: string, domain: DomainRef | null): Faults {
  yield* textFaults(`${field}.id`, domain?.id ?? null, textForms.visible);
  yield* textFaults(`${field}.name`, domain?.name ?? null, textForms.visible);
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

/** What the compiler says is wrong, where it says so. */
function told(fact: string, { evidence }: Refusal): string {
  return typeof evidence["detail"] === "string" ? `${fact} (${evidence["detail"]}).` : `${fact}.`;
}
