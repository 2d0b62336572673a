/**
 * The question "what would happen to this token, and why" and its answer. The question is asked with a
 * token, with typed-in claims, or with the reference id of an exchange that already happened.
 */

import { z } from "zod";
import { grantDocument, progress } from "./exchange-wire.ts";
import { draftsInput } from "./lint-wire.ts";
import { jsonObject, jsonValue, name, timestamp } from "./wire.ts";

export const explainInput = z
  .strictObject({
    token: name.optional().meta({ description: "A subject token; it is verified, not used up, not kept." }),
    claims: jsonObject.optional().meta({ description: "Typed-in claims; nothing vouches for them." }),
    request_id: name.optional().meta({ description: "Reference id of a recorded exchange." }),
    provider: name.optional().meta({ description: "Absent: the one provider that trusts the issuer." }),
    project: name.optional(),
    mapping: name.optional().meta({ description: "Only this mapping." }),
    protocol: name.optional().meta({ description: "Judge this protocol's mapping instead of exchanges." }),
    drafts: draftsInput.optional().meta({
      description:
        "Judge by today's rules with these in their places, or as they are where nothing is drafted; nothing is written. What is not said of provider, project and protocol is the drafted mapping's.",
    }),
  })
  .refine(
    ({ token, claims, request_id }) =>
      [token, claims, request_id].filter((one) => one !== undefined).length === 1,
    { error: "Give exactly one of token, claims and request_id." },
  )
  .refine(
    ({ request_id, provider, project, mapping, protocol }) =>
      request_id === undefined || [provider, project, mapping, protocol].every((one) => one === undefined),
    { error: "request_id stands alone: the record holds everything else that was asked." },
  )
  .meta({ id: "Question" });
export type ExplainInput = z.output<typeof explainInput>;

const range = z.object({
  from: z.int().meta({ description: "In UTF-16 units." }),
  to: z.int().meta({ description: "Behind the last." }),
});

const nearMiss = z
  .object({
    kind: z.string(),
    advice: z.string(),
    expected: z.string().meta({ description: "The text that was expected, of those the nearest." }),
    presented: z.string().meta({ description: "The text that was presented." }),
    marks: z.object({ expected: z.array(range), presented: z.array(range) }).meta({
      description: "Which characters of the two texts differ; what is not marked reads the same in both.",
    }),
  })
  .meta({ id: "NearMiss" });

const failedClause = z
  .object({
    claim: z.string().meta({ description: "Dotted path." }),
    path: z.array(z.string()),
    expected: z.string(),
    presented: jsonValue.optional().meta({ description: "Absent: the token has no such claim." }),
    near_miss: nearMiss.nullable(),
  })
  .meta({ id: "FailedClause" });

const clauseTrial = failedClause
  .extend({
    held: z.boolean(),
    found_at: z
      .string()
      .nullable()
      .meta({ description: "The claim that was taken, where the rule calls it by another name." }),
  })
  .meta({ id: "ClauseTrial" });

const trial = z
  .object({
    mapping_id: z.string(),
    mapping: z.string(),
    project: z.string().nullable(),
    priority: z.int(),
    matched: z.boolean(),
    clauses_held: z.int().meta({ description: "Of the rule of which most clauses held." }),
    clauses_total: z.int(),
    failed: failedClause.nullable().meta({ description: "The first clause that did not hold." }),
    failures: z
      .array(failedClause)
      .meta({ description: "Every clause that did not hold, in order, at most 20." }),
    clauses: z.array(clauseTrial).meta({
      description:
        "Every clause of that rule, held or not, at most 50. Of the nearest 10 trials; else empty.",
    }),
    subject_form: z.string().nullable().meta({
      description: "Why sub fits although it arrived in the other of its two forms, if that is so.",
    }),
  })
  .meta({ id: "Trial", description: "One mapping's judgement." });
export type TrialDocument = z.output<typeof trial>;

const domain = z.object({ id: z.string().nullable(), name: z.string().nullable() }).nullable();

const ruleGift = z
  .object({
    user: z
      .object({
        name: z.string().nullable(),
        id: z.string().nullable(),
        email: z.string().nullable(),
        domain,
        local: z.boolean(),
      })
      .nullable(),
    groups: z.array(z.object({ id: z.string().nullable(), name: z.string().nullable(), domain })),
    project_roles: z.array(z.object({ project: z.string(), domain, roles: z.array(z.string()) })),
    problem: z.string().nullable().meta({ description: "Why it cannot be made, which refuses the login." }),
  })
  .meta({ id: "RuleGift", description: "What one rule gives, before the directory has a say." });

const ruleTrial = z
  .object({
    number: z.int().meta({ description: "From 1, in the order of the mapping." }),
    matched: z.boolean(),
    clauses: z.array(clauseTrial),
    gives: ruleGift.nullable().meta({ description: "Null: it did not match." }),
    remarks: z.array(z.string()).meta({ description: "What of it does not count beside the other rules." }),
  })
  .meta({ id: "RuleTrial", description: "One rule's judgement." });
export type RuleTrialDocument = z.output<typeof ruleTrial>;

const draftTrial = z
  .object({
    matched: z.boolean(),
    wins: z.boolean().meta({ description: "It would decide." }),
    beaten_by: z
      .string()
      .nullable()
      .meta({ description: "The mapping that decides although the draft fits, if one does." }),
    sentence: z.string(),
    rules: z.array(ruleTrial).meta({ description: "Every rule with every clause, at most 100 rules." }),
    grant: grantDocument.nullable().meta({ description: "What it would grant if it decided." }),
  })
  .meta({ id: "DraftTrial", description: "How the drafted mapping fares." });
export type DraftTrialDocument = z.output<typeof draftTrial>;

export const explanationDocument = z
  .object({
    verdict: z.enum(["accepted", "refused"]),
    about: z.enum(["token", "claims", "record"]).meta({ description: "What was explained." }),
    verified: z
      .boolean()
      .meta({ description: "Whether the signature held. Of typed-in claims, which have none, never." }),
    reason: z.string().nullable(),
    progress: progress.meta({
      description:
        "How far the exchange came. For typed-in claims: how far a signed token that carries them would come.",
    }),
    caller_sentence: z.string().nullable().meta({ description: "What the caller is told." }),
    hint: z.string().nullable().meta({ description: "What is wrong and what to do next." }),
    evidence: jsonObject,
    provider: z.string().nullable(),
    mapping: z.string().nullable(),
    grant: grantDocument.nullable(),
    would_be_replayed: z
      .boolean()
      .nullable()
      .meta({ description: "Null: the provider's tokens may be reused, or no token was given." }),
    trials: z.array(trial).meta({ description: "The nearest mappings first, at most 50." }),
    rules: z.array(ruleTrial).meta({
      description: "For a protocol: every rule of the first of those mappings, at most 100.",
    }),
    draft: draftTrial.nullable().meta({ description: "Null: no mapping was drafted." }),
    considered: z.int().meta({ description: "How many mappings were judged." }),
    nearest: trial.nullable(),
    revision: z.int(),
    at: timestamp,
    remarks: z.array(z.string()),
  })
  .meta({ id: "Explanation" });
export type ExplanationDocument = z.output<typeof explanationDocument>;
