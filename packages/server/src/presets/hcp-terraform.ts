/** HCP Terraform and Terraform Enterprise: one token per run phase, alive as long as the phase. */

import type { IssuerTraits } from "../core/linting/issuer-traits.ts";
import type { Claims } from "../core/terms.ts";
import { claimsNamed, onceByTokenId, type Preset } from "./preset.ts";

const traits: IssuerTraits = {
  title: "HCP Terraform",
  shared: true,
  fixedAudience: null,
  immutable: claimsNamed("terraform_workspace_id", "terraform_project_id", "terraform_organization_id"),
  names: [
    { path: ["sub"], pinnedBy: ["terraform_workspace_id"] },
    { path: ["terraform_full_workspace"], pinnedBy: ["terraform_workspace_id"] },
    { path: ["terraform_workspace_name"], pinnedBy: ["terraform_workspace_id"] },
    { path: ["terraform_project_name"], pinnedBy: ["terraform_project_id"] },
    { path: ["terraform_organization_name"], pinnedBy: ["terraform_organization_id"] },
  ],
  callerControlled: claimsNamed("terraform_run_id", "terraform_run_phase"),
  conditions: claimsNamed("terraform_run_phase"),
  changing: claimsNamed("terraform_run_id"),
  subjectFormats: [
    {
      prefix: "organization:",
      naming: "names",
      example: "organization:acme:project:payments:workspace:prod-network:run_phase:apply",
    },
  ],
  subjectIds: null,
};

const applyPhase: Claims = {
  iss: "https://app.terraform.io",
  aud: "https://sts.example.com",
  jti: "0f6d2c1e-6b55-4c0e-9a5b-3a7f0d6f1c15",
  iat: 1789000000,
  nbf: 1788999995,
  exp: 1789007200,
  sub: "organization:acme:project:payments:workspace:prod-network:run_phase:apply",
  terraform_run_phase: "apply",
  terraform_run_id: "run-Q3mXb7kJt1zP9aVe",
  terraform_workspace_id: "ws-8fJ2kLm4nPq6rStV",
  terraform_workspace_name: "prod-network",
  terraform_full_workspace: "organization:acme:project:payments:workspace:prod-network",
  terraform_project_id: "prj-5nBv4cXz3lKj2hGf",
  terraform_project_name: "payments",
  terraform_organization_id: "org-7hGt5rEd3wSq1aZx",
  terraform_organization_name: "acme",
};

export const hcpTerraform: Preset = {
  id: "hcp-terraform",
  title: "HCP Terraform",
  issuers: ["https://app.terraform.io"],
  algorithms: ["RS256"],
  audienceAdvice:
    "The workspace variable TFC_WORKLOAD_IDENTITY_AUDIENCE chooses the audience. Choose one that only this server answers to.",
  replay: {
    recommended: onceByTokenId,
    why: "A phase gets one token. Where one configuration exchanges it several times, as with several provider blocks, set the provider to reusable.",
  },
  traits,
  recommendedClaims: {
    terraform_organization_id: "org-<id>",
    terraform_workspace_id: "ws-<id>",
    terraform_run_phase: "apply",
  },
  dangerousBindings: [
    {
      binding: 'sub "organization:acme:*"',
      why: "It covers every project and workspace and both phases, and an organization's name can be registered anew once it is given up.",
    },
    {
      binding: "no condition on terraform_run_phase",
      why: "A speculative plan, started by a pull request, would hold the rights of an apply.",
    },
    {
      binding: 'sub "organization:*:workspace:prod:*"',
      why: "Any organization can call a workspace prod.",
    },
    {
      binding: "a short limit on the subject token's lifetime",
      why: "The token lives as long as the phase may last; a limit of an hour refuses long applies.",
    },
  ],
  examples: [
    { title: "apply phase", claims: applyPhase },
    {
      title: "plan phase",
      claims: {
        ...applyPhase,
        sub: "organization:acme:project:payments:workspace:prod-network:run_phase:plan",
        terraform_run_phase: "plan",
      },
    },
  ],
  source:
    "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens",
  unconfirmed: "Claims other than sub and the phase: compare them with a live token.",
};

export const terraformEnterprise: Preset = {
  ...hcpTerraform,
  id: "terraform-enterprise",
  title: "Terraform Enterprise",
  issuers: ["https://{host}"],
  traits: { ...traits, title: "this Terraform Enterprise", shared: false },
  examples: [{ title: "apply phase", claims: { ...applyPhase, iss: "https://terraform.acme.example" } }],
};
