data "platform_oidc_configuration" "github" {
  name = "github"
}

output "audience" {
  value = data.platform_oidc_configuration.github.audience
}
