# The ID token of this run, from the environment, becomes an access token, for as long as this run takes.
ephemeral "platform_oidc_access_token" "deploy" {
  provider_name = "hcp-terraform"
}

# It may go where Terraform keeps nothing: into a provider's configuration, or into write-only arguments, such as
#
#   provider "artifactory" {
#     access_token = ephemeral.platform_oidc_access_token.deploy.access_token
#   }
