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

data "platform_oidc_exchange_explanation" "release" {
  provider_name = "github-mapped"
  claims_json   = jsonencode(local.release)
}

data "platform_oidc_exchange_explanation" "stranger" {
  provider_name = "github-mapped"
  claims_json   = jsonencode(merge(local.release, { repository_id = "1", repository_owner_id = "2" }))
}

# Every plan and apply says so when this does not hold any more.
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
