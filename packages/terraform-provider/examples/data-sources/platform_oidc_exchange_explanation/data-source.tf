resource "platform_oidc_configuration" "checked" {
  name          = "github-checked"
  issuer_url    = "https://token.actions.githubusercontent.com"
  provider_type = "GitHub"
  organization  = "acme-robotics"
  audience      = "https://sts.example.com"
}

resource "platform_oidc_identity_mapping" "checked" {
  name          = "payments-release"
  provider_name = platform_oidc_configuration.checked.name
  priority      = 1

  claims_json = jsonencode({
    repository_id       = "77001234"
    repository_owner_id = "90210001"
    ref                 = "refs/heads/main"
  })

  token_spec = {
    username   = "payments-ci"
    scope      = "applied-permissions/user"
    expires_in = 600
  }
}

locals {
  release = {
    iss                 = "https://token.actions.githubusercontent.com"
    aud                 = "https://sts.example.com"
    sub                 = "repo:acme-robotics/payments-api:ref:refs/heads/main"
    repository_id       = "77001234"
    repository_owner    = "acme-robotics"
    repository_owner_id = "90210001"
    ref                 = "refs/heads/main"
    event_name          = "push"
  }
}

# depends_on names every identity mapping that may decide: an apply that changes one asks afterwards.
data "platform_oidc_exchange_explanation" "release" {
  provider_name = platform_oidc_configuration.checked.name
  claims_json   = jsonencode(local.release)
  depends_on    = [platform_oidc_identity_mapping.checked]
}

data "platform_oidc_exchange_explanation" "stranger" {
  provider_name = platform_oidc_configuration.checked.name
  claims_json   = jsonencode(merge(local.release, { repository_id = "77009999" }))
  depends_on    = [platform_oidc_identity_mapping.checked]
}

check "releases_of_payments" {
  assert {
    condition     = data.platform_oidc_exchange_explanation.release.username == "payments-ci"
    error_message = "A release is not let in: ${data.platform_oidc_exchange_explanation.release.hint}"
  }

  assert {
    condition     = !data.platform_oidc_exchange_explanation.stranger.accepted
    error_message = "Another repository is let in, by ${data.platform_oidc_exchange_explanation.stranger.mapping_name}."
  }
}
