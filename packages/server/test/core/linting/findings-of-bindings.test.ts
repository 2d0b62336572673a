import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/linting/lint.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, unknownIssuer } from "../samples.ts";
import { clause, clausesOf, is, regex } from "./drafts.ts";
import { wholeFindings } from "./linted.ts";

type Case = [string, MappingDraft, Parameters<typeof wholeFindings>[2], Omit<Finding, "code">];

/** Of an owner, however the pattern is written. */
const patternOfNames = {
  severity: "warning",
  field: "claims.owner",
  message:
    "The pattern of owner accepts names: one that is renamed, given up or free yet can be taken by somebody else at the forge, who then gets this grant.",
  advice:
    'Add "repository_id" or "owner_id" with the identifier of what is meant, or the list of them; the explanation of one exchange shows those of one workload.',
} as const;

describe("a finding about who a mapping binds", () => {
  it.each<Case>([
    [
      "empty_claims",
      mappingDraft({}),
      {},
      {
        severity: "critical",
        field: "claims",
        message: 'Mapping "release" demands no claim, so every token of provider "ci" gets its grant.',
        advice: 'Demand at least "repository_id" with the value this workload\'s token carries.',
      },
    ],
    [
      "empty_claims",
      mappingDraft({}),
      { traits: unknownIssuer },
      {
        severity: "critical",
        field: "claims",
        message: 'Mapping "release" demands no claim, so every token of provider "ci" gets its grant.',
        advice: 'Demand at least "sub" with the value this workload\'s token carries.',
      },
    ],
    [
      "caller_controlled_only",
      mappingDraft({ ref: "main", actor: "ada" }),
      {},
      {
        severity: "critical",
        field: "claims",
        message:
          'Mapping "release" demands only ref, actor, which whoever runs a job at the forge can choose.',
        advice: 'Add "repository_id" with the value of the one owner you mean.',
      },
    ],
    [
      "caller_controlled_only",
      mappingDraft({ jti: "x" }),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims",
        message: 'Mapping "release" demands only jti, which whoever runs a job at this issuer can choose.',
        advice: 'Add "sub" with the value of the one owner you mean.',
      },
    ],
    [
      "owner_not_bound",
      mappingDraft({ runner: "hosted", ref: "main" }),
      {},
      {
        severity: "critical",
        field: "claims",
        message:
          'The forge signs for owners who do not know each other, and mapping "release" demands only runner, ref: nothing says whose workload it is.',
        advice: 'Add "repository_id" with the value of the one owner you mean.',
      },
    ],
    [
      "name_without_pin",
      mappingDraft({ owner: "acme" }),
      {},
      {
        severity: "warning",
        field: "claims.owner",
        message:
          'owner "acme" is a name: once it is renamed or given up, somebody else at the forge can take it and get this grant.',
        advice:
          'Add "owner_id" with the identifier that stands behind "acme"; the explanation of one exchange shows it.',
      },
    ],
    ["name_without_pin", mappingDraft({ owner: "acme-*" }), {}, patternOfNames],
    ["name_without_pin", clausesOf(clause("owner", is(regex("^acme$")))), {}, patternOfNames],
    [
      "name_without_pin",
      mappingDraft({ owner: 5 }),
      {},
      {
        severity: "warning",
        field: "claims.owner",
        message:
          "owner 5 is a name: once it is renamed or given up, somebody else at the forge can take it and get this grant.",
        advice:
          'Add "owner_id" with the identifier that stands behind 5; the explanation of one exchange shows it.',
      },
    ],
    [
      "single_subject_format",
      mappingDraft({ sub: "repo:acme/app:x" }),
      {},
      {
        severity: "warning",
        field: "claims.sub",
        message:
          'The forge writes sub in two formats, and "repo:acme/app:x" is written for bare names: without "repository_id" it fits by name only, and no longer once tokens come with numbers, "repo:acme@12/app@34:ref:refs/heads/main", as they do for what is new, renamed or transferred.',
        advice:
          'Demand "repository_id" as well, with the number of the one you mean: then the mapping fits both formats of the same names. To outlast a rename, leave sub out and demand the other claims you need.',
      },
    ],
    [
      "single_subject_format",
      mappingDraft({ sub: "repo:acme@12/app@*:x" }),
      {},
      {
        severity: "warning",
        field: "claims.sub",
        message:
          'The forge writes sub in two formats, and "repo:acme@12/app@*:x" is written for numbers behind the names: without "repository_id" it fits by name only, and no longer once tokens come with bare names, "repo:acme/app:ref:refs/heads/main", as they do for what is new, renamed or transferred.',
        advice:
          'Demand "repository_id" as well, with the number of the one you mean: then the mapping fits both formats of the same names. To outlast a rename, leave sub out and demand the other claims you need.',
      },
    ],
  ])("%s of %# says what is risky and what to write", (code, draft, around, finding) => {
    expect(wholeFindings(draft, code, around)).toEqual([{ code, ...finding }]);
  });
});
