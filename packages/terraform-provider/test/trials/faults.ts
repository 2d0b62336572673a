/** Faults in configurations, and what is said about each. */

import type { Value, Values } from "../../src/engine/values.ts";

/** What is right of every type, and as little as may be. */
export const good: Readonly<Record<string, Values>> = {
  platform_oidc_configuration: {
    name: "ci",
    issuer_url: "https://gitlab.example.com",
    provider_type: "generic",
  },
  platform_oidc_identity_mapping: {
    name: "main",
    provider_name: "ci",
    priority: 1,
    claims_json: "{}",
    token_spec: { username: "ci", scope: "applied-permissions/user" },
  },
  platform_project: { key: "app", display_name: "App" },
  platform_project_role: { name: "Deployer", project_key: "app" },
  platform_group: { name: "readers" },
  platform_keystone_identity_provider: { id: "ci" },
  platform_keystone_mapping: { id: "ci", rules_json: "[]" },
  platform_keystone_protocol: { id: "openid", identity_provider_id: "ci", mapping_id: "ci" },
};

export interface Fault {
  readonly type: string;
  /** Of the attribute: `token_spec.scope`. */
  readonly path: string;
  readonly value: Value;
  readonly says: string;
}

const configuration = "platform_oidc_configuration";
const mapping = "platform_oidc_identity_mapping";

const identityProvider = "platform_keystone_identity_provider";

const of = (type: string, path: string, says: string, ...values: readonly Value[]): readonly Fault[] =>
  values.map((value) => ({ type, path, value, says }));

const configurationName = "It must begin with a lower-case letter; only";
const projectKey = "It must begin with a lower-case letter and have 2 to 32 characters";
const empty = "Empty text would mean none. Leave the attribute out, or give it a value.";

/** One attribute is wrong, whatever the others are. */
export const faults: readonly Fault[] = [
  ...of(configuration, "name", configurationName, "1test", "Test", "test!@"),
  ...of(configuration, "name", "It must have 2 to 255 characters.", "a".repeat(256)),
  ...of(configuration, "issuer_url", "It must begin with https://", "http://", "gitlab.example.com"),
  ...of(
    configuration,
    "provider_type",
    'It must be "generic", "GitHub", "GitHubEnterprise" or "Azure"',
    "github",
  ),
  ...of(configuration, "audience", empty, ""),
  ...of(configuration, "project_key", projectKey, "A", "a"),
  ...["organization", "token_issuer", "azure_app_id"].flatMap((name) => of(configuration, name, empty, "")),
  ...of(mapping, "name", "It must not hold blanks or special characters.", "invalid name", "invalid!name"),
  ...of(mapping, "name", "It must have 1 to 255 characters.", "", "a".repeat(256)),
  ...of(mapping, "provider_name", configurationName, "invalid name", "A"),
  ...of(mapping, "provider_name", "It must have 2 to 255 characters.", "a".repeat(256)),
  ...of(mapping, "priority", "It must be 1 or more.", 0, -1),
  ...of(mapping, "claims_json", "JSON", "", "[]", "{", '"text"'),
  ...of(
    mapping,
    "token_spec.scope",
    "It must be applied-permissions/user or applied-permissions/admin, or begin",
    "invalid-scope",
    "applied-permissions/group",
    "applied-permissions/groups:",
  ),
  ...of(mapping, "token_spec.username", empty, ""),
  ...of(mapping, "token_spec.username_pattern", empty, ""),
  ...of(mapping, "token_spec.groups_pattern", empty, ""),
  ...of(mapping, "token_spec.audience", empty, ""),
  ...of(mapping, "token_spec.expires_in", "It must be 1 or more.", 0),
  ...of(mapping, "project_key", projectKey, "My-Project"),
  ...of("platform_project", "key", projectKey, "App", "a"),
  ...of("platform_project", "display_name", "It must have 1 to 128 characters.", "", "a".repeat(129)),
  ...of("platform_project", "max_storage_in_gibibytes", "or -1 for no quota", 0),
  ...of("platform_project_role", "name", "It must have 1 to 64 characters.", "", "a".repeat(65)),
  ...of("platform_project_role", "project_key", projectKey, "App"),
  ...of("platform_group", "name", "It must have 1 to 64 characters.", "", "a".repeat(65)),
  ...of("platform_group", "description", empty, ""),
  ...of("platform_group", "external_id", empty, ""),
  ...of(identityProvider, "authorization_ttl", "It must be 0 or more.", -1),
  ...of(identityProvider, "sso_type", 'It must be "virtual_user_sso" or "iam_user_sso"', "saml"),
  ...of("platform_keystone_mapping", "rules_json", "JSON", "{}", "["),
  ...of("platform_project_role", "type", 'It must be "CUSTOM"', "PREDEFINED"),
];

/** Attributes that are good on their own, and do not go together. */
export const together: readonly {
  readonly type: string;
  readonly given: Values;
  /** The attribute that it is told on. */
  readonly on: string;
  readonly says: string;
  readonly severity?: "warning";
}[] = [
  {
    type: configuration,
    given: { organization: "octo-org" },
    on: "organization",
    says: 'organization is only for provider_type "GitHub" or "GitHubEnterprise"',
  },
  {
    type: configuration,
    given: { azure_app_id: "1" },
    on: "azure_app_id",
    says: 'azure_app_id is only for provider_type "Azure"',
  },
  {
    type: configuration,
    given: {
      provider_type: "GitHub",
      issuer_url: "https://token.actions.githubusercontent.com",
      organization: "octo-org",
      token_issuer: "https://token.actions.githubusercontent.com",
    },
    on: "token_issuer",
    says: 'token_issuer is only for provider_type "generic" or "Azure"',
  },
  {
    type: configuration,
    given: { provider_type: "GitHub", organization: "octo-org" },
    on: "issuer_url",
    says: 'With provider_type "GitHub" issuer_url is https://token.actions.githubusercontent.com',
  },
  {
    type: configuration,
    given: { provider_type: "GitHub", issuer_url: "https://token.actions.githubusercontent.com" },
    // Nothing stands where the organization should: the resource itself is named.
    on: "resource",
    says: "say in organization whose workflows are accepted",
  },
  {
    type: mapping,
    given: { token_spec: { username: "ci" } },
    on: "token_spec",
    says: "username needs scope",
  },
  {
    type: mapping,
    given: {
      token_spec: { username: "ci", username_pattern: "{{user}}", scope: "applied-permissions/user" },
    },
    on: "token_spec",
    says: "username_pattern decides over username",
  },
  {
    type: mapping,
    given: { token_spec: { username: "ci", scope: 'applied-permissions/groups:"readers"' } },
    on: "token_spec",
    says: "A token for groups is for no user: the scope grants groups.",
  },
  {
    type: mapping,
    given: {
      token_spec: { username: "ci", groups_pattern: "{{groups}}", scope: "applied-permissions/user" },
    },
    on: "token_spec",
    says: "A token for groups is for no user: groups_pattern grants groups.",
  },
  {
    type: mapping,
    given: { token_spec: { username: "ci", scope: 'applied-permissions/roles:app:"Developer"' } },
    on: "token_spec",
    says: 'Set project_key to the project of the roles: project_key = "app".',
  },
  {
    type: mapping,
    given: {
      project_key: "app",
      token_spec: { username: "ci", scope: 'applied-permissions/roles:other:"Developer"' },
    },
    on: "token_spec",
    says: 'The scope grants roles of the project "other", and project_key is "app".',
  },
  {
    type: mapping,
    given: { project_key: "app", token_spec: { scope: 'applied-permissions/roles:app:"Developer"' } },
    on: "token_spec",
    says: "Set username if services that read the token need a user.",
    severity: "warning",
  },
  {
    type: "platform_group",
    given: { auto_join: true, admin_privileges: true },
    on: "auto_join",
    says: "auto_join and admin_privileges cannot both be true",
  },
  {
    type: "platform_group",
    given: { policy_manager: true, policy_viewer: false },
    on: "policy_viewer",
    says: "policy_viewer cannot be false where policy_manager is true",
  },
  {
    type: "platform_group",
    given: { members: ["admin"] },
    on: "members",
    says: "This server keeps no members",
    severity: "warning",
  },
];
