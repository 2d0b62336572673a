data "platform_oidc_identity_mapping" "release" {
  name          = "payments-release"
  provider_name = "github-mapped"
}

output "release_claims" {
  value = jsondecode(data.platform_oidc_identity_mapping.release.claims_json)
}
