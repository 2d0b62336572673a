/**
 * The attributes of the provider's block. A block written for JFrog's provider of the same name is read as it stands:
 * what means nothing here is accepted and said to mean nothing.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import type { Attributes, Configured, Validator } from "../engine/schema.ts";
import { unknown } from "../engine/values.ts";

const notEmpty: Validator = {
  rule: "is not empty",
  check: (value) => (value === "" ? "It is empty. Give a value, or leave the attribute out." : null),
};

/** Seconds; no answer of the server takes longer unless something is wrong. */
export const usualTimeoutSeconds = 30;
const longestTimeoutSeconds = 600;

const timeoutInRange: Validator = {
  rule: `is a whole number from 1 to ${longestTimeoutSeconds}`,
  check: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= longestTimeoutSeconds
      ? null
      : `Give whole seconds from 1 to ${longestTimeoutSeconds}.`,
};

export const providerAttributes = {
  url: {
    type: "string",
    presence: "optional",
    description:
      "Base URL of the server, such as `https://sts.example.com`. Else the environment variable `COUNTERSIGN_URL`, else `JFROG_URL`.",
    validators: [notEmpty],
  },
  access_token: {
    type: "string",
    presence: "optional",
    sensitive: true,
    description:
      "Credential of whoever manages the server: a service token, the bootstrap secret, or an access token of the JFrog face. Comes before everything else that says who is asking.",
    validators: [notEmpty],
  },
  oidc_provider_name: {
    type: "string",
    presence: "optional",
    description:
      "Name of the OIDC configuration at which this run's ID token is exchanged for an access token, before anything else is asked. No credential is stored anywhere then. Its mapping grants `applied-permissions/admin`, or what the run needs. Such a token is good for OIDC configurations, identity mappings, projects and groups; what begins with `platform_keystone_`, and `platform_oidc_exchange_explanation`, need a service token in `access_token`, best in a provider block of their own with an `alias`.",
    validators: [notEmpty],
  },
  oidc_token_file: {
    type: "string",
    presence: "optional",
    description:
      "Path of the file that holds the ID token. It is read again for every exchange, so a file that its platform rewrites, as Kubernetes does, may be named.",
    validators: [notEmpty],
  },
  tfc_credential_tag_name: {
    type: "string",
    presence: "optional",
    description:
      "Of several ID tokens that HCP Terraform makes for a run, the one with this tag: with `STS` the token is in `TFC_WORKLOAD_IDENTITY_TOKEN_STS`, and no other is taken.",
    validators: [notEmpty],
  },
  oidc_project_key: {
    type: "string",
    presence: "optional",
    description:
      "Project in which the ID token is exchanged: an OIDC configuration of a project is found only with its key.",
    validators: [notEmpty],
  },
  anonymous: {
    type: "bool",
    presence: "optional",
    description:
      "True: no credential is looked for, and none is sent. For configurations that only read published keys or exchange an ID token themselves.",
  },
  timeout_seconds: {
    type: "number",
    presence: "optional",
    description: `How long one request may take, with its answer. ${usualTimeoutSeconds} when left out.`,
    validators: [timeoutInRange],
  },
  accepted_findings: {
    type: { set: "string" },
    presence: "optional",
    description:
      "Findings that are accepted knowingly and not shown in plans: by code, such as `no_audience`, or of one object only, `no_audience:github`. The guide on findings lists the codes.",
  },
  check_license: {
    type: "bool",
    presence: "optional",
    description: "Accepted from configurations that were written for JFrog's provider.",
    deprecated: "There is no licence to check here. Leave it out.",
  },
  myjfrog_api_token: {
    type: "string",
    presence: "optional",
    sensitive: true,
    description:
      "Accepted from configurations that were written for JFrog's provider. Countersign has no accounts at MyJFrog.",
    deprecated: "It means nothing here, and is sent nowhere. Leave it out.",
  },
} as const satisfies Attributes;

export type ProviderAttributes = typeof providerAttributes;
export type ProviderConfiguration = Configured<ProviderAttributes>;

/** What contradicts itself whatever the environment holds. */
export function checkProviderBlock(given: ProviderConfiguration): readonly Diagnostic[] {
  return [...aboutIdentity(given), ...aboutAccepted(given.accepted_findings)];
}

/** A misspelt code accepts nothing, and says nothing of it; which codes there are, the server knows. */
function aboutAccepted(accepted: ProviderConfiguration["accepted_findings"]): readonly Diagnostic[] {
  if (accepted === null || accepted === unknown) return [];
  return accepted
    .filter((code) => typeof code === "string" && !/^[a-z]+(_[a-z]+)*(:.+)?$/.test(code))
    .map((code) => ({
      severity: "warning",
      summary: "Not a finding",
      detail: `${JSON.stringify(code)} accepts nothing: a code is written as warnings of the plan have it, such as no_audience, or no_audience:github for one object.`,
      at: ["accepted_findings"],
    }));
}

function aboutIdentity(given: ProviderConfiguration): readonly Diagnostic[] {
  const isGiven = (value: unknown) => value !== null && value !== unknown;
  const from = ["oidc_token_file", "tfc_credential_tag_name"] as const;
  if (given.anonymous === true) {
    return ([...from, "access_token", "oidc_provider_name"] as const)
      .filter((name) => isGiven(given[name]))
      .map((name) =>
        error(name, "Nobody and somebody", `anonymous sends no credential. Leave ${name} out, or anonymous.`),
      );
  }
  const [file, tag] = from;
  if (isGiven(given[file]) && isGiven(given[tag]))
    return [
      error(tag, "Two ID tokens", `${file} and ${tag} each say where the ID token is. Give one of them.`),
    ];
  return from
    .filter((name) => isGiven(given[name]) && given.oidc_provider_name === null)
    .map((name) =>
      error(
        name,
        "No exchange asked for",
        `${name} says which ID token to exchange, and nothing says where. Give oidc_provider_name too.`,
      ),
    );
}

function error(name: keyof ProviderAttributes, summary: string, detail: string): Diagnostic {
  return { severity: "error", summary, detail, at: [name] };
}
