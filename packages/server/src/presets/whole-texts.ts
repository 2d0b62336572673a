/**
 * Claims that are one text by what they mean: a subject, a branch, an address. Where mappings take a text apart, they
 * leave these whole. People choose parts of them, and most choose freely: a branch may be called `main;x`.
 */

import { presets } from "./catalogue.ts";

/** RFC 7519 section 4.1; OpenID Connect Core sections 2 and 5.1, but for `name`, which nobody decides by. */
const registered = [
  ...["iss", "sub", "aud", "jti", "azp", "nonce", "acr", "sid", "client_id"],
  ...["given_name", "family_name", "middle_name", "nickname", "preferred_username", "email", "phone_number"],
  ...["profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale"],
];

/** Of platforms without a preset: CircleCI, Buildkite, Bitbucket Pipelines; Microsoft Entra's and Google's people. */
const ofOthers = [
  ...["oidc.circleci.com/vcs-ref", "oidc.circleci.com/vcs-origin", "oidc.circleci.com/project-id"],
  ...["build_branch", "build_tag", "build_commit", "organization_slug", "pipeline_slug", "step_key"],
  ...["branchName", "repositoryUuid", "workspaceUuid", "deploymentEnvironmentUuid"],
  ...["upn", "unique_name", "hd"],
];

const ofPresets = presets.flatMap(({ examples }) =>
  examples.flatMap(({ claims }) => Object.keys(claims).filter((name) => typeof claims[name] === "string")),
);

/** By the name of the claim. */
export const wholeTexts: ReadonlySet<string> = new Set([...registered, ...ofOthers, ...ofPresets]);
