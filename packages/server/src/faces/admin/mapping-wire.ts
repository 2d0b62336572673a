/**
 * The identity mapping document. Most mappings need only the short form: `claims`, one JSON object of what
 * a token must carry, and one `grant`. The full form, `rules`, says everything the core can evaluate. A
 * document has one form or the other, and is read back in the form it was written in.
 */

import { z } from "zod";
import { lowestPriority } from "../../core/configuring/mapping-defaults.ts";
import { impossibleMembers } from "../../core/matching/claims-document.ts";
import { ignoredKeptFor, keptForMembers } from "./kept-for.ts";
import { ignoredServerMembers, jsonObject, name, pageOf, pageQuery, serverMembers } from "./wire.ts";

/** Seconds, when the document does not say: an hour, as most platforms do. */
const defaultLifetimeSeconds = 3_600;

const entry = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exchange") }),
    z.strictObject({ kind: z.literal("protocol"), protocol: name }),
    z.strictObject({ kind: z.literal("console") }),
  ])
  .meta({ description: "The door the mapping serves; it never grants through another." });

const projectRole = z.strictObject({ project: name, roles: z.array(name).min(1) });

const operator = z.boolean().optional().meta({
  description:
    "Besides, everything an operator may do. Only with the entry `console`; only operators write it.",
});

export const shortGrant = z
  .strictObject({
    user: name.optional().meta({ description: "The user the token stands for." }),
    user_pattern: name.optional().meta({ description: "Makes the user name from claims: `{{actor}}`." }),
    groups: z.array(name).optional(),
    groups_pattern: name
      .optional()
      .meta({ description: "Makes group names from claims, one for each value: `{{groups}}`." }),
    project_roles: z.array(projectRole).optional(),
    admin: z.boolean().optional(),
    operator,
    own_permissions: z
      .boolean()
      .optional()
      .meta({ description: "The permissions the named user has of its own." }),
  })
  .refine((grant) => grant.user === undefined || grant.user_pattern === undefined, {
    error: "user and user_pattern exclude each other",
    path: ["user_pattern"],
  })
  .meta({ id: "Grant" });
export type ShortGrant = z.output<typeof shortGrant>;

const scalar = z.union([z.null(), z.boolean(), z.number(), z.string()]);
const matcher = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("equals"), value: scalar }),
    z.strictObject({ kind: z.literal("glob"), pattern: name }),
    z.strictObject({ kind: z.literal("regex"), source: z.string() }),
    z.strictObject({ kind: z.literal("subset"), value: jsonObject }),
  ])
  .meta({ id: "Matcher", description: "How one expected value is compared. Types are never coerced." });
const matchers = z.array(matcher);
const clause = z
  .strictObject({
    path: z.array(name).min(1).meta({ description: "From the top of the claims, inwards." }),
    test: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("is"), matcher }),
      z.strictObject({ kind: z.literal("any_of"), matchers }),
      z.strictObject({ kind: z.literal("none_of"), matchers }),
      z.strictObject({ kind: z.literal("present") }),
      z.strictObject({ kind: z.literal("keep"), matchers }),
      z.strictObject({ kind: z.literal("drop"), matchers }),
    ]),
    aliases: z
      .array(
        z.strictObject({
          path: z.array(name).min(1),
          folded: z.boolean().default(false).meta({
            description: "Names are the same without the case of ASCII letters and with `-` read as `_`.",
          }),
          printed: z
            .boolean()
            .default(false)
            .meta({ description: "The claim is taken as a web server prints it, as text." }),
        }),
      )
      .optional()
      .meta({ description: "Where the claim is looked for, in order, if there is none at `path`." }),
    separator: name.optional().meta({ description: "A text is the list of what stands between these." }),
  })
  .meta({ id: "Clause" });

const template = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("text"), text: name }),
    z.strictObject({ kind: z.literal("pattern"), pattern: name }),
    z.strictObject({ kind: z.literal("placeholders"), text: name }),
  ])
  .meta({ id: "Template" });
const textOrTemplate = z.union([name, template]);
const someDomain = z.strictObject({
  id: textOrTemplate.nullable().default(null),
  name: textOrTemplate.nullable().default(null),
});
const domain = someDomain.nullable().default(null);

export const fullGrant = z
  .strictObject({
    user: z
      .strictObject({
        name: template.nullable().default(null),
        id: template.nullable().default(null),
        email: template.nullable().default(null),
        domain,
        local: z.boolean().default(false),
      })
      .nullable()
      .default(null),
    groups: z
      .array(
        z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("named"), name: template, domain }),
          z.strictObject({ kind: z.literal("by_id"), id: template }),
          z.strictObject({ kind: z.literal("each"), names: template, domain }),
          z.strictObject({ kind: z.literal("each_id"), ids: template }),
          z.strictObject({ kind: z.literal("described"), groups: template, domain }).meta({
            description: 'As `each`, or all of them as `JSON:{"name":…,"domain":{"name":…}}`.',
          }),
        ]),
      )
      .default([]),
    project_roles: z
      .array(z.strictObject({ project: textOrTemplate, domain, roles: z.array(textOrTemplate) }))
      .default([]),
    project_list: z.strictObject({ list: template, domain }).optional().meta({
      description: "More of them: the JSON text of objects with `name`, `roles`, perhaps `domain`.",
    }),
    decides_projects: z.boolean().optional().meta({
      description: "Projects that rules before this one give are forgotten, also if it gives none.",
    }),
    user_domain: someDomain
      .nullable()
      .optional()
      .meta({ description: "Of a user without a domain; of the rules that match, the last one's counts." }),
    admin: z.boolean().default(false),
    operator,
    own_permissions: z.boolean().default(false),
  })
  .meta({ id: "FullGrant" });
export type FullGrant = z.output<typeof fullGrant>;

const rule = z
  .strictObject({
    when: z.array(clause),
    grant: fullGrant,
    idle: z
      .boolean()
      .optional()
      .meta({ description: "It never matches; it keeps the numbers of the others." }),
  })
  .meta({ id: "Rule", description: "When all clauses hold, the grant is contributed." });
export type RuleDocument = z.output<typeof rule>;

const claims = jsonObject.meta({
  type: "object",
  additionalProperties: true,
  description:
    "All members must hold. A text may use `*` for any run of characters, a list means any of its values.",
});

const members = {
  name,
  provider: name.meta({ description: "Name of the provider." }),
  project: name.nullable().default(null).meta({ description: "The project that owns it; null: global." }),
  entry: entry.default({ kind: "exchange" }),
  description: z.string().default(""),
  priority: z.int().min(1).default(lowestPriority).meta({ description: "1 is the strongest." }),
  claims: claims.optional(),
  grant: shortGrant.optional(),
  rules: z.array(rule).min(1).optional(),
  audience: z.array(name).default([]).meta({ description: "`aud` of the access token." }),
  lifetime_seconds: z.int().min(1).default(defaultLifetimeSeconds),
  self_revocable: z.boolean().default(false).meta({ description: "The token may revoke itself." }),
};

export const mappingInput = z
  .strictObject({ ...members, ...ignoredServerMembers, ...ignoredKeptFor })
  .superRefine((mapping, context) => {
    const short = mapping.claims !== undefined && mapping.grant !== undefined;
    const anyShort = mapping.claims !== undefined || mapping.grant !== undefined;
    if (mapping.rules === undefined ? !short : anyShort) {
      context.addIssue({ code: "custom", message: "Give either claims and grant, or rules." });
    }
    if (mapping.claims !== undefined && Object.keys(mapping.claims).length === 0) {
      context.addIssue({
        code: "custom",
        path: ["claims"],
        message: "Empty claims would accept every token of the provider. Name at least one claim.",
      });
    }
    for (const { path, words } of impossibleMembers(mapping.claims ?? {})) {
      context.addIssue({ code: "custom", path: ["claims", ...path], message: `${path.join(".")} ${words}` });
    }
    mapping.rules?.forEach(({ when }, index) => {
      if (when.length > 0) return;
      context.addIssue({
        code: "custom",
        path: ["rules", index, "when"],
        message: "A rule without a clause would accept every token of the provider. Name at least one.",
      });
    });
  })
  .meta({ id: "MappingDraft" });
export type MappingInput = z.output<typeof mappingInput>;

/** A draft as the server writes it: what `MappingDraft` takes. */
export const draftedMapping = z.object(members).meta({ id: "DraftedMapping" });
export type DraftedMapping = z.output<typeof draftedMapping>;

export const mappingDocument = z
  .object({ ...members, ...serverMembers, ...keptForMembers })
  .meta({ id: "Mapping" });
export type MappingDocument = z.output<typeof mappingDocument>;

export const mappingPage = pageOf(mappingDocument, "MappingPage");
export const mappingQuery = z.strictObject({
  ...pageQuery,
  provider: name.optional().meta({ description: "Only those of this provider." }),
  project: name.optional().meta({ description: "Only those of this project." }),
  name: name.optional().meta({ description: "Only those of this name." }),
});
export const mappingPath = z.object({ id: name });
