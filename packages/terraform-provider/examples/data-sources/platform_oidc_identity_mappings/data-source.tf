data "platform_oidc_identity_mappings" "github" {
  provider_name = "github-mapped"
}

output "scopes" {
  value = {
    for one in data.platform_oidc_identity_mappings.github.identity_mappings : one.name => one.token_spec.scope
  }
}
