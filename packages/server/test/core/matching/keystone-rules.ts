/**
 * Turns a federation mapping of the vendor's kind (`rules` of `local` and `remote`) and its assertion into
 * core rules and claims, for the vendor's own cases.
 */

import { z } from "zod";
import type {
  Clause,
  ClauseTest,
  DomainRef,
  GroupTemplate,
  JsonObject,
  JsonPrimitive,
  Matcher,
  ProjectRoles,
  Rule,
  TextTemplate,
  UserTemplate,
} from "../../../src/core/terms.ts";

const domain = z.object({ id: z.string().optional(), name: z.string().optional() });
const project = z.object({
  name: z.string(),
  domain: domain.nullish(),
  roles: z.array(z.object({ name: z.string() })),
});
const local = z.object({
  user: z
    .object({
      name: z.string().optional(),
      id: z.string().optional(),
      email: z.string().optional(),
      type: z.string().optional(),
      domain: domain.nullish(),
    })
    .optional(),
  group: z
    .object({ id: z.string().optional(), name: z.string().optional(), domain: domain.optional() })
    .optional(),
  groups: z.string().optional(),
  group_ids: z.string().optional(),
  domain: domain.optional(),
  projects: z.union([z.array(project), z.string()]).optional(),
  projects_json: z.string().optional(),
});
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const remote = z.object({
  type: z.string(),
  regex: z.boolean().optional(),
  any_one_of: z.array(scalar).optional(),
  not_any_of: z.array(scalar).optional(),
  whitelist: z.array(scalar).optional(),
  blacklist: z.array(scalar).optional(),
});

/** One case of the corpus: what the vendor's own engine answered. */
export const keystoneCase = z.object({
  name: z.string(),
  schema_version: z.string(),
  rules: z.array(z.object({ local: z.array(local), remote: z.array(remote) })),
  assertion: z.record(z.string(), z.unknown()),
  expected: z.union([
    z.object({ error: z.object({ exception: z.string() }) }),
    z.object({
      user: z.object({
        name: z.string().optional(),
        id: z.string().optional(),
        email: z.string().optional(),
        type: z.string(),
        domain: domain.nullish(),
      }),
      group_ids: z.array(z.string()),
      group_names: z.array(z.object({ name: z.string(), domain })),
      projects: z.array(project),
    }),
  ]),
});
export type KeystoneCase = z.infer<typeof keystoneCase>;
type Local = z.infer<typeof local>;
type Remote = z.infer<typeof remote>;

/** Text values, split at `;` without trimming; values of other types are dropped. */
export function claimsOf(assertion: Readonly<Record<string, unknown>>): JsonObject {
  const texts = Object.entries(assertion).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value.includes(";") ? value.split(";") : value] as const] : [],
  );
  return Object.fromEntries(texts);
}

/** A rule with an empty `local` gives nothing, and does not make a match. */
export function rulesOf({ rules, schema_version }: KeystoneCase): readonly Rule[] {
  const namesUser = rules.some((rule) => rule.local.some(({ user }) => user !== undefined));
  return rules
    .filter((rule) => rule.local.length > 0)
    .map((rule) => ({
      when: rule.remote.map(clauseOf),
      grant: {
        user: userOf(rule.local, schema_version, namesUser),
        groups: rule.local.flatMap(groupsOf),
        projectRoles: projectsOf(rule.local, schema_version),
        admin: false,
        ownPermissions: false,
      },
    }));
}

/**
 * The first block with a user gives it; from version 2.0 on, the last block's domain stands in for its own,
 * and is all that is known of the user where nothing in the mapping names one.
 */
function userOf(blocks: readonly Local[], version: string, namesUser: boolean): UserTemplate | null {
  const user = blocks.find((block) => block.user !== undefined)?.user;
  const blockDomain = version === "1.0" ? undefined : blocks.at(-1)?.domain;
  if (user === undefined && (namesUser || blockDomain === undefined)) return null;
  return {
    name: templateOf(user?.name),
    id: templateOf(user?.id),
    email: templateOf(user?.email),
    domain: domainOf(user?.domain ?? blockDomain),
    local: user?.type === "local",
  };
}

function groupsOf(block: Local): readonly GroupTemplate[] {
  const { group, groups, group_ids: ids } = block;
  return [
    ...(group?.id === undefined ? [] : [{ kind: "by_id", id: placeholders(group.id) } as const]),
    ...(group?.name === undefined
      ? []
      : [{ kind: "named", name: placeholders(group.name), domain: domainOf(group.domain) } as const]),
    ...(groups === undefined ? [] : literalList(groups)).map(
      (names) => ({ kind: "each", names: placeholders(names), domain: domainOf(block.domain) }) as const,
    ),
    ...(ids === undefined ? [] : literalList(ids)).map(
      (each) => ({ kind: "each_id", ids: placeholders(each) }) as const,
    ),
  ];
}

/** A list written in the rule itself, `['a','b']` or `["a","b"]`, is several templates; anything else is one. */
function literalList(text: string): readonly string[] {
  if (!text.startsWith("[") || !text.endsWith("]")) return [text];
  return text
    .slice(1, -1)
    .split(",")
    .map((item) => item.trim().slice(1, -1));
}

/** The last block with projects gives them all; from version 2.0 on, with its domain as their default. */
function projectsOf(blocks: readonly Local[], version: string): readonly ProjectRoles[] {
  const block = blocks.findLast(({ projects }) => projects !== undefined);
  const inherited = version === "1.0" ? undefined : block?.domain;
  return (Array.isArray(block?.projects) ? block.projects : []).map(({ name, domain: own, roles }) => ({
    project: name,
    domain: domainOf(own ?? inherited),
    roles: roles.map((role) => role.name),
  }));
}

export function domainOf(given: z.infer<typeof domain> | null | undefined): DomainRef | null {
  return given == null ? null : { id: given.id ?? null, name: given.name ?? null };
}

function templateOf(text: string | undefined): TextTemplate | null {
  return text === undefined ? null : placeholders(text);
}

function placeholders(text: string): TextTemplate {
  return { kind: "placeholders", text };
}

function clauseOf(requirement: Remote): Clause {
  const matcher = (value: JsonPrimitive): Matcher =>
    requirement.regex === true ? { kind: "regex", source: String(value) } : { kind: "equals", value };
  return { path: [requirement.type], test: testOf(requirement, matcher) };
}

function testOf(requirement: Remote, matcher: (value: JsonPrimitive) => Matcher): ClauseTest {
  const { any_one_of: any, not_any_of: none, whitelist: keep, blacklist: drop } = requirement;
  if (any !== undefined) return { kind: "any_of", matchers: any.map(matcher) };
  if (none !== undefined) return { kind: "none_of", matchers: none.map(matcher) };
  if (keep !== undefined) return { kind: "keep", matchers: keep.map(matcher) };
  if (drop !== undefined) return { kind: "drop", matchers: drop.map(matcher) };
  return { kind: "present" };
}
