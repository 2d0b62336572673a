import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/linting/lint.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { adminGrant, mappingDraft, mappingOf, ruleOf, unknownIssuer } from "../samples.ts";
import { granting, named, nothing, pinned, roles, user } from "./drafts.ts";
import { wholeFindings } from "./linted.ts";

type Case = [string, MappingDraft, Parameters<typeof wholeFindings>[2], Omit<Finding, "code">];

describe("a finding about what a mapping grants", () => {
  it.each<Case>([
    [
      "broad_admin",
      mappingDraft({}, { rules: [ruleOf({ owner: "acme" }, adminGrant)] }),
      {},
      {
        severity: "critical",
        field: "grant.admin",
        message:
          'Mapping "release" makes an administrator of every workload that fits, and its claims do not hold it to a single one.',
        advice:
          'Demand "repository_id" with one exact value, or grant a group instead of the administrator\'s rights.',
      },
    ],
    [
      "broad_admin",
      mappingDraft({}, { rules: [ruleOf({ ref: "a" }, adminGrant)], entry: { kind: "console" } }),
      { traits: unknownIssuer },
      {
        severity: "critical",
        field: "grant.admin",
        message:
          'Mapping "release" makes an administrator of everybody that fits, and its claims do not hold it to a single one.',
        advice: 'Demand "sub" with one exact value, or grant a group instead of the administrator\'s rights.',
      },
    ],
    [
      "broad_operator",
      mappingDraft(
        {},
        { rules: [ruleOf({ owner: "acme" }, { ...nothing, operator: true })], entry: { kind: "console" } },
      ),
      {},
      {
        severity: "critical",
        field: "grant.operator",
        message:
          'Mapping "release" makes an operator of everybody that fits, and its claims do not hold it to a single one.',
        advice: 'Demand "repository_id" with one exact value, or grant administration alone.',
      },
    ],
    [
      "long_lifetime",
      granting({ ownPermissions: true }, { lifetimeSeconds: 7_200 }),
      {},
      {
        severity: "notice",
        field: "lifetimeSeconds",
        message:
          'The access tokens of mapping "release" live 2 hours; one that leaks is good all that time, and verifiers that only check its signature do not hear of a revocation.',
        advice: "Set 3600 s or less and let longer jobs exchange again.",
      },
    ],
    [
      "long_lifetime",
      mappingDraft({}, { rules: [ruleOf(pinned, adminGrant), ruleOf(pinned)], lifetimeSeconds: 7_200 }),
      {},
      {
        severity: "warning",
        field: "lifetimeSeconds",
        message:
          'The access tokens of mapping "release" live 2 hours with the administrator\'s rights; one that leaks is good all that time, and verifiers that only check its signature do not hear of a revocation.',
        advice: "Set 3600 s or less and let longer jobs exchange again.",
      },
    ],
    [
      "split_at_commas",
      granting({
        groups: [{ kind: "each", names: { kind: "pattern", pattern: "{{groups}}" }, domain: null }],
      }),
      {},
      {
        severity: "notice",
        field: "grant.groups",
        message:
          'Mapping "release" makes groups from "groups"; where a token carries text there and no list, it is split at its commas, so a name with a comma in it grants several groups.',
        advice: 'Have the issuer send "groups" as a list, or see to it that no name in it holds a comma.',
      },
    ],
    [
      "every_audience",
      granting({ ownPermissions: true }, { audience: ["*@*"] }),
      {},
      {
        severity: "notice",
        field: "audience",
        message: 'The audience "*@*" makes the access tokens of mapping "release" good at every service.',
        advice: "List the services this workload uses, each as service@instance.",
      },
    ],
    [
      "grants_nothing",
      granting({}),
      {},
      {
        severity: "warning",
        field: "grant",
        message:
          'Mapping "release" grants nothing: its access tokens say neither a user nor groups nor roles.',
        advice: "Grant a user, groups or project roles, or delete the mapping.",
      },
    ],
    [
      "literal_braces",
      granting({ groups: [named("a-{{ref}}")] }),
      {},
      {
        severity: "warning",
        field: "grant.groups",
        message:
          'Mapping "release" grants the name "a-{{ref}}" as it stands, braces included: only a pattern takes the value of a claim.',
        advice: "Write it as groups_pattern if the value of the claim is meant.",
      },
    ],
    [
      "literal_braces",
      granting({ user: user("{{ref}}") }),
      {},
      {
        severity: "warning",
        field: "grant.user",
        message:
          'Mapping "release" grants the name "{{ref}}" as it stands, braces included: only a pattern takes the value of a claim.',
        advice: "Write it as user_pattern if the value of the claim is meant.",
      },
    ],
    [
      "not_filled_in",
      granting({ groups: [named("<team>")] }),
      {},
      {
        severity: "warning",
        field: "grant.groups",
        message:
          '"<team>" was to be filled in: the access tokens of mapping "release" carry it as it stands.',
        advice: "Write the name that the services these tokens are for know, or leave it out.",
      },
    ],
    [
      "not_filled_in",
      granting({ user: user("<name>") }),
      {},
      {
        severity: "warning",
        field: "grant.user",
        message:
          '"<name>" was to be filled in: the access tokens of mapping "release" carry it as it stands.',
        advice: "Write the name that the services these tokens are for know, or leave it out.",
      },
    ],
    [
      "not_filled_in",
      granting({ ownPermissions: true }, { audience: ["<service>"] }),
      {},
      {
        severity: "warning",
        field: "audience",
        message:
          '"<service>" was to be filled in: the access tokens of mapping "release" carry it as it stands.',
        advice: "Write the name that the services these tokens are for know, or leave it out.",
      },
    ],
    [
      "unknown_project",
      granting(roles("shpo", "Driver")),
      {},
      {
        severity: "warning",
        field: "grant.project_roles",
        message:
          'Mapping "release" grants roles of the project "shpo", which does not exist; they give no authority here until it does.',
        advice: 'Create the project "shpo", or correct the key.',
      },
    ],
    [
      "unknown_project",
      granting({ ownPermissions: true }, { project: "shpo" }),
      {},
      {
        severity: "warning",
        field: "project",
        message:
          'Mapping "release" belongs to the project "shpo", which does not exist, so no exchange that names it finds what it owns.',
        advice: 'Create the project "shpo", or correct the key.',
      },
    ],
    [
      "unknown_role",
      granting(roles("shop", "Drivr")),
      {},
      {
        severity: "warning",
        field: "grant.project_roles",
        message:
          'Mapping "release" grants the role "Drivr" of the project "shop", which has no such role; it gives no authority here until there is one.',
        advice: 'Create the role in the project, or write "Driver".',
      },
    ],
    [
      "unknown_role",
      granting(roles("shop", "Owner")),
      {},
      {
        severity: "warning",
        field: "grant.project_roles",
        message:
          'Mapping "release" grants the role "Owner" of the project "shop", which has no such role; it gives no authority here until there is one.',
        advice: "Create the role in the project.",
      },
    ],
    [
      "never_wins",
      mappingDraft(pinned, { priority: 9 }),
      { others: [mappingOf(pinned, { name: "other", priority: 5 })] },
      {
        severity: "warning",
        field: "priority",
        message:
          'Mapping "release" never wins unless a client names it: "other" (priority 5) is judged first and fits every token that "release" fits.',
        advice: 'Give "release" a lower number than 5, or demand more in "other".',
      },
    ],
    [
      "shadows_another",
      mappingDraft(pinned, { priority: 5 }),
      { others: [mappingOf(pinned, { name: "other", priority: 9 })] },
      {
        severity: "warning",
        field: "priority",
        message:
          'With mapping "release" (priority 5) judged first, "other" never wins again unless a client names it: every token that fits it fits "release" too.',
        advice: 'Give "release" a higher number than 9, or demand more in it.',
      },
    ],
  ])("%s of %# says what is risky and what to write", (code, draft, around, finding) => {
    expect(wholeFindings(draft, code, around)).toEqual([{ code, ...finding }]);
  });
});
