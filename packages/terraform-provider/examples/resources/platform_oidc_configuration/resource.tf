# GitHub Actions, for the workflows of one organization.
resource "platform_oidc_configuration" "github" {
  name          = "github"
  description   = "Workflows of acme-robotics"
  issuer_url    = "https://token.actions.githubusercontent.com"
  provider_type = "GitHub"
  organization  = "acme-robotics"
  audience      = "https://sts.example.com"
}

# Any other issuer, such as a GitLab of one's own.
resource "platform_oidc_configuration" "gitlab" {
  name          = "gitlab"
  issuer_url    = "https://gitlab.example.com"
  provider_type = "generic"
  audience      = "https://sts.example.com"
}

# Microsoft Entra ID, whose tokens name another issuer than the one that publishes the keys.
resource "platform_oidc_configuration" "azure" {
  name          = "azure"
  issuer_url    = "https://login.microsoftonline.com/6f1de7a8-3c5b-4d2f-9a41-0f2b7c9d8e13/v2.0"
  token_issuer  = "https://sts.windows.net/6f1de7a8-3c5b-4d2f-9a41-0f2b7c9d8e13/"
  provider_type = "Azure"
  audience      = "api://countersign"
}
