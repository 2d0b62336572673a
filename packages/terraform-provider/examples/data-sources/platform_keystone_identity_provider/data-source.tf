data "platform_keystone_identity_provider" "ci" {
  id = "ci"
}

output "issuers" {
  value = data.platform_keystone_identity_provider.ci.remote_ids
}
