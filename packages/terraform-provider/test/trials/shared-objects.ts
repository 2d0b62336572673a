/** A configuration that JFrog's own provider and ours both understand, with every kind of object that both manage. */

import type { TestApp } from "../../../server/test/app.ts";

/** Addresses and import ids of everything in `sharedObjects`. */
export const sharedIds = {
  "platform_group.readers": "readers",
  "platform_oidc_configuration.azure": "azure",
  "platform_oidc_configuration.ci": "ci",
  "platform_oidc_configuration.enterprise": "enterprise",
  "platform_oidc_configuration.github": "github",
  "platform_oidc_configuration.open": "open",
  "platform_oidc_identity_mapping.admin": "admin:github",
  "platform_oidc_identity_mapping.groups": "groups:github",
  "platform_oidc_identity_mapping.groups_pattern": "groups-pattern:ci",
  "platform_oidc_identity_mapping.roles": "roles:ci:app",
  "platform_oidc_identity_mapping.user": "user:ci",
  "platform_oidc_identity_mapping.user_pattern": "user-pattern:ci",
} as const;

/** Needs a project `app` with a role `Deployer`. @param description of some of the objects */
export const sharedObjects = (description: string) => `
resource "platform_oidc_configuration" "ci" {
  name              = "ci"
  description       = "${description}"
  issuer_url        = "https://gitlab.example.com/"
  provider_type     = "generic"
  audience          = "sts"
  token_issuer      = "https://gitlab.example.com"
  use_default_proxy = true
}

resource "platform_oidc_configuration" "github" {
  name          = "github"
  issuer_url    = "https://token.actions.githubusercontent.com"
  provider_type = "GitHub"
  organization  = "octo-org"
}

resource "platform_oidc_configuration" "open" {
  name                            = "open"
  issuer_url                      = "https://token.actions.githubusercontent.com/octo"
  provider_type                   = "GitHub"
  enable_permissive_configuration = true
}

resource "platform_oidc_configuration" "enterprise" {
  name          = "enterprise"
  issuer_url    = "https://github.example.com/_services/token"
  provider_type = "GitHubEnterprise"
  organization  = "octo-org"
  audience      = "sts"
}

resource "platform_oidc_configuration" "azure" {
  name          = "azure"
  issuer_url    = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"
  provider_type = "Azure"
  azure_app_id  = "66666666-7777-8888-9999-000000000000"
}

resource "platform_oidc_identity_mapping" "user" {
  name          = "user"
  description   = "${description}, <one> & only"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 1
  claims_json = jsonencode({
    sub      = "project_path:group/app:*"
    ref_type = ["branch", "tag"]
    run      = 7
    ratio    = 0.5
    none     = null
    nested   = { Kept = true, "a.b" = "<&>" }
  })
  token_spec = { username = "ci-user", scope = "applied-permissions/user", expires_in = 7200 }
}

resource "platform_oidc_identity_mapping" "groups" {
  name          = "groups"
  provider_name = platform_oidc_configuration.github.name
  priority      = 1
  claims_json   = jsonencode({ repository = "octo-org/docs" })
  token_spec = {
    scope    = "applied-permissions/groups:\\"readers\\",\\"no such group\\""
    audience = "jfrt@* jfac@*"
  }
}

resource "platform_oidc_identity_mapping" "admin" {
  name          = "admin"
  provider_name = platform_oidc_configuration.github.name
  priority      = 2
  claims_json   = jsonencode({ repository = "octo-org/infra" })
  token_spec    = { username = "infra-bot", scope = "applied-permissions/admin" }
}

resource "platform_oidc_identity_mapping" "user_pattern" {
  name          = "user-pattern"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 4
  claims_json   = jsonencode({ namespace = "group" })
  token_spec    = { username_pattern = "{{user}}" }
}

resource "platform_oidc_identity_mapping" "groups_pattern" {
  name          = "groups-pattern"
  provider_name = platform_oidc_configuration.ci.name
  priority      = 9999999
  claims_json   = jsonencode({})
  token_spec    = { groups_pattern = "({{groups}})-team | $1" }
}

resource "platform_oidc_identity_mapping" "roles" {
  name          = "roles"
  provider_name = platform_oidc_configuration.ci.name
  project_key   = "app"
  priority      = 5
  claims_json   = jsonencode({ sub = "deploy" })
  token_spec    = { scope = "applied-permissions/roles:app:\\"Deployer\\",\\"Developer\\"" }
}

resource "platform_group" "readers" {
  name        = "readers"
  description = "${description}"
  external_id = "a1b2"
  auto_join   = true
}
`;

/** The project that `sharedObjects` needs, with its role. */
export async function makeSharedProject(app: TestApp): Promise<void> {
  await app.asAdmin("POST", "/access/api/v1/projects", { project_key: "app", display_name: "App" });
  await app.asAdmin("POST", "/access/api/v1/projects/app/roles", {
    name: "Deployer",
    type: "CUSTOM",
    environments: ["DEV"],
    actions: ["READ_REPOSITORY"],
  });
}

/**
 * What JFrog's provider never sends: the organization of a configuration for GitHub Enterprise. Ours finds it missing,
 * and sets it right.
 */
export const forgottenByTheirs = ["update platform_oidc_configuration.enterprise"];

/**
 * A document as JFrog's provider reads it: empty text and a flag that is off are as good as absent, and an organization
 * is looked for with the type GitHub only.
 */
export function asTheirsReads(document: Document): Document {
  const isRead = ([name, value]: readonly [string, unknown]) =>
    value !== "" && value !== false && (name !== "organization" || document["provider_type"] === "GitHub");
  return Object.fromEntries(
    Object.entries(document)
      .filter(isRead)
      .map(([name, value]) => [name, name === "token_spec" ? asTheirsReads(value as Document) : value]),
  );
}

type Document = Readonly<Record<string, unknown>>;
