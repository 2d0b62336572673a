/**
 * The rules of a mapping as clients register them: what stands where in each version of the schema, and sentences with
 * the place of the fault for what does not fit. Members beside `rules` are nobody's business; within a rule nothing is
 * read over. What the vendor leaves to the first login, such as patterns and placeholders, is checked when the rules
 * are translated.
 *
 * Sources: "Mapping Combinations" (Keystone, administrator's guide), its schemas 1.0, 2.0 and 3.0; "Syntax of Identity
 * Conversion Rules" (Huawei Cloud IAM), whose groups need no domain.
 */

import { z } from "zod";
import { quote } from "../../../core/explaining/quote.ts";
import { nearestWord } from "../../../core/spelling.ts";

/** Whose language: the second is the first without domains, and without the domains' checks. */
export type MappingDialect = "keystone" | "huawei";

export const schemaVersions = ["1.0", "2.0", "3.0"] as const;
export type SchemaVersion = (typeof schemaVersions)[number];

const text = z.string();
const domain = z.strictObject({ id: text.optional(), name: text.optional() });
const project = z.strictObject({
  name: text,
  domain: domain.optional(),
  roles: z.array(z.strictObject({ name: text })),
});
const local = z.strictObject({
  user: z
    .strictObject({
      id: text.optional(),
      name: text.optional(),
      email: text.optional(),
      domain: domain.optional(),
      type: z.enum(["ephemeral", "local"]).optional(),
    })
    .optional(),
  group: z.strictObject({ id: text.optional(), name: text.optional(), domain: domain.optional() }).optional(),
  groups: text.optional(),
  group_ids: text.optional(),
  domain: domain.optional(),
  projects: z.array(project).optional(),
  projects_json: text.optional(),
});
export type LocalBlock = z.output<typeof local>;

/** At most one of them stands in a requirement. */
export const conditions = ["any_one_of", "not_any_of", "blacklist", "whitelist"] as const;
const expected = z.array(z.unknown()).optional();
const remote = z
  .strictObject({
    type: text,
    any_one_of: expected,
    not_any_of: expected,
    blacklist: expected,
    whitelist: expected,
    regex: z.boolean().optional(),
  })
  .superRefine((requirement, context) => {
    const given = conditions.filter((condition) => requirement[condition] !== undefined);
    if (given.length > 1) context.addIssue(`holds ${given.join(" and ")}; only one of them may stand there.`);
    if (given.length === 0 && requirement.regex !== undefined) {
      context.addIssue(`holds regex without one of ${conditions.join(", ")}, which it is about.`);
    }
  });
export type Requirement = z.output<typeof remote>;

const rule = z.strictObject({ local: z.array(local), remote: z.array(remote).min(1) });
export type MappingRule = z.output<typeof rule>;
const rules = z.array(rule).min(1);

/** Rules that fit the schema, or what does not, a sentence each. */
export type ReadRules =
  | { readonly ok: true; readonly value: readonly MappingRule[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads rules by the schema of one version. */
export function readRules(given: unknown, version: SchemaVersion, dialect: MappingDialect): ReadRules {
  const read = rules.safeParse(given, { error: plainWords });
  if (!read.success) {
    return { ok: false, problems: read.error.issues.map(({ path, message }) => sentence(path, message)) };
  }
  const problems = read.data.flatMap((one, index) =>
    one.local.flatMap((block, position) =>
      blockProblems(block, version, dialect).map(([member, message]) =>
        sentence([index, "local", position, ...member], message),
      ),
    ),
  );
  return problems.length === 0 ? { ok: true, value: read.data } : { ok: false, problems };
}

type Problem = readonly [member: readonly (string | number)[], message: string];

/** What depends on the version, and on other members. */
function blockProblems(
  { group, projects, projects_json: list }: LocalBlock,
  version: SchemaVersion,
  dialect: MappingDialect,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (list !== undefined && version !== "3.0") {
    problems.push([["projects_json"], "stands only in schema_version 3.0."]);
  }
  for (const [index, { domain: own }] of (projects ?? []).entries()) {
    if (own !== undefined && version === "1.0") {
      problems.push([["projects", index, "domain"], "stands only in schema_version 2.0 and later."]);
    }
  }
  const complaint = group === undefined ? null : groupProblem(group, dialect);
  if (complaint !== null) problems.push([["group"], complaint]);
  return problems;
}

function groupProblem(group: NonNullable<LocalBlock["group"]>, dialect: MappingDialect): string | null {
  if ((group.id === undefined) === (group.name === undefined)) return "must have either id or name.";
  if (group.id !== undefined) return group.domain === undefined ? null : "has an id, so it needs no domain.";
  return group.domain === undefined && dialect === "keystone"
    ? "has a name and needs the domain it is unique in."
    : null;
}

/** `rules[0].remote[1].type is missing.` @param path from the rules on */
export function sentence(path: readonly PropertyKey[], message: string): string {
  const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return `rules${place} ${message}`;
}

const typeWords = new Map([
  ["object", "must be a JSON object."],
  ["array", "must be a list."],
  ["string", "must be text."],
  ["boolean", "must be true or false."],
]);

/** @returns undefined where the words of the schema are ours already */
function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing." : typeWords.get(issue.expected);
    case "invalid_value":
      return `must be ${issue.values.map((value) => quote(String(value))).join(" or ")}.`;
    case "too_small":
      return "must not be empty.";
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownMember(key)).join(" ");
    default:
      return undefined;
  }
}

const knownMembers = [
  ...Object.keys(rule.shape),
  ...Object.keys(local.shape),
  ...Object.keys(remote.shape),
  ...Object.keys(project.shape),
  ...["id", "email"],
];

function unknownMember(name: string): string {
  const meant = nearestWord(name, knownMembers);
  return `holds ${quote(name)}, which does not stand there${meant === null || meant === name ? "." : `; did you mean ${quote(meant)}?`}`;
}
