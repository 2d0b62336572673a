# A token that can do less than the provider itself, for as long as this run takes.
ephemeral "platform_access_token" "readers" {
  username    = "report-job"
  scope       = "applied-permissions/groups:\"readers\""
  expires_in  = 900
  description = "Reports of this run"
}

# It may go where Terraform keeps nothing: into a provider's configuration, or into write-only arguments, such as
#
#   provider "artifactory" {
#     access_token = ephemeral.platform_access_token.readers.access_token
#   }
