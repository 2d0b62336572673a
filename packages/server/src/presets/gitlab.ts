/**
 * GitLab CI/CD: gitlab.com and self-managed installations. Identifiers and booleans are text; only
 * `runner_id` is a number. In a merge request from a fork, `project_*` is the fork and `job_project_*` is
 * where the job runs.
 */

import type { IssuerTraits } from "../core/linting/issuer-traits.ts";
import type { Claims } from "../core/terms.ts";
import { claimsNamed, onceByTokenId, type Preset } from "./preset.ts";

const traits: IssuerTraits = {
  title: "gitlab.com",
  shared: true,
  fixedAudience: null,
  immutable: claimsNamed("project_id", "namespace_id", "job_project_id", "job_namespace_id"),
  names: [
    { path: ["sub"], pinnedBy: ["project_id"] },
    { path: ["project_path"], pinnedBy: ["project_id"] },
    { path: ["namespace_path"], pinnedBy: ["namespace_id"] },
    { path: ["job_project_path"], pinnedBy: ["job_project_id"] },
    { path: ["job_namespace_path"], pinnedBy: ["job_namespace_id"] },
    { path: ["ci_config_ref_uri"], pinnedBy: ["project_id"] },
  ],
  callerControlled: claimsNamed(
    "deployment_tier",
    "environment",
    "environment_action",
    "groups_direct",
    "pipeline_id",
    "pipeline_source",
    "ref",
    "ref_path",
    "ref_type",
    "sha",
    "user_access_level",
    "user_email",
    "user_id",
    "user_identities",
    "user_login",
  ),
  conditions: claimsNamed("environment", "ref", "ref_type", "ref_protected", "pipeline_source"),
  changing: claimsNamed("pipeline_id", "job_id", "runner_id", "sha"),
  subjectFormats: [
    {
      prefix: "project_path:",
      naming: "names",
      example: "project_path:acme/platform/payments-api:ref_type:branch:ref:main",
    },
    { prefix: "project_id:", naming: "ids", example: "project_id:41007701:ref_type:branch:ref:main" },
  ],
  subjectIds: null,
};

const branchPipeline: Claims = {
  iss: "https://gitlab.com",
  aud: "https://sts.example.com",
  jti: "0f6d2c1e-6b55-4c0e-9a5b-3a7f0d6f1c12",
  iat: 1789000000,
  nbf: 1788999995,
  exp: 1789003600,
  sub: "project_path:acme/platform/payments-api:ref_type:branch:ref:main",
  namespace_id: "72001",
  namespace_path: "acme/platform",
  project_id: "41007701",
  project_path: "acme/platform/payments-api",
  job_project_id: "41007701",
  job_project_path: "acme/platform/payments-api",
  job_namespace_id: "72001",
  job_namespace_path: "acme/platform",
  user_id: "9001",
  user_login: "dana",
  user_email: "dana@acme.example",
  groups_direct: ["acme/platform"],
  pipeline_source: "push",
  ref: "main",
  ref_type: "branch",
  ref_path: "refs/heads/main",
  ref_protected: "true",
  environment: "production",
  environment_protected: "true",
  runner_id: 1,
  runner_environment: "gitlab-hosted",
};

const recommendedClaims = {
  project_id: "<number of the project, as text>",
  job_project_id: "<the same number, unless pipelines of forks are welcome>",
  ref_type: "branch",
  ref: "main",
  ref_protected: "true",
};

export const gitlab: Preset = {
  id: "gitlab-com",
  title: "GitLab CI/CD on gitlab.com",
  issuers: ["https://gitlab.com"],
  algorithms: ["RS256"],
  audienceAdvice:
    "The job names its audience under id_tokens. Choose one that only this server answers to; the same issuer also signs people in to applications, and only the audience keeps those tokens out.",
  replay: {
    recommended: onceByTokenId,
    why: "Each job gets its own token with its own jti. A job that exchanges more than once asks for one token per exchange under id_tokens.",
  },
  traits,
  recommendedClaims,
  dangerousBindings: [
    {
      binding: 'sub "project_path:acme/*"',
      why: "It covers every subgroup and project below the group, each branch and merge request, and the group's path can be registered anew once it is given up.",
    },
    {
      binding: 'sub "project_path:acme/payments*"',
      why: "It also covers every project whose name merely begins like that.",
    },
    { binding: "ref without ref_type", why: "A tag may be called exactly like the protected branch." },
    {
      binding: "a wildcard in ref without ref_protected or environment_protected",
      why: "Everybody who may push can make a branch whose name fits.",
    },
    {
      binding: "user_login, user_email, user_identities or groups_direct",
      why: "They describe the person who pressed the button, change with that person, and groups_direct is left out for members of very many groups.",
    },
    {
      binding: "project_id without job_project_id",
      why: "For a merge request from a fork, project_id is the fork's, while the job runs in another project.",
    },
  ],
  examples: [
    { title: "push to a protected branch", claims: branchPipeline },
    {
      title: "a tag called like the branch",
      claims: {
        ...branchPipeline,
        sub: "project_path:acme/platform/payments-api:ref_type:tag:ref:main",
        ref_type: "tag",
        ref_path: "refs/tags/main",
      },
    },
    {
      title: "subject made from the project's number",
      claims: { ...branchPipeline, sub: "project_id:41007701:ref_type:branch:ref:main" },
    },
  ],
  source: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
  unconfirmed: null,
};

export const gitlabSelfManaged: Preset = {
  ...gitlab,
  id: "gitlab-self-managed",
  title: "GitLab CI/CD, self-managed or dedicated",
  issuers: ["https://{host}"],
  traits: { ...traits, title: "this GitLab installation", shared: false },
  dangerousBindings: [
    {
      binding: "a mapping copied from gitlab.com",
      why: "Numbers are unique within one installation only: the same project_id means another project there.",
    },
    ...gitlab.dangerousBindings,
  ],
  examples: [
    {
      title: "push to a protected branch",
      claims: { ...branchPipeline, iss: "https://gitlab.acme.example", runner_environment: "self-hosted" },
    },
  ],
};
