import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/linting/lint.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, sharedIssuer, unknownIssuer } from "../samples.ts";
import { clause, clausesOf, is, pinned, pinnedClausesOf, regex } from "./drafts.ts";
import { wholeFindings } from "./linted.ts";

type Case = [string, MappingDraft, Parameters<typeof wholeFindings>[2], Omit<Finding, "code">];

const knowing = { ...sharedIssuer, knownClaims: ["sub", "ref", "repository_id"] };

describe("a finding about the value that a mapping demands", () => {
  it.each<Case>([
    [
      "null_expected",
      mappingDraft({ ...pinned, environment: null }),
      {},
      {
        severity: "warning",
        field: "claims.environment",
        message:
          "environment is expected to be null, and null never matches, so this condition can never hold.",
        advice: "Write the value that this workload's token carries in environment, or leave the claim out.",
      },
    ],
    [
      "null_expected",
      mappingDraft({ environment: null }),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims.environment",
        message:
          "environment is expected to be null, and null never matches, so this condition can never hold.",
        advice: "Write the value that this workload's token carries in environment.",
      },
    ],
    [
      "null_expected",
      mappingDraft({ ...pinned, environment: [null, "x"] }),
      {},
      {
        severity: "warning",
        field: "claims.environment",
        message:
          "Among the values expected of environment is null, or a list within the list; neither ever matches.",
        advice: "Write the value that this workload's token carries in environment, or leave the claim out.",
      },
    ],
    [
      "nothing_expected",
      mappingDraft({ ...pinned, environment: [] }),
      {},
      {
        severity: "warning",
        field: "claims.environment",
        message: "environment is expected to be one of an empty list, so this condition can never hold.",
        advice: "Write the value that this workload's token carries in environment, or leave the claim out.",
      },
    ],
    [
      "any_object",
      mappingDraft({ ...pinned, environment: {} }),
      {},
      {
        severity: "notice",
        field: "claims.environment",
        message: "{} accepts any object in environment, so this condition tells no workload from another.",
        advice: "Write the value that this workload's token carries in environment, or leave the claim out.",
      },
    ],
    [
      "any_object",
      mappingDraft({ environment: {} }),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims.environment",
        message: "{} accepts any object in environment, so this condition tells no workload from another.",
        advice: "Write the value that this workload's token carries in environment.",
      },
    ],
    [
      "unanchored_regex",
      pinnedClausesOf(clause("ref", is(regex("a|b")))),
      {},
      {
        severity: "notice",
        field: "claims.ref",
        message:
          'The regular expression "a|b" is searched anywhere in ref, so it also fits longer values that merely contain it.',
        advice: 'Write "^(?:a|b)$" if the whole value is meant.',
      },
    ],
    [
      "unanchored_regex",
      clausesOf(clause("ref", is(regex("^a")))),
      {},
      {
        severity: "warning",
        field: "claims.ref",
        message:
          'The regular expression "^a" is searched anywhere in ref, so it also fits longer values that merely contain it.',
        advice: 'Write "^(?:a)$" if the whole value is meant.',
      },
    ],
    [
      "unanchored_regex",
      clausesOf(clause("ref", is(regex("a$")))),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims.ref",
        message:
          'The regular expression "a$" is searched anywhere in ref, so it also fits longer values that merely contain it.',
        advice: 'Write "^(?:a)$" if the whole value is meant.',
      },
    ],
    [
      "wildcard_only",
      mappingDraft({ ...pinned, environment: "**" }),
      {},
      {
        severity: "notice",
        field: "claims.environment",
        message: '"*" accepts any environment, so this condition tells no workload from another.',
        advice: "Write the value that this workload's token carries in environment, or leave the claim out.",
      },
    ],
    [
      "wildcard_only",
      mappingDraft({ sub: "*" }),
      { traits: unknownIssuer },
      {
        severity: "critical",
        field: "claims.sub",
        message: '"*" accepts any sub, so this condition tells no workload from another.',
        advice: "Write the value that this workload's token carries in sub.",
      },
    ],
    [
      "wildcard_before_separator",
      mappingDraft({ sub: "*:x" }),
      {},
      {
        severity: "critical",
        field: "claims.sub",
        message:
          'The pattern "*:x" begins with a wildcard, so sub may belong to anybody as long as it ends right.',
        advice: 'Write out the owner before the wildcard, in the form "repo:acme/app:ref:refs/heads/main".',
      },
    ],
    [
      "wildcard_before_separator",
      mappingDraft({ sub: "repo:*" }),
      {},
      {
        severity: "critical",
        field: "claims.sub",
        message:
          'The pattern "repo:*" fixes only "repo:" before its first wildcard, which every workload of the forge carries.',
        advice: 'Write out the owner before the wildcard, in the form "repo:acme/app:ref:refs/heads/main".',
      },
    ],
    [
      "wildcard_before_separator",
      mappingDraft({ sub: "tenant:*" }),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims.sub",
        message:
          'The pattern "tenant:*" fixes only "tenant:" before its first wildcard, which every workload of this issuer carries.',
        advice: "Write out sub at least up to its first separator, and put the wildcard behind it.",
      },
    ],
    [
      "wildcard_before_separator",
      mappingDraft({ owner: "*/x" }),
      {},
      {
        severity: "critical",
        field: "claims.owner",
        message:
          'The pattern "*/x" begins with a wildcard, so owner may belong to anybody as long as it ends right.',
        advice: "Write out owner at least up to its first separator, and put the wildcard behind it.",
      },
    ],
    [
      "wildcard_before_separator",
      mappingDraft({ ...pinned, ref: "re*" }),
      {},
      {
        severity: "notice",
        field: "claims.ref",
        message: 'The pattern "re*" covers every ref that begins with "re", also "re-evil".',
        advice: "Write the values of ref out as a list, or let a separator stand before the wildcard.",
      },
    ],
    [
      "open_name_prefix",
      mappingDraft({ sub: "repo:acme*" }),
      {},
      {
        severity: "critical",
        field: "claims.sub",
        message:
          'The pattern "repo:acme*" also covers "repo:acme-evil" and every other sub that begins with "repo:acme", because no separator ends the name.',
        advice: 'Write "repo:acme/*" if everything below "repo:acme" is meant, or the whole name.',
      },
    ],
    [
      "open_name_prefix",
      mappingDraft({ sub: "repo:acme-*" }),
      {},
      {
        severity: "critical",
        field: "claims.sub",
        message:
          'The pattern "repo:acme-*" also covers "repo:acme-evil" and every other sub that begins with "repo:acme-", because no separator ends the name.',
        advice: "Write the whole name in place of the pattern, or a list of the names that are meant.",
      },
    ],
    [
      "open_name_prefix",
      mappingDraft({ sub: "team*" }),
      { traits: unknownIssuer },
      {
        severity: "warning",
        field: "claims.sub",
        message:
          'The pattern "team*" also covers "team-evil" and every other sub that begins with "team", because no separator ends the name.',
        advice: 'Write "team/*" if everything below "team" is meant, or the whole name.',
      },
    ],
    [
      "unknown_claim",
      mappingDraft({ ...pinned, rfe: "main" }),
      { traits: knowing },
      {
        severity: "warning",
        field: "claims.rfe",
        message:
          'Tokens of the forge are not known to carry a claim "rfe"; without it the mapping never fits.',
        advice: 'Did you mean "ref"?',
      },
    ],
    [
      "unknown_claim",
      mappingDraft({ ...pinned, colour: "red" }),
      { traits: knowing },
      {
        severity: "notice",
        field: "claims.colour",
        message:
          'Tokens of the forge are not known to carry a claim "colour"; without it the mapping never fits.',
        advice: 'Compare "colour" with a token; the explanation of one exchange shows its claims.',
      },
    ],
    [
      "not_filled_in",
      mappingDraft({ ...pinned, ref: "<branch>" }),
      {},
      {
        severity: "warning",
        field: "claims.ref",
        message: '"<branch>" was to be filled in: no token carries that in ref, so it never fits.',
        advice: "Write the value that this workload's token carries in ref.",
      },
    ],
  ])("%s of %# says what is risky and what to write", (code, draft, around, finding) => {
    expect(wholeFindings(draft, code, around)).toEqual([{ code, ...finding }]);
  });
});
