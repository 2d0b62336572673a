/**
 * GitHub Actions: the shared issuer, the issuer of one enterprise, data residency and Enterprise Server. Every
 * claim is text, numbers and booleans included. `sub` comes in two formats: with bare names, and with the
 * number behind each name, which is what repositories created, renamed or transferred after 2026-07-15 send.
 */

import type { IssuerTraits, SubjectFormat } from "../core/linting/issuer-traits.ts";
import type { Claims } from "../core/terms.ts";
import { claimsNamed, type DangerousBinding, onceByTokenId, type Preset } from "./preset.ts";

const names: SubjectFormat = {
  prefix: "repo:",
  naming: "names",
  example: "repo:acme-robotics/payments-api:ref:refs/heads/main",
};
const namesWithIds: SubjectFormat = {
  prefix: "repo:",
  naming: "names_with_ids",
  example: "repo:acme-robotics@90210001/payments-api@77001234:ref:refs/heads/main",
};

const sharedTraits: IssuerTraits = {
  title: "GitHub Actions",
  shared: true,
  fixedAudience: null,
  immutable: claimsNamed("repository_id", "repository_owner_id", "enterprise_id"),
  names: [
    { path: ["sub"], pinnedBy: ["repository_id"] },
    { path: ["repository"], pinnedBy: ["repository_id"] },
    { path: ["repository_owner"], pinnedBy: ["repository_owner_id"] },
    { path: ["workflow_ref"], pinnedBy: ["repository_id"] },
    // Names the workflow that was called, whoever called it.
    { path: ["job_workflow_ref"], pinnedBy: ["repository_owner_id"] },
    { path: ["enterprise"], pinnedBy: ["enterprise_id"] },
  ],
  callerControlled: claimsNamed(
    "actor",
    "actor_id",
    "base_ref",
    "environment",
    "event_name",
    "head_ref",
    "ref",
    "ref_type",
    "run_attempt",
    "run_id",
    "run_number",
    "sha",
    "workflow",
  ),
  conditions: claimsNamed("environment", "ref", "event_name"),
  changing: claimsNamed("run_id", "run_number", "run_attempt", "sha"),
  subjectFormats: [names, namesWithIds],
  subjectIds: { prefix: "repo:", owner: ["repository_owner_id"], item: ["repository_id"] },
};

const branchRun: Claims = {
  iss: "https://token.actions.githubusercontent.com",
  aud: "https://sts.example.com",
  jti: "0f6d2c1e-6b55-4c0e-9a5b-3a7f0d6f1c11",
  iat: 1789000000,
  nbf: 1788999400,
  exp: 1789000300,
  sub: namesWithIds.example,
  repository: "acme-robotics/payments-api",
  repository_id: "77001234",
  repository_owner: "acme-robotics",
  repository_owner_id: "90210001",
  repository_visibility: "private",
  ref: "refs/heads/main",
  ref_type: "branch",
  ref_protected: "true",
  workflow: "release",
  workflow_ref: "acme-robotics/payments-api/.github/workflows/release.yml@refs/heads/main",
  job_workflow_ref: "acme-robotics/payments-api/.github/workflows/release.yml@refs/heads/main",
  event_name: "push",
  actor: "dana-dev",
  actor_id: "5550123",
  run_id: "18000000001",
  runner_environment: "github-hosted",
  enterprise: "acme-holding",
  enterprise_id: "3141",
};

const everyInstallation: readonly DangerousBinding[] = [
  {
    binding: 'sub "repo:acme*"',
    why: "Without the slash the pattern also covers acme-evil, and anybody may register such a name.",
  },
  {
    binding: 'sub "repo:acme/payments:*"',
    why: "It covers pull requests and every branch, tag and environment of the repository, not just the one that releases.",
  },
  {
    binding: "repository or repository_owner without repository_id or repository_owner_id",
    why: "A name that is given up can be registered by somebody else; the numbers are never given out twice.",
  },
  {
    binding: "sub with an environment, without ref or job_workflow_ref",
    why: "A job that names an environment has no branch in its sub. Only the environment's own rules then keep other branches out.",
  },
  {
    binding: "job_workflow_ref alone",
    why: "It says which workflow was called, not by whom; a public workflow can be called from any repository.",
  },
  {
    binding: "no condition on event_name",
    why: "Runs for pull_request_target, issue_comment and workflow_run can be set off from outside while they carry the repository's identity.",
  },
  {
    binding: "actor or actor_id alone",
    why: "They name the person behind the run, not the code that runs.",
  },
  { binding: "workflow", why: "It is a display name, written in the repository itself." },
  {
    binding: "names typed in another letter case",
    why: "The web site does not care about letter case, the claims have one spelling, and comparison here is exact.",
  },
];

const audienceAdvice =
  "Each job asks for the audience it wants. Choose one that only this server answers to, such as its public URL, and request the ID token with exactly that.";
const replay: Preset["replay"] = {
  recommended: onceByTokenId,
  why: "Every request for an ID token yields a new one with its own jti, so nobody honest presents one twice.",
};
const recommendedClaims = {
  repository_id: "<number of the repository, as text>",
  repository_owner_id: "<number of the owner, as text>",
  ref: "refs/heads/main",
  event_name: ["push", "workflow_dispatch", "release"],
};

export const github: Preset = {
  id: "github-actions",
  title: "GitHub Actions",
  issuers: ["https://token.actions.githubusercontent.com"],
  algorithms: ["RS256"],
  audienceAdvice,
  replay,
  traits: sharedTraits,
  recommendedClaims,
  dangerousBindings: [
    {
      binding: "only the audience",
      why: "One issuer serves all of github.com and every job picks its audience: any repository in the world fits.",
    },
    {
      binding: "sub with bare names, without repository_id",
      why: "A repository changes to the format with numbers when it is renamed or transferred, and new ones begin with it. A mapping follows to the other format only when the number is pinned: a name alone never fits it.",
    },
    ...everyInstallation,
  ],
  examples: [
    { title: "push to a branch, subject with numbers", claims: branchRun },
    { title: "push to a branch, subject with bare names", claims: { ...branchRun, sub: names.example } },
    {
      title: "job with an environment: sub has no branch",
      claims: {
        ...branchRun,
        sub: "repo:acme-robotics@90210001/payments-api@77001234:environment:production",
        environment: "production",
      },
    },
    {
      title: "environment name with a colon: escaped in sub only",
      claims: {
        ...branchRun,
        sub: "repo:acme-robotics@90210001/payments-api@77001234:environment:prod%3Aeu",
        environment: "prod:eu",
      },
    },
    {
      title: "pull request",
      claims: {
        ...branchRun,
        sub: "repo:acme-robotics@90210001/payments-api@77001234:pull_request",
        ref: "refs/pull/17/merge",
        ref_protected: "false",
        base_ref: "main",
        head_ref: "feature/x",
        event_name: "pull_request",
      },
    },
  ],
  source: "https://docs.github.com/en/actions/reference/security/oidc",
  unconfirmed: null,
};

export const githubEnterprise: Preset = {
  ...github,
  id: "github-enterprise-slug",
  title: "GitHub Actions, issuer of one enterprise",
  issuers: ["https://token.actions.githubusercontent.com/{enterprise}"],
  traits: { ...sharedTraits, title: "the enterprise's GitHub Actions issuer", shared: false },
  recommendedClaims: { enterprise_id: "<number of the enterprise, as text>", ...recommendedClaims },
  dangerousBindings: [
    {
      binding: "the enterprise's name in the issuer, without enterprise_id",
      why: "The name in the URL can be changed and given up; the number cannot.",
    },
    ...everyInstallation,
  ],
  examples: [
    {
      title: "push to a branch",
      claims: { ...branchRun, iss: "https://token.actions.githubusercontent.com/acme-holding" },
    },
  ],
  source: "https://docs.github.com/en/enterprise-cloud@latest/actions/reference/security/oidc",
};

export const githubDataResidency: Preset = {
  ...githubEnterprise,
  id: "github-data-residency",
  title: "GitHub Enterprise Cloud with data residency",
  issuers: ["https://token.actions.{subdomain}.ghe.com"],
  dangerousBindings: everyInstallation,
  examples: [
    { title: "push to a branch", claims: { ...branchRun, iss: "https://token.actions.acme.ghe.com" } },
  ],
};

export const githubEnterpriseServer: Preset = {
  ...githubEnterprise,
  id: "github-enterprise-server",
  title: "GitHub Enterprise Server",
  issuers: ["https://{host}/_services/token"],
  traits: {
    ...sharedTraits,
    title: "this GitHub Enterprise Server",
    shared: false,
    immutable: claimsNamed("repository_id", "repository_owner_id"),
    subjectFormats: [names],
    subjectIds: null,
  },
  recommendedClaims,
  dangerousBindings: [
    {
      binding: "a mapping copied from github.com",
      why: "Numbers are unique within one installation only: the same repository_id means another repository there.",
    },
    {
      binding: "sub with numbers behind the names",
      why: "Enterprise Server does not send that format, so the mapping would never fit.",
    },
    ...everyInstallation,
  ],
  examples: [
    {
      title: "push to a branch",
      claims: {
        ...branchRun,
        iss: "https://github.acme.example/_services/token",
        sub: names.example,
        runner_environment: "self-hosted",
      },
    },
  ],
  source: "https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc",
};
