/**
 * From the rules of a mapping to the core's rules, one for one, and what of them could only fail later: placeholders
 * that no requirement fills, braces that are none, patterns no engine compiles. Translating never fails; what is to be
 * complained of is said by `ruleProblems`, which is asked first.
 */

import { textForms } from "../../../core/configuring/configuration-rules.ts";
import { regexComplaint } from "../../../core/configuring/mapping-rules.ts";
import { parsePlaceholders } from "../../../core/granting/placeholders.ts";
import type { CompileRegex } from "../../../core/matching/registry.ts";
import type { Steps } from "../../../core/steps.ts";
import type {
  Clause,
  ClauseTest,
  DomainTemplate,
  GrantTemplate,
  GroupTemplate,
  JsonPrimitive,
  Matcher,
  ProjectRolesTemplate,
  Rule,
  TextOrTemplate,
  TextTemplate,
  UserTemplate,
} from "../../../core/terms.ts";
import { claimNamed } from "./claim-names.ts";
import { readLiteralList } from "./literal-list.ts";
import {
  conditions,
  type LocalBlock,
  type MappingDialect,
  type MappingRule,
  type Requirement,
  type SchemaVersion,
  sentence,
} from "./wire-mapping-rules.ts";

/** @param dialect decides whether a group may do without a domain */
export function toRules(
  rules: readonly MappingRule[],
  version: SchemaVersion,
  dialect: MappingDialect,
): readonly Rule[] {
  return rules.map(({ local, remote }) => ({
    when: remote.map(toClause),
    grant: toGrant(local, version, dialect),
    // Without a block a rule does not even let anybody in.
    ...(local.length === 0 && { idle: true }),
  }));
}

function toClause(requirement: Requirement): Clause {
  return { ...claimNamed(requirement.type), test: toTest(requirement) };
}

function toTest(requirement: Requirement): ClauseTest {
  const { any_one_of: any, not_any_of: none, whitelist: keep, blacklist: drop } = requirement;
  const matchers = (values: readonly unknown[]) => values.map((value) => toMatcher(value, requirement));
  if (any !== undefined) return { kind: "any_of", matchers: matchers(any) };
  if (none !== undefined) return { kind: "none_of", matchers: matchers(none) };
  if (keep !== undefined) return { kind: "keep", matchers: matchers(keep) };
  if (drop !== undefined) return { kind: "drop", matchers: matchers(drop) };
  return { kind: "present" };
}

function toMatcher(value: unknown, { regex }: Requirement): Matcher {
  if (regex === true) return { kind: "regex", source: String(value) };
  return { kind: "equals", value: isScalar(value) ? value : null };
}

function isScalar(value: unknown): value is JsonPrimitive {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function toGrant(
  blocks: readonly LocalBlock[],
  version: SchemaVersion,
  dialect: MappingDialect,
): GrantTemplate {
  return {
    user: toUser(blocks),
    groups: blocks.flatMap((block) => toGroups(block, dialect)),
    ...toProjects(blocks, version),
    ...(version !== "1.0" && { userDomain: toDomain(blocks.at(-1)?.domain) }),
    admin: false,
    ownPermissions: false,
  };
}

/** The first block that says anything of a user, whatever the others say. */
function toUser(blocks: readonly LocalBlock[]): UserTemplate | null {
  const user = blocks.find((block) => Object.keys(block.user ?? {}).length > 0)?.user;
  if (user === undefined) return null;
  return {
    name: templateOrNone(user.name),
    id: templateOrNone(user.id),
    email: templateOrNone(user.email),
    domain: toDomain(user.domain),
    local: user.type === "local",
  };
}

function toGroups(block: LocalBlock, dialect: MappingDialect): readonly GroupTemplate[] {
  const { group, groups, group_ids: ids } = block;
  const domain = toGroupDomain(block.domain, dialect);
  const [id, name] = [templateOrNone(group?.id), templateOrNone(group?.name)];
  return [
    ...(id === null ? [] : [{ kind: "by_id", id } as const]),
    ...(name === null
      ? []
      : [{ kind: "named", name, domain: toGroupDomain(group?.domain, dialect) } as const]),
    ...listed(groups).map((each) =>
      dialect === "huawei"
        ? ({ kind: "each", names: toTemplate(each), domain } as const)
        : ({ kind: "described", groups: toTemplate(each), domain } as const),
    ),
    ...listed(ids).map((each) => ({ kind: "each_id", ids: toTemplate(each) }) as const),
  ];
}

/** A list written in the rule is as many texts; every other text is one. What is empty names nothing. */
function listed(text: string | undefined): readonly string[] {
  return text === undefined ? [] : (readLiteralList(text) ?? [text]).filter((one) => one !== "");
}

/** The last block with projects has them all; from 2.0 on its domain is theirs, where they have none. */
function toProjects(
  blocks: readonly LocalBlock[],
  version: SchemaVersion,
): Pick<GrantTemplate, "projectRoles" | "projectList" | "decidesProjects"> {
  const block = blocks.findLast(
    ({ projects, projects_json: list }) => projects !== undefined || list !== undefined,
  );
  if (block === undefined) return { projectRoles: [] };
  const domain = version === "1.0" ? null : toDomain(block.domain);
  const { projects = [], projects_json: list } = block;
  return {
    projectRoles: projects.map(
      (one): ProjectRolesTemplate => ({
        project: textOrTemplate(one.name),
        domain: toDomain(one.domain) ?? domain,
        roles: one.roles.map((role) => textOrTemplate(role.name)),
      }),
    ),
    ...(list !== undefined && { projectList: { list: toTemplate(`{${indexIn(list) ?? ""}}`), domain } }),
    decidesProjects: true,
  };
}

/** Null also where it has no member; with empty ones it is a domain that there is not. */
function toDomain(domain: LocalBlock["domain"]): DomainTemplate | null {
  const part = (text: string | undefined) =>
    text === undefined || text === "" ? null : textOrTemplate(text);
  return domain === undefined || Object.keys(domain).length === 0
    ? null
    : { id: part(domain.id), name: part(domain.name) };
}

/** Where nothing is said of a domain that is there, there is none of the kind; only Huawei's dialect leaves it out. */
function toGroupDomain(domain: LocalBlock["domain"], dialect: MappingDialect): DomainTemplate | null {
  return toDomain(domain) ?? (domain === undefined || dialect === "huawei" ? null : { id: null, name: null });
}

function hasBraces(text: string): boolean {
  return text.includes("{") || text.includes("}");
}

function toTemplate(text: string): TextTemplate {
  return { kind: hasBraces(text) ? "placeholders" : "text", text };
}

function templateOrNone(text: string | undefined): TextTemplate | null {
  return text === undefined || text === "" ? null : toTemplate(text);
}

function textOrTemplate(text: string): TextOrTemplate {
  return hasBraces(text) ? toTemplate(text) : text;
}

/** The number of the placeholder whose text is a list of projects: `{1}` or `1`. @returns null for anything else */
function indexIn(text: string): number | null {
  const [, braced, bare] = /^(?:\{(\d{1,3})\}|(\d{1,3}))$/.exec(text) ?? [];
  const digits = braced ?? bare;
  return digits === undefined ? null : Number(digits);
}

/** What would fail at a login, a sentence each; empty: nothing. A step for each expression: compiling hundreds takes long. */
export function* ruleProblems(
  rules: readonly MappingRule[],
  compileRegex: CompileRegex,
): Steps<readonly string[]> {
  const problems: string[] = [];
  for (const [index, rule] of rules.entries()) {
    for (const [position, requirement] of rule.remote.entries()) {
      problems.push(...(yield* requirementProblems(requirement, [index, "remote", position], compileRegex)));
    }
    for (const [position, block] of rule.local.entries()) {
      problems.push(...blockProblems(block, [index, "local", position], filledBy(rule.remote)));
    }
  }
  return problems;
}

type Path = readonly (string | number)[];

/** How many placeholders a rule's requirements fill: those that only ask for a value fill none. */
function filledBy(requirements: readonly Requirement[]): number {
  return requirements.filter(
    ({ any_one_of: any, not_any_of: none }) => any === undefined && none === undefined,
  ).length;
}

function* requirementProblems(
  requirement: Requirement,
  path: Path,
  compileRegex: CompileRegex,
): Steps<readonly string[]> {
  const problems: string[] = [];
  if (!textForms.visible.pattern.test(requirement.type)) {
    problems.push(sentence([...path, "type"], `${textForms.visible.words}: it names a claim.`));
  }
  for (const condition of conditions) {
    for (const [index, value] of (requirement[condition] ?? []).entries()) {
      const complaint = requirement.regex === true ? regexProblem(value, compileRegex) : valueProblem(value);
      if (complaint !== null) problems.push(sentence([...path, condition, index], complaint));
      yield;
    }
  }
  return problems;
}

function valueProblem(value: unknown): string | null {
  return isScalar(value) ? null : "is a list or an object, and no value of a claim is ever equal to one.";
}

function regexProblem(value: unknown, compileRegex: CompileRegex): string | null {
  if (typeof value !== "string") return "must be text: it is a regular expression.";
  const compiled = compileRegex(value);
  return compiled.ok ? null : regexComplaint(compiled.refusal);
}

/** @param filled how many placeholders the rule's requirements fill */
function blockProblems(block: LocalBlock, path: Path, filled: number): readonly string[] {
  return textsIn(block).flatMap(({ text, member }) => {
    const last = member.at(-1);
    const complaint =
      last === "projects_json"
        ? listProblem(text, filled)
        : (emptyProblem(text, member) ?? textProblem(text, filled, last === "groups"));
    return complaint === null ? [] : [sentence([...path, ...member], complaint)];
  });
}

/** Elsewhere an empty text is as good as none; a project and its roles have to be called something. */
function emptyProblem(text: string, member: Path): string | null {
  const named = member[0] === "projects" && member.at(-1) === "name" && !member.includes("domain");
  return named && text === "" ? "must not be empty." : null;
}

function textProblem(text: string, filled: number, mayDescribe: boolean): string | null {
  if (text !== "" && !textForms.visible.pattern.test(text)) return `${textForms.visible.words}.`;
  const pieces = parsePlaceholders(text);
  if (!pieces.ok) return `cannot be read. ${pieces.problem}`;
  const numbers = pieces.value.filter((piece) => typeof piece === "number");
  const missing = numbers.find((number) => number >= filled);
  if (missing !== undefined) return tooFew(missing, filled);
  return mayDescribe && numbers.length > 0 && text.startsWith("JSON:")
    ? "puts a claim into JSON, which would say more than one value. Name the group and the domain in group."
    : null;
}

function listProblem(text: string, filled: number): string | null {
  const index = indexIn(text);
  if (index === null) return "must be one placeholder, such as {0}: the claim's text is the list.";
  return index < filled ? null : tooFew(index, filled);
}

function tooFew(number: number, filled: number): string {
  const filling =
    filled === 0 ? "none" : filled === 1 ? "only {0}, the first" : `only {0} to {${filled - 1}}`;
  return `uses placeholder {${number}}, and the requirements of its rule fill ${filling}; any_one_of and not_any_of fill none, so name the claim once more without them.`;
}

interface PlacedText {
  readonly member: Path;
  readonly text: string;
}

function textsIn(value: unknown, member: Path = []): readonly PlacedText[] {
  if (typeof value === "string") return [{ member, text: value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, [...member, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, [...member, name]));
}
