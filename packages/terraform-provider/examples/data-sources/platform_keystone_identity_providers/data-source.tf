data "platform_keystone_identity_providers" "all" {}

output "disabled" {
  value = [
    for one in data.platform_keystone_identity_providers.all.identity_providers : one.id if !one.enabled
  ]
}
