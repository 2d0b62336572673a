data "platform_keystone_protocols" "builds" {
  identity_provider_id = "builds"
}

output "protocols" {
  value = { for one in data.platform_keystone_protocols.builds.protocols : one.id => one.mapping_id }
}
