resource "platform_oidc_configuration" "github_mapped" {
  name          = "github-mapped"
  issuer_url    = "https://token.actions.githubusercontent.com"
  provider_type = "GitHub"
  organization  = "acme-robotics"
  audience      = "https://sts.example.com"
}

# Releases of one repository become one user. The ids cannot be taken over by somebody else, as names can.
resource "platform_oidc_identity_mapping" "release" {
  name          = "payments-release"
  description   = "Releases of payments-api"
  provider_name = platform_oidc_configuration.github_mapped.name
  priority      = 1

  claims_json = jsonencode({
    repository_id       = "77001234"
    repository_owner_id = "90210001"
    ref                 = "refs/heads/main"
    event_name          = ["push", "workflow_dispatch"]
  })

  token_spec = {
    username   = "payments-ci"
    scope      = "applied-permissions/user"
    expires_in = 600
  }
}

# Every other run of the repository is in two groups, whoever started it, and only for Artifactory.
resource "platform_oidc_identity_mapping" "build" {
  name          = "payments-build"
  provider_name = platform_oidc_configuration.github_mapped.name
  priority      = 2

  claims_json = jsonencode({
    repository_id       = "77001234"
    repository_owner_id = "90210001"
  })

  token_spec = {
    scope    = "applied-permissions/groups:\"readers\",\"builders\""
    audience = "jfrt@*"
  }
}

# Roles in a project. The project's administrators may edit this one.
resource "platform_project" "payments" {
  key          = "payments"
  display_name = "Payments"
}

resource "platform_oidc_identity_mapping" "develop" {
  name          = "payments-develop"
  provider_name = platform_oidc_configuration.github_mapped.name
  priority      = 3
  project_key   = platform_project.payments.key

  claims_json = jsonencode({
    repository_id       = "77001234"
    repository_owner_id = "90210001"
    environment         = "development"
  })

  token_spec = {
    username = "payments-ci"
    scope    = "applied-permissions/roles:payments:\"Developer\",\"Viewer\""
  }
}

# The groups are made of a claim. Before the next one, which fits these runs as well: the lowest number is judged first.
resource "platform_oidc_identity_mapping" "by_environment" {
  name          = "by-environment"
  provider_name = platform_oidc_configuration.github_mapped.name
  priority      = 10

  claims_json = jsonencode({
    repository_owner_id = "90210001"
    environment         = "*"
  })

  token_spec = {
    groups_pattern = "{{environment}}"
  }
}

# The user is made of a claim.
resource "platform_oidc_identity_mapping" "by_actor" {
  name          = "by-actor"
  provider_name = platform_oidc_configuration.github_mapped.name
  priority      = 11

  claims_json = jsonencode({
    repository_owner_id = "90210001"
  })

  token_spec = {
    username_pattern = "{{actor}}"
  }
}
